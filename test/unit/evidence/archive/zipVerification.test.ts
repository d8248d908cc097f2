import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import { ZipFile, type Options } from 'yazl';
import { zipOf } from '../../../simulator/package/zip.ts';
import { verifyBytes } from '../../../support/archiveBytes.ts';
import { smallZip } from '../../../support/smallZip.ts';
import {
  extraField,
  fixed,
  zip64Extra,
  zipBytes,
  type BuiltMember,
  type DescriptorForm,
} from '../../../support/zipBuilder.ts';

const full = 0xffffffff;
const content = 'content of a.txt';
/** More than is unpacked at once. */
const large = 2 * 1024 * 1024;

const zip = (...members: BuiltMember[]) => zipBytes({ members });
const two: readonly BuiltMember[] = [{ name: 'a.txt' }, { name: 'b.txt', content: 'that of b' }];

describe('An archive in which nothing is wrong', () => {
  type Case = [string, () => Buffer | Promise<Buffer>, members: number, unpackedBytes: number];

  const whole: Case[] = [
    ['two members', () => zip(...two), 2, 25],
    ['one member', () => smallZip({ members: { 'a.txt': '' } }), 1, 0],
    ['stored members', () => smallZip(), 2, 6],
    ['a comment', () => smallZip({ comment: 'Collected by Defender' }), 2, 6],
    ['a comment as long as one may be', () => smallZip({ comment: 'c'.repeat(0xffff) }), 2, 6],
    ['an end record quoted in its comment', () => smallZip({ comment: 'PK\x05\x06'.padEnd(40, '\0') }), 2, 6],
    ['ZIP64', () => zipBytes({ members: two, zip64: {} }), 2, 25],
    ['ZIP64 and a comment', () => smallZip({ zip64: true, comment: 'Collected by Defender' }), 2, 6],
    ["a writer's own data in the record of ZIP64", () => wideRecord('data'), 2, 25],
    ['ZIP64 for the number of its members alone', wideCount, 2, 25],
    ['300 members of another writer', () => zipOf(files(300), new Date(0)), 300, 1990],
    ['65,535 members, which looks like ZIP64', () => smallZip({ members: members(0xffff) }), 0xffff, 0],
    ['70,000 members from the last one to the first', backwards, 70_000, 0],
    ['every kind of member of another writer', () => yazl(addKinds()), 6, 300_127],
    ['every kind in ZIP64 of another writer', () => yazl(addKinds(true), true), 6, 300_127],
    ['members in another order than its entries', () => zipBytes({ members: two, order: [1, 0] }), 2, 25],
    ['two members of the same name', () => zip({}, {}), 2, 32],
    ['a directory', () => zip({ name: 'logs/', content: '', method: 0 }, {}), 2, 16],
  ];

  const names: Case[] = [
    ['a name in UTF-8', () => smallZip({ members: { 'Ärende 118/log.txt': 'x' } }), 1, 1],
    ['names of control characters', () => zip({ name: '\u0000\u001b[2J\r\n' }), 1, 16],
    ['hostile names', () => zip({ name: '../../etc' }, { name: 'C:\\x' }, { name: '/' }), 3, 48],
  ];

  const contents: Case[] = [
    ['an empty member that is deflated', () => zip({ content: '' }), 1, 0],
    ['an empty member said to be deflated', () => zip({ content: '', data: Buffer.alloc(0) }), 1, 0],
    ['large members', () => zip({ content: filler(large) }, {}, storedOf(large)), 3, 2 * large + 16],
    ['a large member that is the last', () => zip({}, storedOf(large)), 2, 16 + large],
    [
      'members around the size that is small',
      () => zip(storedOf(2 ** 20), storedOf(2 ** 20 + 1)),
      2,
      2 ** 21 + 1,
    ],
    ['a small member with a long name', () => zip({ name: 'n'.repeat(0xffff) }, {}), 2, 32],
    [
      'a large member with a long name',
      () => zip({ ...storedOf(large), name: 'n'.repeat(0xffff) }),
      1,
      large,
    ],
  ];

  const descriptors: Case[] = [
    ['descriptors', () => described('signed'), 2, 32],
    ['descriptors without a signature', () => described('plain'), 2, 32],
    ['descriptors of ZIP64', () => described('signed64'), 2, 32],
    ['descriptors of ZIP64 without a signature', () => described('plain64'), 2, 32],
    ['a descriptor of a stored member', () => zip({ method: 0, descriptor: 'signed' }), 1, 16],
    ['a descriptor of an empty member', () => zip({ content: '', descriptor: 'signed64' }, {}), 2, 16],
    [
      'a descriptor of a large member',
      () => zip({ content: filler(large), descriptor: 'plain64' }, {}),
      2,
      large + 16,
    ],
    ['a descriptor, and the sizes before it', () => zip({ descriptor: 'signed', local: sizes }), 1, 16],
    [
      'a CRC-32 that looks like a signature',
      () => zip({ content: likeSignature, descriptor: 'plain' }, {}),
      2,
      20,
    ],
  ];

  const extras: Case[] = [
    ['sizes in fields of ZIP64', () => zip(wideMember(), {}), 2, 32],
    ['sizes in fields of ZIP64, left out before a descriptor', () => zip(wideMember('signed64')), 1, 16],
    ['a field of ZIP64 for the offset and the disk', () => zip({ entry: wideOffset }), 1, 16],
    ['45 as the version of one header', () => zip({ entry: { version: 45 } }), 1, 16],
    ['zeros that align members', () => zip(padded(3), padded(4091)), 2, 32],
    ['an extra field in both headers', () => zip({ both: { extra: times(1) } }), 1, 16],
    ['other extra fields in the directory', () => zip(otherExtras), 1, 16],
  ];

  for (const [words, bytes, count, unpackedBytes] of [
    ...whole,
    ...names,
    ...contents,
    ...descriptors,
    ...extras,
  ]) {
    it(`is proved with ${words}`, async () => {
      assert.deepEqual(await verifyBytes(await bytes()), {
        members: count,
        unpackedBytes,
        faults: [],
        faultCount: 0,
        content: 'zip',
      });
    });
  }
});

