import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { recordPathOf } from '../../src/evidence/acquisitionRecord.ts';
import { reset } from '../simulator/index.ts';
import { damaged, otherPackage } from './bodies.ts';
import { arrives, fails, half, type Fault } from './fault.ts';
import { cutAfter } from './partial.ts';
import type { Stage } from './stage.ts';

const where = 'The folder';
const unasked = { from: [], links: 0 };

/** Somebody else's file is in the way, which stays as it is. */
const taken: [fault: string, pathOf: (stage: Stage) => string, promise: Fault['promise']][] = [
  [
    'has another file under the name of the package',
    ({ packagePath }) => packagePath,
    fails('AcquisitionError: nameTaken', unasked),
  ],
  [
    'has a record of another package',
    ({ packagePath }) => recordPathOf(packagePath),
    fails('AcquisitionError: recordKept', unasked),
  ],
];

/** Somebody else's file gets in the way meanwhile. */
const takenMeanwhile: typeof taken = [
  [
    'gets another file under the name of the package',
    ({ packagePath }) => packagePath,
    fails('AcquisitionError: nameTaken'),
  ],
  [
    'gets a record of another package',
    ({ packagePath }) => recordPathOf(packagePath),
    fails('AcquisitionError: recordKept'),
  ],
];

function occupy(stage: Stage, path: string): () => Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, otherPackage);
  stage.foreign.add(path);
  return async () => {
    assert.ok(otherPackage.equals(await readFile(path)), 'it was changed');
    await rm(path);
    stage.foreign.clear();
  };
}

/** The folder leads elsewhere from some moment on. */
function swapFolder(stage: Stage, elsewhere: string): void {
  const { folder } = stage.setup;
  rmSync(`${folder}.before`, { recursive: true, force: true });
  renameSync(folder, `${folder}.before`);
  symlinkSync(elsewhere, folder);
  stage.foreign.add(folder).add(`${folder}.before`);
}

async function withElsewhere(
  stage: Stage,
  strike: (elsewhere: string) => void,
): Promise<() => Promise<void>> {
  const elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'elsewhere-')));
  strike(elsewhere);
  return async () => {
    const leaked = await readdir(elsewhere);
    await rm(elsewhere, { recursive: true });
    await rm(stage.setup.folder, { force: true });
    await rm(`${stage.setup.folder}.before`, { recursive: true, force: true });
    stage.foreign.clear();
    assert.deepEqual(leaked, [], 'evidence was written elsewhere');
  };
}

/** Bytes were kept, and before the next attempt something happens to them. */
const tampered: [fault: string, tamper: (part: string, stage: Stage) => unknown, then: number][] = [
  ['loses what was kept', (part) => rm(part), 0],
  ['has what was kept made shorter', (part) => truncateSync(part, half - 1), 0],
  [
    'has another byte in what was kept',
    async (part) => writeFile(part, damaged(await readFile(part), 5000)),
    0,
  ],
  [
    'has bytes behind what was kept',
    async (part) => writeFile(part, Buffer.concat([await readFile(part), otherPackage])),
    half,
  ],
  ['has a link in the place of what was kept', (part, stage) => linkInstead(part, stage), 0],
  ['loses what is known of the bytes that were kept', (_part, { setup }) => forgetState(setup.storage), 0],
  [
    'has no sense left in what is known of the bytes that were kept',
    (_part, { setup }) => forgetState(setup.storage, '{"schema'),
    0,
  ],
];

/** The same bytes, but they lie elsewhere, where somebody else may go on changing them. */
async function linkInstead(part: string, { setup, foreign }: Stage): Promise<void> {
  const target = join(setup.root, 'target.bin');
  renameSync(part, target);
  symlinkSync(target, part);
  foreign.add(target);
  await Promise.resolve();
}

async function forgetState(storage: string, text?: string): Promise<void> {
  for (const name of await readdir(storage)) {
    if (/^[0-9a-f]{32}\.json$/.test(name)) {
      await (text === undefined ? rm(join(storage, name)) : writeFile(join(storage, name), text));
    }
  }
}

export const placeFaults: Fault[] = [
  ...taken.map(([fault, pathOf, promise]): Fault => ({
    where,
    fault,
    strike: (stage) => occupy(stage, pathOf(stage)),
    promise,
  })),
  ...takenMeanwhile.map(([fault, pathOf, promise]): Fault => ({
    where,
    fault: `${fault} while the package comes`,
    strike: (stage) => {
      let leave = (): Promise<void> => Promise.resolve();
      stage.when('transferring', () => (leave = occupy(stage, pathOf(stage))), half);
      return () => leave();
    },
    promise,
  })),
  ...(['transferring', 'checking'] as const).map((phase): Fault => ({
    where,
    fault: `is removed meanwhile (${phase})`,
    strike: (stage) => stage.when(phase, () => rmSync(stage.setup.folder, { recursive: true })),
    promise: fails('AcquisitionError: folderGone'),
  })),
  {
    where,
    fault: 'is a file',
    strike: ({ setup, foreign }) => {
      writeFileSync(setup.folder, 'a file');
      foreign.add(setup.folder);
      return async () => {
        await rm(setup.folder);
        foreign.clear();
      };
    },
    promise: fails('AcquisitionError: notAFolder', unasked),
  },
  {
    where,
    fault: 'is a link that leads out of the workspace',
    strike: (stage) =>
      withElsewhere(stage, (elsewhere) => {
        symlinkSync(elsewhere, stage.setup.folder);
        stage.foreign.add(stage.setup.folder);
      }),
    promise: fails('AcquisitionError: folderOutside', unasked),
  },
  {
    where,
    fault: 'becomes a link that leads out of the workspace before the first byte',
    strike: (stage) =>
      withElsewhere(stage, (elsewhere) => {
        stage.hostOnce((_request, real) => {
          swapFolder(stage, elsewhere);
          return real();
        });
      }),
    promise: fails('AcquisitionError: folderOutside'),
  },
  ...tampered.map(([fault, tamper, then]): Fault => ({
    where,
    fault,
    strike: (stage) => {
      stage.host(cutAfter(stage, half), reset());
      return () => tamper(`${stage.packagePath}.part`, stage);
    },
    promise: fails('NetworkError: interrupted', { from: [0, half, half, half], keeps: half, then: [then] }),
  })),
  {
    where: 'The storage of the extension',
    fault: 'is full, and the transfer breaks in the middle',
    strike: (stage) => {
      const { disk, storage } = stage.setup;
      disk.fail('writeFile', 'ENOSPC', new RegExp(`^${storage}`));
      stage.host(cutAfter(stage, half), reset());
    },
    promise: fails('NetworkError: interrupted', { from: [0, half, half, half] }),
  },
  {
    where: 'The storage of the extension',
    fault: 'is full',
    strike: ({ setup: { disk, storage } }) => disk.fail('writeFile', 'ENOSPC', new RegExp(`^${storage}`)),
    promise: arrives(),
  },
];
