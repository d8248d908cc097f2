import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { verifyPackage, type PackageState } from '../../../src/evidence/packageVerification.ts';
import { CustodySetup, sha256 } from '../../support/custodySetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';
import { smallZip } from '../../support/smallZip.ts';
import { zipBytes } from '../../support/zipBuilder.ts';

const actor = {
  acquiredBy: { account: 'ben@contoso.com', osUser: 'ben' },
  acquiredWith: { extension: 'x.y', version: '9.9.9', vscode: '1.106.0' },
};
const name = 'ws-042_20260102T030405Z_abc.zip';

const original = smallZip();
const packages = {
  original,
  altered: smallZip({ members: { 'a.txt': 'one', 'b.txt': 'TWO' } }),
  truncated: original.subarray(0, -10),
};

function recordOf(bytes: Buffer, note = ''): string {
  const file = { name, bytes: bytes.length, sha256: sha256(bytes) };
  return JSON.stringify({ schema: 'acquisition-record/1', file, action: { id: 'abc' }, note });
}
const written = recordOf(original);
const records = {
  written,
  rephrased: recordOf(original, 'by somebody else'),
  'of other bytes': recordOf(Buffer.from('other')),
  'of another length': written.replace(`"bytes":${original.length}`, '"bytes":7'),
  'none at all': '{}',
  missing: undefined,
};

/** What the custody log says of the acquisition. */
const logs = {
  acquired: { event: 'acquired', sha256: sha256(original), recordSha256: sha256(written) },
  'acquired, without record': { event: 'acquired', sha256: sha256(original), recordSha256: null },
  'other events alone': { event: 'opened', sha256: sha256(original), recordSha256: sha256(written) },
  none: undefined,
} as const;

