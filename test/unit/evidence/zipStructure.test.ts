import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcquisitionError } from '../../../src/evidence/acquisitionError.ts';
import { checkZipStructure } from '../../../src/evidence/zipStructure.ts';
import { zipOf } from '../../simulator/package/zip.ts';
import { assertRefused } from '../../support/rejections.ts';
import { SeededRandom } from '../../support/random.ts';
import { smallZip } from '../../support/smallZip.ts';
import { TestDisk } from '../../support/testDisk.ts';

const endLength = 22;
const zip = smallZip();
const end = zip.length - endLength;
const zip64 = smallZip({ zip64: true });
const end64 = zip64.length - endLength - 20 - 56;

describe('The structure of a zip archive', () => {
  const disk = new TestDisk();
  let folder: string;
  let path: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zip-'));
    path = join(folder, 'package.zip');
  });

  afterEach(() => assert.equal(disk.openFiles, 0));
  after(() => rm(folder, { recursive: true }));

  async function check(bytes: Uint8Array): Promise<number> {
    await writeFile(path, bytes);
    return checkZipStructure(disk.files, path);
  }

  const whole: [string, () => Buffer | Promise<Buffer>, number][] = [
    ['two members', () => zip, 2],
    ['one member', () => smallZip({ members: { 'a.txt': '' } }), 1],
    ['names in UTF-8', () => smallZip({ members: { 'Ärende 118/log.txt': 'x' } }), 1],
    ['a comment', () => smallZip({ comment: 'Collected by Defender' }), 2],
    ['a comment as long as one may be', () => smallZip({ comment: 'c'.repeat(0xffff) }), 2],
    ['an end record quoted in its comment', () => smallZip({ comment: 'PK\x05\x06'.padEnd(40, '\0') }), 2],
    ['ZIP64', () => zip64, 2],
    ['ZIP64 and a comment', () => smallZip({ zip64: true, comment: 'Collected by Defender' }), 2],
    ['300 members of another tool', () => zipOf(files(300), new Date(0)), 300],
    ['65,535 members, which looks like ZIP64', () => smallZip({ members: members(0xffff) }), 0xffff],
  ];
  for (const [words, bytes, entries] of whole) {
    it(`is whole with ${words}`, async () => {
      assert.equal(await check(await bytes()), entries);
    });
  }

  const damaged: [string, () => Buffer][] = [
    ['is empty', () => Buffer.alloc(0)],
    ['is shorter than an end record', () => zip.subarray(-21)],
    ['has no end record', () => zip.subarray(0, end)],
    ['was cut in the end record', () => zip.subarray(0, -1)],
    ['was cut in the directory', () => zip.subarray(0, end - 10)],
    ['was cut in the first member', () => zip.subarray(0, 40)],
    ['was cut in its comment', () => smallZip({ comment: 'Collected by Defender' }).subarray(0, -1)],
    ['has a byte behind its end', () => Buffer.concat([zip, Buffer.alloc(1)])],
    ['has another archive behind its end', () => Buffer.concat([zip, zip])],
    ['has bytes before its beginning', () => Buffer.concat([Buffer.from('MZ'), zip])],
    ['lost a byte in the middle', () => Buffer.concat([zip.subarray(0, 10), zip.subarray(11)])],
    ['has bytes between directory and end', () => inserted(zip, end, 4)],
    ['declares one entry more', () => changed(zip, end + 10, 3, 2)],
    ['declares one entry less', () => changed(zip, end + 10, 1, 2)],
    ['declares 65,535 entries without ZIP64', () => changed(zip, end + 10, 0xffff, 2)],
    ['declares a longer directory', () => changed(zip, end + 12, 0xfffffff0, 4)],
    ['declares its directory elsewhere', () => changed(zip, end + 16, 0, 4)],
    ['declares its directory beyond its end', () => changed(zip, end + 16, 0xfffffffe, 4)],
    ['has an entry that is none', () => changed(zip, directoryOf(zip), 0, 4)],
    ['has an entry whose name leaves the directory', () => changed(zip, directoryOf(zip) + 28, 0xffff, 2)],
    ['has a last entry that leaves the directory by a byte', () => changed(zip, end - 5 - 46 + 32, 1, 2)],
    ['has a directory that ends within an entry', () => entryCutShort()],
    ['has no members', () => smallZip({ members: {} })],
    [
      'has members, but none in its directory',
      () => Buffer.concat([zip.subarray(0, directoryOf(zip)), emptyEnd()]),
    ],
    ['is ZIP64 without its locator', () => changed(zip64, end64 + 56, 0, 4)],
    [
      'is ZIP64 with a locator that leads beyond the end',
      () => changed(zip64, end64 + 56 + 8, zip64.length, 8),
    ],
    ['is ZIP64 with a locator that leads very far', () => changed(zip64, end64 + 56 + 8, 2n ** 63n, 8)],
    ['is ZIP64 with a locator that leads to something else', () => changed(zip64, end64 + 56 + 8, 0, 8)],
    ['is ZIP64 without its end record', () => changed(zip64, end64, 0, 4)],
    ['is ZIP64 with a directory of 2^63 bytes', () => changed(zip64, end64 + 40, 2n ** 63n, 8)],
    ['is ZIP64 with a directory at 2^64 - 1', () => changed(zip64, end64 + 48, 2n ** 64n - 1n, 8)],
    ['is ZIP64 with one entry more', () => changed(zip64, end64 + 32, 3, 8)],
    ['is an end record of ZIP64 alone', () => changed(smallZip({ members: {} }), 10, 0xffff, 2)],
    ['is ZIP64 with bytes between its end records', () => inserted(zip64, end64 + 56, 4)],
    [
      'is ZIP64 without room for its records',
      () => changed(changed(zip, end + 10, 0xffff, 2), end + 16, 2 ** 32 - 1, 4),
    ],
  ];
  for (const [words, bytes] of damaged) {
    it(`is damaged when the file ${words}`, async () => {
      await assertRefused(check(bytes()), 'damaged', { path });
    });
  }

  it('is damaged, and takes no memory, when its directory claims the whole of a huge file', async () => {
    const length = 65 * 1024 * 1024;
    const last = changed(emptyEnd(), 12, length, 4);
    await writeFile(path, '');
    await truncate(path, length);
    await writeFile(path, changed(changed(last, 10, 1, 2), 16, 0, 4), { flag: 'a' });
    let longest = 0;
    disk.changeFile(/package\.zip$/, (file) => {
      const read = file.read.bind(file) as (...values: unknown[]) => Promise<unknown>;
      const reading = (buffer: Buffer, ...rest: unknown[]) => {
        longest = Math.max(longest, buffer.length);
        return read(buffer, ...rest);
      };
      return { read: reading } as object;
    });
    await assertRefused(checkZipStructure(disk.files, path), 'damaged');
    assert.ok(longest < 100_000, `${longest} bytes at once`);
  });

  it('is damaged when the file shrinks while it is read', async () => {
    const commented = smallZip({ comment: 'c'.repeat(500) });
    await writeFile(path, commented.subarray(0, -500));
    const smaller = new TestDisk();
    const stats = { size: commented.length };
    smaller.changeFile(/./, () => ({ stat: () => Promise.resolve(stats) }) as object);
    await assertRefused(checkZipStructure(smaller.files, path), 'damaged');
    assert.equal(smaller.openFiles, 0);
  });

  it('is whole or damaged, and nothing else, whatever happens to its bytes', async () => {
    const random = new SeededRandom(20260102);
    const originals = [zip, zip64, smallZip({ comment: 'PK\x05\x06 and more' })];
    const outcomes = { whole: 0, damaged: 0 };
    for (let run = 0; run < 500; run++) {
      const bytes = mutated(random.pick(originals), random);
      try {
        assert.ok((await check(bytes)) > 0);
        outcomes.whole++;
      } catch (error) {
        assert.ok(AcquisitionError.is(error, 'damaged'), `run ${run}: ${String(error)}`);
        outcomes.damaged++;
      }
    }
    assert.ok(outcomes.whole > 20 && outcomes.damaged > 200, JSON.stringify(outcomes));
  });
});

