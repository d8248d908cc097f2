import assert from 'node:assert/strict';
import { SettingsError, type SettingsReason } from '../../../src/auth/settingsError.ts';
import { SignInError, type SignInReason } from '../../../src/auth/signInError.ts';
import { DefenderError, type DefenderReason } from '../../../src/defender/defenderError.ts';
import { NetworkError, type NetworkReason } from '../../../src/defender/networkError.ts';
import { isSignedIn, stateOf, type ListState } from '../../../src/views/listState.ts';

// Each table names every reason there is: the compiler asks for those that are added.

const settings: Record<SettingsReason, ListState> = {
  noConnection: 'noConnection',
  unknownConnection: 'badConnection',
  noPortal: 'badConnection',
  notAList: 'badConnection',
  notAnObject: 'badConnection',
  missing: 'badConnection',
  notText: 'badConnection',
  duplicateName: 'badConnection',
  badTenant: 'badConnection',
  badClientId: 'badConnection',
  unknownValue: 'badConnection',
  notAnOrigin: 'badConnection',
  plainHttp: 'badConnection',
};

const signIn: Record<SignInReason, ListState> = {
  signInRequired: 'signedOut',
  signInExpired: 'signInFailed',
  timedOut: 'signInFailed',
  declined: 'signInFailed',
  browserNotOpened: 'signInFailed',
  mfaRequired: 'signInFailed',
  conditionalAccess: 'signInFailed',
  consentRequired: 'signInFailed',
  notAssigned: 'signInFailed',
  unknownTenant: 'signInFailed',
  wrongTenant: 'signInFailed',
  unknownApp: 'signInFailed',
  appDisabled: 'signInFailed',
  unknownResource: 'signInFailed',
  badScope: 'signInFailed',
  wrongCloud: 'signInFailed',
  redirectUri: 'signInFailed',
  notPublicClient: 'signInFailed',
  badSecret: 'signInFailed',
  expiredSecret: 'signInFailed',
  badCertificate: 'signInFailed',
  certificateUnreadable: 'signInFailed',
  certificateExpired: 'signInFailed',
  wrongPassphrase: 'signInFailed',
  throttled: 'throttled',
  badResponse: 'failed',
  refused: 'signInFailed',
};

const network: Record<NetworkReason, ListState> = {
  offline: 'offline',
  refused: 'offline',
  timeout: 'offline',
  interrupted: 'offline',
  certificate: 'offline',
  proxy: 'offline',
};

const defender: Record<DefenderReason, ListState> = {
  unauthorized: 'signInFailed',
  wrongCloud: 'failed',
  forbidden: 'forbidden',
  featureDisabled: 'failed',
  notFound: 'failed',
  routeNotFound: 'failed',
  throttled: 'throttled',
  wrongTenant: 'failed',
  activeRequest: 'failed',
  unsupportedOs: 'failed',
  unsupportedSensor: 'failed',
  badRequest: 'failed',
  server: 'failed',
  redirected: 'failed',
  badResponse: 'failed',
  badLink: 'failed',
};

describe('The state of the list after an error', () => {
  const cases = [
    ...rows(settings, (reason) => new SettingsError(reason)),
    ...rows(signIn, (reason) => new SignInError(reason)),
    ...rows(network, (reason) => new NetworkError(reason, { host: 'api.example' })),
    ...rows(defender, (reason) => new DefenderError(reason, { host: 'api.example' })),
  ];
  for (const { error, reason, state } of cases) {
    it(`is ${state} after ${error.name} ${reason}`, () => {
      assert.equal(stateOf(error), state);
    });
  }

  for (const thrown of [
    new TypeError('a mistake'),
    new DOMException('stop', 'AbortError'),
    'words',
    undefined,
  ]) {
    it(`is failed after anything else: ${String(thrown)}`, () => {
      assert.equal(stateOf(thrown), 'failed');
    });
  }

  it('is that of the error itself, not of its cause', () => {
    const error = new DefenderError(
      'server',
      { host: 'api.example' },
      new NetworkError('offline', { host: '' }),
    );
    assert.equal(stateOf(error), 'failed');
  });
});

describe('Whether somebody is signed in', () => {
  const states: Record<ListState, boolean | undefined> = {
    loading: undefined,
    offline: true,
    noConnection: false,
    badConnection: false,
    signedOut: false,
    signInFailed: true,
    rows: true,
    empty: true,
    nothingFits: true,
    forbidden: true,
    throttled: true,
    failed: true,
  };
  for (const [state, expected] of Object.entries(states) as [ListState, boolean | undefined][]) {
    it(`is ${expected ?? 'not known'} in the state ${state}`, () => {
      assert.equal(isSignedIn(state), expected);
    });
  }
});

function rows<Reason extends string>(
  table: Record<Reason, ListState>,
  make: (reason: Reason) => Error,
): { error: Error; reason: string; state: ListState }[] {
  return (Object.entries(table) as [Reason, ListState][]).map(([reason, state]) => ({
    error: make(reason),
    reason,
    state,
  }));
}
