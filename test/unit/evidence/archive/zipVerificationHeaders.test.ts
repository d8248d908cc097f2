import assert from 'node:assert/strict';
import { crc32, deflateRawSync } from 'node:zlib';
import { faultsOf, verifyBytes } from '../../../support/archiveBytes.ts';
import {
  extraField,
  fixed,
  zip64Extra,
  zipBytes,
  type BuiltMember,
  type BuiltZip,
  type EntryFields,
  type HeaderFields,
} from '../../../support/zipBuilder.ts';

const name = 'a.txt';
const full = 0xffffffff;
const content = Buffer.from('content of a.txt');
const compressedSize = deflateRawSync(content).length;
const secondStart = 30 + name.length + compressedSize;
const next: BuiltMember = { name: 'next.txt', content: 'that of the next one' };

describe('The headers of a damaged member', () => {
  const header = (...fields: string[]) => ({ kind: 'localHeader', offset: 0, member: name, fields });
  const overlap = (offset: number, member: string, other?: string) => ({
    kind: 'overlap',
    offset,
    member,
    ...(other !== undefined && { other }),
  });

  const headers: [string, HeaderFields, ...string[]][] = [
    ['signature', { signature: 0x04034b51 }, 'signature'],
    ['version', { version: 21 }, 'version'],
    ['flags', { flags: 0x800 }, 'flags'],
    ['method', { method: 0 }, 'method'],
    ['time', { modified: 1 }, 'modified'],
    ['CRC-32', { crc: 1 }, 'crc'],
    ['CRC-32, which is missing', { crc: 0 }, 'crc'],
    ['compressed size', { compressedSize: 1 }, 'compressedSize'],
    ['size', { size: 1 }, 'size'],
    ['size, which is left to ZIP64', { size: full }, 'compressedSize', 'size'],
    ['size in ZIP64', { size: full, extra: zip64Extra(17) }, 'size'],
    [
      'sizes in ZIP64',
      { size: full, compressedSize: full, extra: zip64Extra(17, 19) },
      'compressedSize',
      'size',
    ],
    ['name', { name: Buffer.from('b.txt') }, 'name'],
    ["name's length", { nameLength: 0xffff }, 'length'],
    ["extra fields' length", { extraLength: 0xffff }, 'length'],
    ['number of extra fields, one too long', { extra: Buffer.from('99000900', 'hex') }, 'extra'],
    ['number of extra fields, and something else', { extra: Buffer.from('990000', 'hex') }, 'extra'],
    ['number of sizes', { extra: Buffer.concat([zip64Extra(1), zip64Extra(1)]) }, 'extra'],
    [
      'everything',
      { version: 0, flags: 2, modified: 0, name: Buffer.from('b') },
      'version',
      'flags',
      'modified',
      'name',
    ],
  ];
  for (const [words, local, ...fields] of headers) {
    it(`tell of it by another ${words}`, async () => {
      assert.deepEqual(await faultsOf(zipBytes({ members: [{ local }, next] })), [header(...fields)]);
    });
  }

  it('tell of it by another size than the descriptor, which is not missing', async () => {
    const members = [{ descriptor: 'signed' as const, local: { crc: 1, compressedSize: 2, size: 3 } }, next];
    assert.deepEqual(await faultsOf(zipBytes({ members })), [header('crc', 'compressedSize', 'size')]);
  });

  const record = (crc: number, ...sizes: number[]) => fixed([crc, 4], ...sizes.map(inFourBytes));
  const [crc, size] = [crc32(content), content.length];
  const descriptors: [string, Buffer][] = [
    ['is missing', Buffer.alloc(0)],
    ['is cut', record(crc, compressedSize)],
    [
      'has another signature',
      Buffer.concat([Buffer.from('PK\u0007\u0009'), record(crc, compressedSize, size)]),
    ],
    ['has another CRC-32', record(crc + 1, compressedSize, size)],
    ['has another compressed size', record(crc, compressedSize + 1, size)],
    ['has another size', record(crc, compressedSize, size + 1)],
    ['has another compressed size in ZIP64', record(crc, compressedSize, 1, size, 0)],
    ['has another size in ZIP64', record(crc, compressedSize, 0, size, 1)],
  ];
  for (const [words, descriptor] of descriptors) {
    it(`tell of it by a descriptor that ${words}`, async () => {
      const members = [{ descriptor }, next];
      assert.deepEqual(await faultsOf(zipBytes({ members })), [
        { kind: 'descriptor', offset: secondStart, member: name },
      ]);
    });
  }

  const reaching = { both: { compressedSize: compressedSize + 1 } };
  const longName = { local: { nameLength: name.length + 1 } };
  const overlaps: [string, BuiltZip, number, ...object[]][] = [
    ['the next one', { members: [reaching, next] }, 20, overlap(0, name, 'next.txt')],
    [
      'all others',
      { members: [{ both: { compressedSize: 150 } }, next, {}] },
      36,
      overlap(0, name, 'next.txt'),
    ],
    ['the directory', { members: [next, reaching] }, 20, overlap(60, name)],
    [
      'the next one by its name',
      { members: [longName, next] },
      20,
      header('name'),
      overlap(0, name, 'next.txt'),
    ],
    [
      'a header',
      { members: [{}, { ...next, entry: { offset: 40 } }] },
      0,
      overlap(0, name, 'next.txt'),
      { ...header('signature'), offset: 40, member: 'next.txt' },
    ],
  ];
  for (const [words, zip, unpackedBytes, ...faults] of overlaps) {
    it(`tell of it when it reaches into ${words}`, async () => {
      const report = await verifyBytes(zipBytes(zip));
      assert.deepEqual(report.faults, faults);
      assert.equal(report.unpackedBytes, unpackedBytes);
    });
  }

  it('tell of it when 500 entries lead to it, and it is unpacked once', async () => {
    const zip = zipBytes({ members: [{}], order: Array<number>(500).fill(0) });
    const { faults, ...report } = await verifyBytes(zip);
    assert.deepEqual(faults[0], overlap(0, name, name));
    assert.deepEqual(report, { faultCount: 499, members: 500, unpackedBytes: 16, content: 'zip' });
  });

  const wideDisk = { disk: 0xffff, size: full, extra: extraField(1, fixed([16, 8], [1, 4])) };
  const entries: [string, EntryFields, ...string[]][] = [
    ['is on another disk', { disk: 1 }, 'disk'],
    ['is on another disk, as ZIP64 says', wideDisk, 'disk'],
    ['is on a disk left to ZIP64', { disk: 0xffff }, 'disk'],
    ['leaves its size to ZIP64', { size: full }, 'zip64'],
    ['leaves its offset to ZIP64', { offset: full, extra: extraField(1, fixed([0, 4])) }, 'zip64', 'offset'],
    ['has extra fields that are too long', { extra: Buffer.from('99000900', 'hex') }, 'extra'],
    ['begins in the directory', { offset: 90 }, 'offset'],
  ];
  for (const [words, entry, ...fields] of entries) {
    it(`tell of it when it ${words}`, async () => {
      const bytes = zipBytes({ members: [next, { entry }] });
      const offset = bytes.lastIndexOf('PK\u0001\u0002');
      const found = (await faultsOf(bytes)).find(({ kind }) => kind === 'directory');
      assert.deepEqual(found, { kind: 'directory', offset, member: name, fields });
    });
  }
});

function inFourBytes(value: number): readonly [number, number] {
  return [value, 4];
}
