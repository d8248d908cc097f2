import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, existsSync, renameSync, utimesSync } from 'node:fs';
import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AcquisitionProgress } from '../../../src/evidence/acquisitionTypes.ts';
import { nodeFiles, type Files } from '../../../src/evidence/disk/files.ts';
import { proveArchive, type FinishedPart } from '../../../src/evidence/publication.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { chainIn } from '../../support/custodySetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';
import { smallZip } from '../../support/smallZip.ts';
import { zipBytes } from '../../support/zipBuilder.ts';

const size = 200_000;

let setup: AcquisitionSetup;
let packagePath: string;
let partPath: string;
let recordPath: string;

function prepare(): void {
  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    packagePath = setup.pathOf();
    partPath = `${packagePath}.part`;
    recordPath = packagePath.replace('.zip', '.acquisition.json');
  });

  afterEach(() => setup.close());
}

/** Does something each time before an operation on a path. */
function before(operation: keyof Files, path: string, act: () => void): void {
  const real = setup.disk.files[operation] as (...values: unknown[]) => Promise<unknown>;
  setup.disk.replace(operation, (...values: unknown[]) => {
    if (values[0] === path) {
      act();
    }
    return real(...values);
  });
}

/** Lets a disk that failed work again. */
function repair(): void {
  Object.assign(setup.disk.files, { rename: nodeFiles.rename, rm: nodeFiles.rm, chmod: nodeFiles.chmod });
}

async function custodyNotes(): Promise<unknown[]> {
  const text = await readFile(`${setup.folder}/custody.jsonl`, 'utf8').catch(() => '');
  return text === '' ? [] : chainIn(text).map(({ event, note }) => [event, note]);
}

describe('Giving a package its name', () => {
  prepare();

  it('comes after its record was written, and before it is logged', async () => {
    const there: boolean[][] = [];
    const note = () => {
      there.push([recordPath, packagePath, `${setup.folder}/custody.jsonl`].map((path) => existsSync(path)));
    };
    before('rename', `${recordPath}.part`, note);
    before('rename', partPath, note);
    before('open', `${setup.folder}/custody.jsonl`, note);
    await setup.acquire();
    assert.deepEqual(there, [
      [false, false, false],
      [true, false, false],
      [true, true, false],
    ]);
  });

  it('is finished after a crash that came between record and name, beside that very record', async () => {
    // A crash does not tidy up.
    setup.disk.fail('rename', 'EIO', /zip\.part$/);
    setup.disk.fail('rm', 'EIO', /acquisition\.json$/);
    await assertRefused(setup.acquire(), 'diskError');
    repair();
    const record = await readFile(recordPath);
    await setup.clock.advance(60_250);
    const { wasThere, sha256 } = await setup.acquire();
    const digest = await setup.simulator.packageDigest(setup.ready.id);
    assert.deepEqual([wasThere, sha256], [false, digest.sha256]);
    assert.deepEqual(await readFile(recordPath), record);
    assert.deepEqual(await setup.names(), [basename(recordPath), basename(packagePath)]);
    assert.equal(setup.packageRequests.length, 1);
    assert.deepEqual(await custodyNotes(), [
      ['acquired', 'downloaded again, the record is that of the first time'],
    ]);
    assert.deepEqual([await setup.unfinished.list(), (await setup.acquire()).wasThere], [[], true]);
  });

  it('leaves the record of an earlier attempt where it is when it fails again', async () => {
    setup.disk.fail('rename', 'EIO', /zip\.part$/);
    setup.disk.fail('rm', 'EIO', /acquisition\.json$/);
    await assertRefused(setup.acquire(), 'diskError');
    repair();
    const record = await readFile(recordPath);
    setup.disk.fail('rename', 'EIO', /zip\.part$/);
    await assertRefused(setup.acquire(), 'diskError');
    assert.deepEqual(await readFile(recordPath), record);
    assert.deepEqual(setup.kept, [size, size]);
  });

  it('is finished after a crash that came between name and custody log', async () => {
    before('chmod', packagePath, () => {
      throw new Error('the process ended');
    });
    await rejection(setup.acquire());
    repair();
    assert.deepEqual(await custodyNotes(), []);
    for (const path of [packagePath, recordPath]) {
      await chmod(path, 0o644);
    }
    const { wasThere, bytes } = await setup.acquire();
    assert.deepEqual([wasThere, bytes], [true, size]);
    assert.equal(setup.packageRequests.length, 1);
    for (const path of [packagePath, recordPath]) {
      assert.equal((await stat(path)).mode & 0o777, 0o444);
    }
    assert.deepEqual(await custodyNotes(), [['acquired', 'logged late: VS Code ended before']]);
    assert.deepEqual(await setup.unfinished.list(), []);
  });

  it('is not repeated, and nothing written, for a package that is done', async () => {
    await setup.acquire();
    await chmod(packagePath, 0o644);
    const before = await readFile(`${setup.folder}/custody.jsonl`);
    assert.equal((await setup.acquire()).wasThere, true);
    assert.equal((await stat(packagePath)).mode & 0o777, 0o644);
    assert.deepEqual(await readFile(`${setup.folder}/custody.jsonl`), before);
  });
});

