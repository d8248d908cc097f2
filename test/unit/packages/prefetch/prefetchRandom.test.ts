import assert from 'node:assert/strict';
import { fileTimeText } from '../../../../src/packages/fileTime.ts';
import { readPrefetch } from '../../../../src/packages/prefetch/readPrefetch.ts';
import {
  packedPrefetch,
  prefetchContent,
  type BuiltPrefetch,
} from '../../../fixtures/prefetch/prefetchBytes.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { SeededRandom } from '../../../support/random.ts';
import { readWhole, sample } from './prefetchSamples.ts';

const random = new SeededRandom(20261121);
const characters = ['A', 'B', 'C', 'X', 'Y', '.', '\\', ' ', '-', '{', '}', 'ß', 'Д', 'あ', '\u{1f600}'];

function some<T>(most: number, make: () => T): T[] {
  return Array.from({ length: random.below(most + 1) }, make);
}

function text(most: number): string {
  const chosen = Array.from({ length: 1 + random.below(most) }, () => random.pick(characters));
  return `\\${chosen.join('')}`;
}

function ticks(): bigint {
  return 132_000_000_000_000_000n + BigInt(random.below(2 ** 31)) * 10_000_019n;
}

function anything(): BuiltPrefetch {
  const version = random.pick([17, 23, 26, 30, 31] as const);
  return {
    version,
    isEarly: version === 30 && random.below(2) === 1,
    executableName: text(28).slice(1),
    hash: random.below(2 ** 32),
    runCount: random.below(2 ** 32),
    lastRuns: version < 26 ? [ticks()] : some(8, ticks),
    files: some(random.pick([3, 40, 900]), () => text(90)),
    volumes: some(3, () => ({
      devicePath: text(40),
      serialNumber: random.below(2 ** 32),
      createdAt: ticks(),
      directories: some(random.pick([2, 60]), () => text(60)),
    })),
    ...(version >= 30 && { image: text(90) }),
  };
}

describe('A prefetch file with anything in it', () => {
  it('is read as it was written', () => {
    for (let run = 0; run < 100; run++) {
      const built = anything();
      const content = prefetchContent(built);
      const prefetch = readWhole(
        run % 2 === 0 ? content : packedPrefetch(content, { hasChecksum: run % 3 === 0 }),
      );
      assert.equal(prefetch.executableName, built.executableName.slice(0, 29));
      assert.equal(parseInt(prefetch.hash, 16), built.hash);
      assert.equal(prefetch.runCount, built.runCount);
      assert.deepEqual(prefetch.lastRuns, built.lastRuns.map(fileTimeText).toSorted().reverse());
      assert.deepEqual(prefetch.files, built.files);
      assert.equal(prefetch.image, built.image);
      assert.deepEqual(
        prefetch.volumes,
        built.volumes.map(({ devicePath, serialNumber, createdAt, directories }) => ({
          devicePath,
          serialNumber: serialNumber.toString(16).toUpperCase().padStart(8, '0'),
          createdAt: fileTimeText(createdAt),
          directories,
        })),
      );
    }
  });
});

/** One to four changes, mostly near the beginning, where the fields are that lead elsewhere. */
function mangled(original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(random.pick([160, 320, bytes.length]));
    const value = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff, random.below(bytes.length + 1)]);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(value);
    bytes = random.pick([
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at & ~3), number, bytes.subarray((at & ~3) + 4)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(40))]),
      () =>
        Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random.below(40), value), bytes.subarray(at)]),
      () => bytes.subarray(0, at + random.below(bytes.length)),
    ])();
  }
  return bytes;
}

describe('A prefetch file that was changed', () => {
  it('never stops the reading, and gives no more than is in it', () => {
    const contents = Array.from({ length: 30 }, () => prefetchContent(anything()));
    const files = contents.flatMap((content) => [content, packedPrefetch(content, { hasChecksum: true })]);
    const outcomes = { whole: 0, faulty: 0, unreadable: 0 };
    let slowest = 0;
    for (let run = 0; run < 1500; run++) {
      const bytes = mangled(random.pick(files));
      const start = computedMs();
      const { prefetch, faults } = readPrefetch(bytes, 'CMD.EXE-0BD30981.pf');
      slowest = Math.max(slowest, computedMs() - start);
      assert.ok(faults.every(({ offset }) => Number.isSafeInteger(offset) && offset >= 0));
      assert.ok(faults.length < 3_000, String(faults.length));
      outcomes[!prefetch ? 'unreadable' : faults.length > 0 ? 'faulty' : 'whole']++;
    }
    assert.ok(outcomes.faulty > 500 && outcomes.unreadable > 50, JSON.stringify(outcomes));
    assert.ok(slowest < 2_000, `${slowest} ms`);
  });

  it('is noticed to be, when a byte of its packed data is another', () => {
    const packed = packedPrefetch(prefetchContent(sample), { hasChecksum: true });
    for (let at = 8; at < packed.length; at++) {
      const bytes = Buffer.from(packed);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 + random.below(255)), at);
      assert.ok(readPrefetch(bytes).faults.length > 0, `byte ${at}`);
    }
  });
});

describe('The memory that reading a prefetch file takes', () => {
  function memory(): number {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  }

  it('is bounded by 64 MiB of content and what is read from it', () => {
    // Names and directories of no length, and one name as long as all of it: each as much as 64 MiB can hold.
    const head = prefetchContent({ ...sample, files: [], volumes: [] });
    const size = 64 * 1024 * 1024;
    for (const fill of ['\0', 'A', 'A\0']) {
      const file = Buffer.alloc(size, Buffer.from(fill, 'utf16le'));
      head.copy(file);
      for (const [at, value] of [
        [12, size],
        [100, 296],
        [104, size - 296],
        [108, 296],
        [112, 0xffffffff],
        [116, size - 296],
        [212, 296],
        [216, size - 296],
      ] as const) {
        file.writeUInt32LE(value, at);
      }
      const before = memory();
      const { prefetch, faults } = readPrefetch(file);
      const taken = memory() - before;
      assert.ok(faults.length > 0 && faults.length < 3_000);
      assert.ok((prefetch?.files.length ?? 0) <= 65_536);
      assert.ok(taken < 4 * size, `${JSON.stringify(fill)}: ${taken / 1024 / 1024} MiB`);
    }
  });
});
