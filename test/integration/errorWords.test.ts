import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError, type SettingsReason } from '../../src/auth/settingsError.ts';
import { SignInError, type SignInReason } from '../../src/auth/signInError.ts';
import { DefenderError, type DefenderReason } from '../../src/defender/defenderError.ts';
import { NetworkError, type NetworkReason } from '../../src/defender/networkError.ts';
import { permissionsFor, type Operation } from '../../src/defender/permissions.ts';
import {
  AcquisitionError,
  type AcquisitionErrorData,
  type AcquisitionReason,
} from '../../src/evidence/acquisitionError.ts';
import { errorWords } from '../../src/views/words/errorWords.ts';
import { resultWords } from '../../src/views/words/resultWords.ts';

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
        tenant: '‹tenant›',
        tokenTenant: '‹tenant of the token›',
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
        actionStatus: reason === 'stateUnknown' ? '‹state›' : 'InProgress',
        errorHResult: reason === 'collectionTimedOut' ? -2145844840 : -2147024784,
        ageMs: 40_000,
        restMs: 60 * 86_400_000,
        tookMs: 3 * 86_400_000 + 840_000,
        cancelledBy: '‹account›',
        cancellationComment: '‹comment›',
        command: '‹command›',
        commandErrors: '‹what it said›',
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
const readers = { host, needs: ['Machine.Read.All', 'Machine.ReadWrite.All'], kind: 'app' } as const;
families['Defender for Endpoint'].push(
  new DefenderError('forbidden', { host, needs: ['Machine.Read'], has: ['Machine.Read'] }),
  new DefenderError('forbidden', {
    host,
    needs: ['Machine.CollectForensics'],
    has: ['Machine.CollectForensics'],
    operation: 'package',
  }),
  new DefenderError('forbidden', { ...readers, has: ['Machine.Read.All'] }),
  new DefenderError('forbidden', { ...readers, has: ['Machine.ReadWrite.All'] }),
  new DefenderError('notFound', { host, operation: 'collect' }),
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

  const kinds = [
    ['user', 'Delegated permissions'],
    ['app', 'Application permissions'],
  ] as const;
  for (const [kind, place] of kinds) {
    it(`say where to grant a permission that a token lacks: ${kind}`, () => {
      const needs = permissionsFor('liveResponse', kind);
      const { cure } = errorWords(new DefenderError('forbidden', { host, needs, has: [], kind }));
      const way = `APIs my organization uses > WindowsDefenderATP > ${place} > ${needs.join(' or ')}`;
      assert.ok(cure.includes(way), cure);
      assert.match(cure, /Grant admin consent/);
    });
  }

  const roles: [Operation, RegExp][] = [
    ['list', /View data \(.*Security data basics \(read\)\)/],
    ['package', /Alerts investigation \(.*Alerts \(manage\)\)/],
    ['collect', /Alerts investigation \(.*Alerts \(manage\)\)/],
    ['cancel', /Active remediation actions \(.*Response \(manage\)\)/],
    ['liveResponse', /Live response \(.*Advanced live response \(manage\)\)/],
  ];
  for (const [operation, role] of roles) {
    it(`point at role and device group when the permission is there: ${operation}`, () => {
      const [one = ''] = permissionsFor(operation, 'user');
      const data = { host, operation, needs: [one, 'Other'], has: ['Some', one], kind: 'user' } as const;
      const { what, cure } = errorWords(new DefenderError('forbidden', data));
      assert.match(what, new RegExp(`has the permission ${one}: the role .* device group`));
      assert.match(cure, role);
      assert.match(cure, /device group/);
    });
  }

  it('name Machine.ReadWrite.All to an app that has another sufficient permission, and no role', () => {
    const needs = permissionsFor('package', 'app');
    const refused = (has: string[]) =>
      errorWords(new DefenderError('forbidden', { host, needs, has, kind: 'app', operation: 'package' }));
    assert.match(refused(['Machine.Read.All']).cure, /Application permissions > Machine\.ReadWrite\.All;/);
    const { what, cure } = refused(['Machine.ReadWrite.All']);
    assert.doesNotMatch(`${what} ${cure}`, /role|device group|Entra/);
  });

  const states: [AcquisitionReason, AcquisitionErrorData, RegExp][] = [
    ['notReady', { actionStatus: 'Pending', ageMs: 125_000 }, /Pending\. It was requested 2 min ago\.$/],
    ['notReady', { actionStatus: 'InProgress' }, /: the collection is In progress\.$/],
    [
      'collectionFailed',
      { errorHResult: -2147024891 },
      /failed \(0x80070005: access denied on the device\)\.$/,
    ],
    ['collectionFailed', { errorHResult: 0 }, /failed\.$/],
    [
      'collectionTimedOut',
      { errorHResult: -2145844840, tookMs: 260_040_000 },
      /timed out after 72 h 14 min \(0x80190198: .*\(HTTP 408\)\)\.$/,
    ],
    ['collectionTimedOut', {}, /timed out\.$/],
    [
      'collectionCancelled',
      { cancelledBy: 'lead@contoso.com', cancelledAt: Date.UTC(2026, 0, 2, 3), cancellationComment: 'Wrong' },
      /cancelled \(by lead@contoso\.com, .*2026.*, "Wrong"\)\.$/,
    ],
    ['collectionCancelled', {}, /cancelled\.$/],
    ['packageGone', { restMs: 60 * 86_400_000 }, /succeeded 60 d ago, but .* any more\.$/],
    ['packageGone', { restMs: 60_000 }, /succeeded 1 min ago, but Defender has no package yet\.$/],
    ['packageGone', {}, /succeeded, but .* any more\.$/],
    ['stateUnknown', { actionStatus: '$(x)\u202e' }, /: \$ \(x\)\\u202e\.$/],
  ];
  for (const [reason, data, says] of states) {
    it(`tell how it is with a collection: ${reason} ${JSON.stringify(data)}`, () => {
      assert.match(errorWords(new AcquisitionError(reason, data)).what, says);
    });
  }

  const results: [errorHResult: number, words: string][] = [
    [-2145844840, '0x80190198: the device did not answer in time (HTTP 408)'],
    [-2147467260, '0x80004004: aborted'],
    [-2147024891, '0x80070005: access denied on the device'],
    [-2147024784, '0x80070070: too little disk space on the device'],
    [-2147023436, '0x800705b4: it took too long on the device'],
    [-2147023728, '0x80070490: something that it takes was not found on the device'],
    [-2147012894, '0x80072ee2: the device got no answer from the network in time'],
    [-2147012889, '0x80072ee7: the device could not resolve the name of the service'],
    [-2147012867, '0x80072efd: the device could not connect to the service'],
    [-2145844845, '0x80190193: a server answered the device with HTTP 403'],
    [0x80070005, '0x80070005: access denied on the device'],
    [-2145779712, '0x801a0000'],
    [5, '0x00000005'],
  ];
  for (const [errorHResult, words] of results) {
    it(`tell a result in hex, and what it means where that is known: ${words}`, () => {
      assert.equal(resultWords(errorHResult), words);
    });
  }

  it('make no link and no icon of what others wrote', () => {
    const hostile = new DefenderError('badRequest', { host: 'api.test', code: '[here](command:x) $(trash)' });
    assert.doesNotMatch(errorWords(hostile).what, /\]\(|\$\(/);
  });
});
