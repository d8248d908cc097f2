import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError, type SettingsReason } from '../../src/auth/settingsError.ts';
import { SignInError, type SignInReason } from '../../src/auth/signInError.ts';
import { DefenderError, type DefenderReason } from '../../src/defender/defenderError.ts';
import { NetworkError, type NetworkReason } from '../../src/defender/networkError.ts';
import { AcquisitionError, type AcquisitionReason } from '../../src/evidence/acquisitionError.ts';
import { errorWords } from '../../src/views/words/errorWords.ts';

/** Every reason of a family, read where it is declared, so that none is forgotten here. */
function reasonsOf<R extends string>(file: string, type: string): R[] {
  const source = readFileSync(join(__dirname, '..', '..', 'src', file), 'utf8');
  const declaration = new RegExp(`type ${type} =([\\s\\S]*?);\\n`).exec(source)?.[1] ?? '';
  const reasons = [...declaration.matchAll(/\| '(\w+)'/g)].map(([, reason]) => reason as R);
  assert.ok(reasons.length > 3, `${file} declares ${type}`);
  return reasons;
}

const errors = [
  ...reasonsOf<NetworkReason>('defender/networkError.ts', 'NetworkReason').map(
    (reason) => new NetworkError(reason, { host: 'api.test', code: 'CODE' }),
  ),
  ...reasonsOf<DefenderReason>('defender/defenderError.ts', 'DefenderReason').map(
    (reason) => new DefenderError(reason, { host: 'api.test', status: 418, requestId: 'request' }),
  ),
  ...reasonsOf<SignInReason>('auth/signInError.ts', 'SignInReason').map(
    (reason) => new SignInError(reason, { aadsts: '50011' }),
  ),
  ...reasonsOf<AcquisitionReason>('evidence/acquisitionError.ts', 'AcquisitionReason').map(
    (reason) => new AcquisitionError(reason, { path: '/case', actionStatus: 'InProgress' }),
  ),
  ...reasonsOf<SettingsReason>('auth/settingsError.ts', 'SettingsReason').map(
    (reason) => new SettingsError(reason, { connection: 'Contoso', field: 'apiHost' }),
  ),
];

describe('The words for an error', () => {
  it('tell every reason apart, say what to do, and leave no gap', () => {
    const said = new Map<string, string>();
    for (const error of errors) {
      const { what, cure } = errorWords(error);
      assert.match(what, /\w.*\.( \(AADSTS50011\))?$/, error.message);
      assert.match(cure, /\w.*\.$/, error.message);
      assert.doesNotMatch(`${what} ${cure}`, /undefined|NaN|\{\d\}|\[object/, error.message);
      const other = said.get(what);
      assert.equal(other, undefined, `${error.message} and ${other ?? ''} say the same`);
      said.set(what, error.message);
    }
  });

  it('name the permission that a token lacks, and those that it has', () => {
    const forbidden = new DefenderError('forbidden', {
      host: 'api.test',
      needs: ['Machine.CollectForensics'],
      has: ['Machine.Read', 'Machine.Scan'],
    });
    assert.match(
      errorWords(forbidden).what,
      /no permission Machine\.CollectForensics.*Machine\.Read, Machine\.Scan/,
    );
  });

  it('point at role and device group when the permission is there', () => {
    const forbidden = new DefenderError('forbidden', {
      host: 'api.test',
      needs: ['Machine.Read', 'Machine.ReadWrite'],
      has: ['Machine.Read'],
    });
    assert.match(errorWords(forbidden).cure, /role.*device group/);
  });

  it('give the failed collection its result in hex', () => {
    const failed = new AcquisitionError('collectionFailed', {
      actionStatus: 'TimeOut',
      errorHResult: -2145844840,
    });
    assert.match(errorWords(failed).what, /Timed out.*0x80190198/);
  });

  it('make no link and no icon of what others wrote', () => {
    const hostile = new DefenderError('badRequest', { host: 'api.test', code: '[here](command:x) $(trash)' });
    assert.doesNotMatch(errorWords(hostile).what, /\]\(|\$\(/);
  });
});