describe('Verifying a package', () => {
  let setup: CustodySetup;
  let path: string;
  let recordPath: string;
  let progress: [bytes: number, totalBytes: number][];

  beforeEach(async () => {
    setup = await CustodySetup.start();
    path = join(setup.folder, name);
    recordPath = path.replace('.zip', '.acquisition.json');
    progress = [];
  });

  afterEach(() => setup.close());

  async function put(
    packageIs: keyof typeof packages | Buffer,
    recordIs: keyof typeof records = 'written',
    logIs: keyof typeof logs = 'acquired',
  ): Promise<void> {
    await writeFile(path, typeof packageIs === 'string' ? packages[packageIs] : packageIs);
    const record = records[recordIs];
    if (record !== undefined) {
      await writeFile(recordPath, record);
    }
    const entry = logs[logIs];
    if (entry) {
      await setup.append({ file: name, ...entry });
    }
  }

  function verify({ givenPath = path, signal = new AbortController().signal, onProgress = () => {} } = {}) {
    return verifyPackage(
      givenPath,
      actor,
      { files: setup.disk.files, clock: setup.clock },
      {
        signal,
        onProgress: (...step) => {
          progress.push(step);
          onProgress();
        },
      },
    );
  }

  type Row = [
    packageIs: keyof typeof packages,
    recordIs: keyof typeof records,
    logIs: keyof typeof logs,
    state: PackageState,
  ];
  const table: Row[] = [
    ['original', 'written', 'acquired', 'intact'],
    ['original', 'written', 'acquired, without record', 'intact'],
    ['original', 'written', 'other events alone', 'intact'],
    ['original', 'written', 'none', 'intact'],
    ['original', 'rephrased', 'acquired', 'recordAltered'],
    ['original', 'rephrased', 'acquired, without record', 'intact'],
    ['original', 'rephrased', 'none', 'intact'],
    ['original', 'of other bytes', 'acquired', 'recordAltered'],
    ['original', 'of other bytes', 'none', 'altered'],
    ['original', 'of another length', 'acquired', 'recordAltered'],
    ['original', 'of another length', 'none', 'altered'],
    ['original', 'none at all', 'acquired', 'recordAltered'],
    ['original', 'none at all', 'none', 'recordAltered'],
    ['original', 'missing', 'acquired', 'recordMissing'],
    ['original', 'missing', 'other events alone', 'recordMissing'],
    ['original', 'missing', 'none', 'recordMissing'],
    ['altered', 'written', 'acquired', 'altered'],
    ['altered', 'written', 'none', 'altered'],
    ['altered', 'none at all', 'acquired', 'altered'],
    ['altered', 'missing', 'acquired', 'altered'],
    ['altered', 'missing', 'other events alone', 'recordMissing'],
    ['altered', 'missing', 'none', 'recordMissing'],
    ['truncated', 'written', 'acquired', 'incomplete'],
    ['truncated', 'written', 'none', 'incomplete'],
    ['truncated', 'none at all', 'acquired', 'incomplete'],
    ['truncated', 'missing', 'acquired', 'incomplete'],
    ['truncated', 'missing', 'none', 'incomplete'],
  ];
  for (const [packageIs, recordIs, logIs, state] of table) {
    it(`finds "${state}": package ${packageIs}, record ${recordIs}, log ${logIs}`, async () => {
      await put(packageIs, recordIs, logIs);
      const before = await Promise.all(
        [path, recordPath].map((file) => readFile(file).catch(() => undefined)),
      );
      const found = await verify();
      const bytes = packages[packageIs];
      assert.deepEqual([found.state, found.sha256, found.bytes], [state, sha256(bytes), bytes.length]);
      const after = await Promise.all(
        [path, recordPath].map((file) => readFile(file).catch(() => undefined)),
      );
      assert.deepEqual(after, before);
      if (logIs === 'none' && recordIs === 'missing') {
        assert.deepEqual(await readdir(setup.folder), [name]);
        return;
      }
      const line = (await setup.chain()).at(-1) ?? assert.fail();
      const isHarmless = state === 'intact' || state === 'recordMissing';
      const { event, sha256: logged, recordSha256, note, file, by } = line;
      assert.deepEqual([event, logged, file], [isHarmless ? 'verified' : 'altered', sha256(bytes), name]);
      const record = records[recordIs];
      assert.equal(recordSha256, record === undefined ? null : sha256(record));
      assert.equal(note, packageIs === 'truncated' ? `${state}: truncated` : state);
      assert.deepEqual(by, actor.acquiredBy);
    });
  }

  for (const [recordIs, logIs, acquired] of [
    ['of other bytes', 'acquired', sha256(original)],
    ['of other bytes', 'none', sha256('other')],
    ['none at all', 'acquired', sha256(original)],
    ['missing', 'acquired', sha256(original)],
    ['missing', 'none', undefined],
  ] as const) {
    it(`names the hash of what was acquired: record ${recordIs}, log ${logIs}`, async () => {
      await put('altered', recordIs, logIs);
      assert.equal((await verify()).acquiredSha256, acquired);
    });
  }

  it('goes by the newest acquisition', async () => {
    await setup.append({ file: name, event: 'acquired', sha256: sha256('first'), recordSha256: sha256('r') });
    await put('original');
    await setup.append({ file: 'other.zip', event: 'acquired', sha256: sha256('x'), recordSha256: null });
    assert.equal((await verify()).state, 'intact');
  });

  it('tells where, when and against which chain, before it adds to that', async () => {
    await put('original');
    await setup.clock.advance(5000);
    const { packagePath, atMs, custody } = await verify();
    assert.deepEqual([packagePath, atMs], [path, setup.clock.now()]);
    assert.deepEqual([custody?.lines, custody?.brokenAt, custody?.entries.length], [1, undefined, 1]);
    assert.equal((await verify()).custody?.lines, 2);
  });

  it('tells of a chain that is broken, whatever the package is', async () => {
    await put('original');
    await setup.appendNumbered(2);
    const [first = '', second = '', third = ''] = await setup.lines();
    await setup.write([first, second.replace('number 1', 'number 7'), third]);
    const { state, custody } = await verify();
    assert.deepEqual([state, custody?.brokenAt], ['intact', { line: 3, why: 'previous' }]);
    assert.equal((await setup.lines()).length, 4);
  });

  it('names the faults of the archive, the first of them in the log', async () => {
    const bytes = zipBytes({
      members: [
        { name: 'a.txt', both: { crc: 1 } },
        { name: 'b.txt', both: { crc: 2 } },
      ],
    });
    await put(bytes);
    const { state, archive } = await verify();
    const faults = archive.faults.map(({ kind, member }) => [kind, member]);
    assert.deepEqual(faults, [
      ['crc', 'a.txt'],
      ['crc', 'b.txt'],
    ]);
    assert.equal(state, 'altered');
    assert.equal((await setup.chain()).at(-1)?.note, 'altered: crc a.txt');
  });

  it('names them also for a package that is as it was acquired', async () => {
    const bytes = zipBytes({ members: [{ name: 'a.txt', both: { crc: 1 } }] });
    await writeFile(path, bytes);
    await writeFile(recordPath, recordOf(bytes));
    assert.deepEqual([(await verify()).state, (await verify()).archive.faultCount], ['intact', 1]);
    const [{ event, note } = assert.fail()] = await setup.chain();
    assert.deepEqual([event, note], ['verified', 'intact: crc a.txt']);
  });

  it('tells of its progress, which grows to two passes over the file', async () => {
    const bytes = smallZip({ members: { 'a.bin': 'a'.repeat(5_000_000) } });
    await put(bytes);
    await verify();
    const total = 2 * bytes.length;
    assert.deepEqual([...new Set(progress.map(([, all]) => all))], [total]);
    const done = progress.map(([some]) => some);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
    );
    assert.ok(done.filter((some) => some < total / 2).length > 1, String(done));
    assert.equal(done.at(-1), total);
  });

  for (const [words, atBytes] of [
    ['at the start', -1],
    ['in the first pass', 0],
    ['in the second pass', original.length + 1],
  ] as const) {
    it(`ends when it is cancelled ${words}, and adds nothing to the log`, async () => {
      await put('original');
      const abort = new AbortController();
      const reason = new Error('enough');
      const abortAt = (bytes: number) => bytes >= atBytes && abort.abort(reason);
      abortAt(-1);
      const onProgress = () => abortAt(progress.at(-1)?.[0] ?? 0);
      assert.equal(await rejection(verify({ signal: abort.signal, onProgress })), reason);
      assert.equal((await setup.chain()).length, 1);
    });
  }

  it('needs a package', async () => {
    await assertRefused(verify(), 'noPackage', { path });
    await mkdir(path);
    await assertRefused(verify(), 'noPackage', { path });
    await assertRefused(verify({ givenPath: join(setup.root, 'gone', name) }), 'folderGone');
    assert.deepEqual(await readdir(setup.folder), [name]);
  });

  it('goes by the real folder, whatever link led to it', async () => {
    await put('original');
    await symlink(setup.folder, join(setup.root, 'link'));
    const { packagePath, state } = await verify({ givenPath: join(setup.root, 'link', basename(path)) });
    assert.deepEqual([packagePath, state], [path, 'intact']);
  });

  it('is none that counts when it cannot be logged', async () => {
    await put('original');
    setup.disk.changeFile(/custody\.jsonl$/, () => ({
      write: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    }));
    await assertRefused(verify(), 'custodyNotWritten', { path: setup.path, code: 'ENOSPC' });
  });
});