const sizes = { compressedSize: deflateRawSync(content).length, size: content.length };
const likeSignature = Buffer.from('ac0a7ad5', 'hex');
const wideOffset = {
  offset: full,
  disk: 0xffff,
  extra: extraField(1, fixed([0, 8], [0, 4])),
};
const times = (...seconds: number[]) =>
  extraField(0x5455, fixed([3, 1], ...seconds.map((second) => [second, 4] as const)));
/** Tools that pack archives anew write other times, and other owners, in one of the two headers. */
const otherExtras: BuiltMember = {
  local: { extra: Buffer.concat([times(1, 2), extraField(0x7875, fixed([1, 4]))]) },
  entry: { extra: Buffer.concat([times(3), extraField(0x7875, fixed([4, 4]))]) },
};

function padded(length: number): BuiltMember {
  return { local: { extra: Buffer.alloc(length) } };
}

function storedOf(length: number): BuiltMember {
  return { method: 0, content: filler(length) };
}

function filler(length: number): Buffer {
  return Buffer.alloc(length, 'content that repeats itself ');
}

function described(descriptor: DescriptorForm): Buffer {
  return zip({ descriptor }, { descriptor });
}

function wideRecord(data: string): Buffer {
  return zipBytes({ members: two, zip64: { data: Buffer.from(data) } });
}

function wideCount(): Buffer {
  const { length, start } = directoryOf(zip(...two));
  return zipBytes({ members: two, zip64: {}, end: { length, start } });
}

function directoryOf(bytes: Buffer): { length: number; start: number } {
  const end = bytes.length - 22;
  return { length: bytes.readUInt32LE(end + 12), start: bytes.readUInt32LE(end + 16) };
}

/** Its sizes are in fields of ZIP64, and its offset as well. */
function wideMember(descriptor?: DescriptorForm): BuiltMember {
  const { compressedSize, size } = sizes;
  const fullSizes = { version: 45, compressedSize: full, size: full };
  return {
    ...(descriptor && { descriptor }),
    local: { ...fullSizes, extra: descriptor ? zip64Extra(0, 0) : zip64Extra(size, compressedSize) },
    entry: { ...fullSizes, offset: full, extra: zip64Extra(size, compressedSize, 0) },
  };
}

function files(count: number): { path: string; content: string }[] {
  return Object.keys(members(count)).map((path) => ({ path, content: path }));
}

function members(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.txt`, '']));
}

async function yazl(add: (zip: ZipFile) => void, forceZip64Format = false): Promise<Buffer> {
  const out = new ZipFile();
  add(out);
  out.end({ forceZip64Format, comment: '' });
  return buffer(out.outputStream);
}

function backwards(): Buffer {
  const names = Array.from({ length: 70_000 }, (_, index) => index);
  const empty = names.map((index) => ({ name: `${index}`, content: '', method: 0 }));
  return zipBytes({ members: empty, order: names.reverse(), zip64: {} });
}

/** Known and unknown sizes, which come with a descriptor; deflated and stored. */
function addKinds(forceZip64Format = false): (zip: ZipFile) => void {
  const deflated: Partial<Options> = { forceZip64Format };
  const stored = { ...deflated, compress: false };
  return (out) => {
    out.addBuffer(filler(100), 'deflated.txt', deflated);
    out.addBuffer(filler(20), 'stored.txt', stored);
    out.addReadStream(Readable.from([filler(300_000)]), 'streamed.txt', deflated);
    out.addReadStream(Readable.from([filler(7)]), 'streamed and stored.txt', stored);
    out.addReadStream(Readable.from([]), 'streamed and empty.txt', deflated);
    out.addEmptyDirectory('logs');
  };
}
