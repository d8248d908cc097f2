import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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

/** Stands in the README's tables for what is different each time. */
const host = '‹host›';
const path = '‹path›';

const families = {
  Network: reasonsOf<NetworkReason>('defender/networkError.ts', 'NetworkReason').map(
    (reason) => new NetworkError(reason, { host, code: '‹code›' }),
  ),
  'Defender for Endpoint': reasonsOf<DefenderReason>('defender/defenderError.ts', 'DefenderReason').map(
    (reason) =>
      new DefenderError(reason, {
        host,
        status: 503,
        code: reason === 'badRequest' ? '‹code›' : '',
        requestId: '‹id›',
        audience: '‹audience›',
        retryAfterMs: 40_000,
        needs: ['Machine.CollectForensics'],
        has: ['Machine.Read'],
        contentType: 'text/html',
      }),
  ),
  'Sign-in': reasonsOf<SignInReason>('auth/signInError.ts', 'SignInReason').map(
    (reason) => new SignInError(reason, { host, path, code: '‹code›' }),
  ),
  Download: reasonsOf<AcquisitionReason>('evidence/acquisitionError.ts', 'AcquisitionReason').map(
    (reason) =>
      new AcquisitionError(reason, {
        host,
        path,
        status: 503,
        code: '‹code›',
        content: 'html',
        actionType: 'Isolate',
        actionStatus: reason === 'collectionFailed' ? 'TimeOut' : 'InProgress',
        errorHResult: -2145844840,
        expectedBytes: 15_200_000,
        receivedBytes: 4_100_000,
        freeBytes: 9_000_000,
      }),
  ),
  Settings: reasonsOf<SettingsReason>('auth/settingsError.ts', 'SettingsReason').map(
    (reason) =>
      new SettingsError(reason, {
        connection: 'Contoso',
        field: 'cloud',
        value: 'mars',
        allowed: ['commercial', 'gcc'],
      }),
  ),
};
families['Defender for Endpoint'].push(
  new DefenderError('forbidden', { host, needs: ['Machine.Read'], has: ['Machine.Read'] }),
);
const errors = Object.values(families).flat();

/** The README's chapter of errors, from the words themselves. */
function errorChapter(): string {
  return Object.entries(families)
    .map(([family, members]) => {
      const rows = members.map((error) => {
        const { what, cure } = errorWords(error);
        return `| ${what} | ${cure} |`;
      });
      return [`### ${family}`, '', '| It says | What to do |', '|---|---|', ...rows].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

describe('The words for an error', () => {
  it('tell every reason apart, say what to do, and leave no gap', () => {
    const said = new Map<string, string>();
    for (const error of errors) {
      const { what, cure } = errorWords(error);
      assert.match(what, /\w.*\.$/, error.message);
      assert.match(cure, /\w.*\.$/, error.message);
      assert.doesNotMatch(`${what} ${cure}`, /undefined|NaN|\{\d\}|\[object/, error.message);
      const other = said.get(what);
      assert.equal(other, undefined, `${error.message} and ${other ?? ''} say the same`);
      said.set(what, error.message);
    }
  });

  it('stand in the README, every one with its cure', () => {
    const readme = join(__dirname, '..', '..', 'README.md');
    const text = readFileSync(readme, 'utf8');
    const [begin, end] = ['<!-- errors -->\n\n', '\n<!-- /errors -->'];
    const from = text.indexOf(begin) + begin.length;
    const to = text.indexOf(end);
    const chapter = text.slice(from, to);
    if (process.env['UPDATE_README']) {
      writeFileSync(readme, text.slice(0, from) + errorChapter() + text.slice(to));
    } else {
      assert.equal(chapter, errorChapter(), 'UPDATE_README=1 npm test -- package integration renews it');
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
