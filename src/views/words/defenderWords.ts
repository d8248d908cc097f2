import { l10n } from 'vscode';
import type { DefenderError, DefenderErrorData, DefenderReason } from '../../defender/defenderError.ts';
import type { ErrorWords } from './wording.ts';
import { forbiddenWords } from './permissionWords.ts';
import { withRequestId } from './requestIdWords.ts';
import { duration } from './timeWords.ts';
import { plainText } from './visibleText.ts';

const words: Record<DefenderReason, (data: DefenderErrorData) => ErrorWords> = {
  unauthorized: ({ host, audience }) => ({
    what: audience
      ? l10n.t('{0} did not accept the token. It was issued for {1}.', host, plainText(audience))
      : l10n.t('{0} did not accept the token.', host),
    cure: l10n.t(
      'Sign in again. If it stays, compare the API host and the scope of the connection with the cloud of the tenant.',
    ),
    remedies: ['signIn', 'editConnection'],
  }),
  wrongCloud: ({ host, audience }) => ({
    what: l10n.t(
      'The token is for another cloud: it was issued for {0}, and {1} was asked.',
      plainText(audience ?? ''),
      host,
    ),
    cure: l10n.t('Choose the cloud that the tenant is in, and sign in again.'),
    remedies: ['editConnection', 'signIn'],
  }),
  forbidden: forbiddenWords,
  featureDisabled: () => ({
    what: l10n.t('This feature is turned off in the tenant.'),
    cure: l10n.t(
      'An administrator can turn it on in the Defender portal, under Settings > Endpoints > Advanced features.',
    ),
    remedies: [],
  }),
  notFound: ({ operation }) =>
    operation === 'collect'
      ? {
          what: l10n.t('Defender knows no such device in this tenant.'),
          cure: l10n.t('Check the device ID and the connection.'),
          remedies: [],
        }
      : {
          what: l10n.t('Defender knows no such machine action in this tenant.'),
          cure: l10n.t(
            'Check the action ID and the connection. An action that has just been started is found after a minute.',
          ),
          remedies: ['retry'],
        },
  routeNotFound: ({ host }) => ({
    what: l10n.t('{0} does not offer the machine actions of Defender for Endpoint.', host),
    cure: l10n.t('Check the API host and the cloud of the connection.'),
    remedies: ['editConnection'],
  }),
  throttled: ({ retryAfterMs }) => ({
    what: l10n.t(
      'Defender asks for a pause: too many requests were sent for this tenant and app, by you or by colleagues.',
    ),
    cure:
      retryAfterMs === undefined
        ? l10n.t('Try again in a minute.')
        : l10n.t('Try again in {0}.', duration(retryAfterMs)),
    remedies: ['retry'],
  }),
  activeRequest: () => ({
    what: l10n.t('Such an action is already under way on this device.'),
    cure: l10n.t('It stands in the list. Wait until it has ended, or cancel it.'),
    remedies: [],
  }),
  unsupportedOs: () => ({
    what: l10n.t('The operating system of this device does not support the action.'),
    cure: l10n.t('Collect from the device by other means.'),
    remedies: [],
  }),
  unsupportedSensor: () => ({
    what: l10n.t('The Defender sensor of this device is too old for the action.'),
    cure: l10n.t('Update the device, and try again.'),
    remedies: ['retry'],
  }),
  wrongTenant: ({ tokenTenant = '', tenant = '' }) => ({
    what: l10n.t(
      'The token is for the tenant {0}, and the connection is to {1}.',
      plainText(tokenTenant),
      tenant,
    ),
    cure: l10n.t('Sign in with an account of the tenant, or correct the tenant ID.'),
    remedies: ['signIn', 'editConnection'],
  }),
  badRequest: (data) => ({
    what: l10n.t('Defender did not accept the request ({0}).', plainText(data.code || String(data.status))),
    cure: withRequestId(l10n.t('The log has what the service answered.'), data),
    remedies: [],
  }),
  server: (data) => ({
    what: l10n.t('Defender has a fault of its own ({0}).', String(data.status)),
    cure: withRequestId(l10n.t('Try again later.'), data),
    remedies: ['retry'],
  }),
  redirected: ({ host }) => ({
    what: l10n.t('{0} sent the request elsewhere, which Defender never does. It was not followed.', host),
    cure: l10n.t('Look for a sign-in page of the network or a proxy in between, and check the API host.'),
    remedies: ['retry', 'editConnection'],
  }),
  badResponse: ({ host, contentType }) => ({
    what: contentType
      ? l10n.t('{0} answered something else than Defender would ({1}).', host, plainText(contentType))
      : l10n.t('{0} answered something else than Defender would.', host),
    cure: l10n.t('Look for a sign-in page of the network or a proxy in between, and check the API host.'),
    remedies: ['retry', 'editConnection'],
  }),
  badLink: ({ host }) => ({
    what: l10n.t('{0} gave a package link that is no https address. It was not followed.', host),
    cure: l10n.t('Check the API host of the connection. If it is right, tell Microsoft support.'),
    remedies: ['retry'],
  }),
};

export function defenderWords({ reason, data }: DefenderError): ErrorWords {
  return words[reason](data);
}