function directoryOf(bytes: Buffer): number {
  return bytes.readUInt32LE(bytes.length - endLength + 16);
}

/** The directory goes on for the first bytes of a third entry. */
function entryCutShort(): Buffer {
  const more = Buffer.from(`PK\x01\x02${'\0'.repeat(10)}`, 'latin1');
  const directoryLength = zip.readUInt32LE(end + 12) + more.length;
  return Buffer.concat([
    zip.subarray(0, end),
    more,
    changed(zip, end + 12, directoryLength, 4).subarray(end),
  ]);
}

function emptyEnd(): Buffer {
  const bytes = smallZip({ members: {} });
  return changed(bytes, 16, directoryOf(zip), 4);
}

function changed(bytes: Buffer, at: number, value: number | bigint, length: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64LE(BigInt(value));
  const copy = Buffer.from(bytes);
  field.copy(copy, at, 0, length);
  return copy;
}

function inserted(bytes: Buffer, at: number, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length), bytes.subarray(at)]);
}

function files(count: number): { path: string; content: string }[] {
  return Object.keys(members(count)).map((path) => ({ path, content: path }));
}

function members(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.txt`, '']));
}

/** One to four changes, mostly near the end, where the fields are that lead elsewhere. */
function mutated(original: Buffer, random: SeededRandom): Buffer {
  let bytes = original;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = Math.max(0, bytes.length - 1 - random.below(random.pick([30, 130, bytes.length])));
    const extreme = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff, 2n ** 63n, 2n ** 64n - 1n]);
    bytes = random.pick([
      () => changed(bytes, at, random.below(256), 1),
      () => changed(bytes, at, extreme, random.pick([2, 4, 8])),
      () => inserted(bytes, at, 1 + random.below(60)),
      () => bytes.subarray(0, at),
    ])();
  }
  return bytes;
}