describe('A file that somebody changes before it has its name', () => {
  prepare();

  const second = 1_000_000_000;
  const changes: [string, () => void][] = [
    ['gets bytes more', () => appendFileSync(partPath, 'x')],
    ['is written to, and has the same bytes', () => utimesSync(partPath, 1, 1)],
    [
      'is exchanged for its own copy',
      () => {
        copyFileSync(partPath, `${partPath}.copy`);
        utimesSync(`${partPath}.copy`, second, second);
        renameSync(`${partPath}.copy`, partPath);
      },
    ],
  ];
  beforeEach(() => {
    let opened = 0;
    setup.disk.changeFile(/zip\.part$/, (file) => {
      const close = file.close.bind(file);
      // The time at which it was written is one that another file can have exactly.
      const dated = { close: () => close().then(() => utimesSync(partPath, second, second)) };
      return opened++ === 0 ? dated : {};
    });
  });

  for (const [words, change] of changes) {
    it(`is none that was proven: it ${words} after the check`, async () => {
      const onProgress = (step: AcquisitionProgress): void => {
        if (step.phase === 'checking' && step.bytes === size && existsSync(partPath)) {
          change();
        }
      };
      setup.disk.fail('rename', 'EIO', /acquisition\.json\.part$/);
      await assertRefused(setup.acquire({ onProgress }), 'changedMeanwhile', { path: partPath });
      assert.deepEqual([await setup.names(), setup.kept, await custodyNotes()], [[], [], []]);
      assert.deepEqual(await setup.unfinished.list(), []);
    });

    it(`is none that was recorded: it ${words} while its record is written`, async () => {
      before('rename', `${recordPath}.part`, change);
      await assertRefused(setup.acquire(), 'changedMeanwhile', { path: partPath });
      assert.deepEqual([await setup.names(), setup.kept, await custodyNotes()], [[], [], []]);
    });
  }

  for (const [words, change] of changes.toSpliced(1, 1)) {
    it(`is none that was received: it ${words} when it is closed`, async () => {
      setup.disk.changeFile(/zip\.part$/, (file) => {
        const close = file.close.bind(file);
        return {
          close: async () => {
            await close();
            change();
          },
        };
      });
      await assertRefused(setup.acquire(), 'changedMeanwhile', { path: partPath });
      assert.deepEqual([await setup.names(), setup.kept], [[], []]);
    });
  }
});

describe('The proof of an archive', () => {
  prepare();

  const broken: [string, Buffer, object][] = [
    [
      'a member of other bytes',
      zipBytes({ members: [{ name: 'a.txt' }, { name: 'b.txt', both: { crc: 1 } }] }),
      { fault: 'crc', member: 'b.txt' },
    ],
    ['bytes behind its end', Buffer.concat([smallZip(), Buffer.from('x')]), { fault: 'trailingBytes' }],
    ['no end', smallZip().subarray(0, -1), { fault: 'truncated' }],
  ];
  for (const [words, body, data] of broken) {
    it(`fails with what is wrong, by name: ${words}`, async () => {
      setup.packageHost(() => ({ status: 200, headers: {}, body }));
      const error = await rejection(setup.acquire());
      const expected = { path: partPath, ...data };
      const { reason, data: found } = error as { reason: string; data: object };
      assert.deepEqual([reason, found], ['damaged', expected]);
      assert.deepEqual([await setup.names(), setup.kept], [[], []]);
    });
  }

  async function finished(): Promise<FinishedPart> {
    const { dev, ino, size: bytes, mtimeMs } = await stat(packagePath);
    return { partPath: packagePath, looks: { dev, ino, size: bytes, mtimeMs } };
  }

  it('says what it proved, and when', async () => {
    await setup.acquire();
    const told: number[][] = [];
    const { signal } = new AbortController();
    const services = { files: setup.disk.files, clock: setup.clock, logger: setup.log };
    const proof = await proveArchive(await finished(), services, {
      signal,
      onProgress: (bytes, totalBytes) => told.push([bytes, totalBytes]),
    });
    const atUtc = new Date(setup.clock.now()).toISOString();
    assert.deepEqual(proof, { atUtc, result: 'intact', members: 1, unpackedBytes: 199_838 });
    assert.deepEqual(told.at(-1), [size, size]);
    const gone = await finished();
    await rm(packagePath);
    await assertRefused(proveArchive(gone, services, { signal }), 'folderGone');
  });

  it('ends when it is cancelled', async () => {
    await setup.acquire();
    const reason = new Error('enough');
    const services = { files: setup.disk.files, clock: setup.clock, logger: setup.log };
    const proof = proveArchive(await finished(), services, { signal: AbortSignal.abort(reason) });
    assert.equal(await rejection(proof), reason);
  });
});
