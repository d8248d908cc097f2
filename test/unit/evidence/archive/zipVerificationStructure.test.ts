import assert from 'node:assert/strict';
import type { ArchiveFault } from '../../../../src/evidence/archive/zipVerification.ts';
import { faultsOf, verifyBytes } from '../../../support/archiveBytes.ts';
import { zipBytes, type BuiltMember, type BuiltZip } from '../../../support/zipBuilder.ts';

const two: readonly BuiltMember[] = [{ name: 'a.txt' }, { name: 'b.txt', content: 'that of b' }];
const built = (zip: Partial<BuiltZip>) => zipBytes({ members: two, ...zip });
const zip = built({});
const end = zip.length - 22;
const directoryStart = zip.readUInt32LE(end + 16);
const secondStart = zip.indexOf('PK\x03\x04', 4, 'latin1');
const wide = built({ zip64: {} });
const wideEnd = wide.length - 22;
const commented = built({ comment: 'Collected by Defender' });
const holdsArchive = built({ members: [{ method: 0, content: zip }, {}] });
const full = 0xffffffff;
const hidden = Buffer.from('hidden');

describe('An archive whose parts do not fit together', () => {
  const contents: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a page', Buffer.from('<!doctype html><title>Sign in</title>'), 'html'],
    ['JSON', Buffer.from('{"error":{"code":"NotFound"}}'), 'json'],
    ['XML', Buffer.from('<?xml version="1.0"?><Error/>'), 'xml'],
    ['another kind of archive', Buffer.from('1f8b0800', 'hex'), 'gzip'],
    ['text', Buffer.from('Not found'), 'text'],
    ['other bytes', Buffer.from('00010203', 'hex'), 'binary'],
    ['a part of an end record', zip.subarray(-21), 'binary'],
  ];
  for (const [words, bytes, content] of contents) {
    it(`is none in a file with ${words}`, async () => {
      const faults = [{ kind: 'notAZip', offset: 0 }];
      const report = { members: 0, unpackedBytes: 0, faults, faultCount: 1, content };
      assert.deepEqual(await verifyBytes(bytes), report);
    });
  }

  type Case = [string, () => Buffer, ...ArchiveFault[]];

  const cut = (words: string, bytes: Buffer): Case => [
    `was cut in ${words}`,
    () => bytes,
    { kind: 'truncated', offset: bytes.length },
  ];
  const cuts: Case[] = [
    cut('its first header', zip.subarray(0, 20)),
    cut('its first member', zip.subarray(0, 40)),
    cut('its directory', zip.subarray(0, end - 10)),
    cut('front of its end record', zip.subarray(0, end)),
    cut('its end record', zip.subarray(0, -1)),
    cut('its comment', commented.subarray(0, -1)),
    cut('its end record behind an archive in it', holdsArchive.subarray(0, -1)),
  ];

  const gap = (offset: number, { length }: { length: number }): ArchiveFault => ({
    kind: 'gap',
    offset,
    length,
  });
  const leading = (length: number): ArchiveFault => ({ kind: 'leadingBytes', offset: 0, length });
  const trailing = (offset: number, length: number): ArchiveFault => ({
    kind: 'trailingBytes',
    offset,
    length,
  });
  const strange = Buffer.alloc(60_000, 'PK\x05\x06 no end record');
  const holes: Case[] = [
    ['has a byte behind its end', () => built({ trailing: Buffer.alloc(1) }), trailing(zip.length, 1)],
    [
      'has many bytes behind its end',
      () => built({ zip64: {}, trailing: strange }),
      trailing(wide.length, 60_000),
    ],
    ['has bytes before it', () => built({ leading: hidden }), leading(6)],
    [
      'has a byte before it that it knows of',
      () => built({ leading: Buffer.alloc(1), knowsLeading: true }),
      leading(1),
    ],
    ['has another archive before it', () => Buffer.concat([zip, zip]), leading(zip.length)],
    [
      'is ZIP64 and has bytes before it',
      () => built({ zip64: {}, leading: hidden }),
      leading(6),
      wrongEnd(wideEnd + 6, 'zip64'),
    ],
    [
      'has bytes between its members',
      () => built({ members: [{}, { before: hidden }] }),
      gap(secondStart, hidden),
    ],
    [
      'has a byte between its members',
      () => built({ members: [{}, { before: Buffer.alloc(1) }] }),
      gap(secondStart, { length: 1 }),
    ],
    [
      'has many bytes between its members',
      () => built({ members: [{}, { before: strange }, {}] }),
      gap(secondStart, strange),
    ],
    [
      'has very many bytes between its members',
      () => built({ members: [{}, { before: Buffer.alloc(2 ** 21) }] }),
      gap(secondStart, { length: 2 ** 21 }),
    ],
    [
      'has bytes behind a descriptor',
      () => built({ members: [{ descriptor: 'signed' }, { before: hidden }] }),
      gap(secondStart + 16, hidden),
    ],
    ['has bytes before its directory', () => built({ beforeDirectory: hidden }), gap(directoryStart, hidden)],
    ['has bytes behind its directory', () => built({ beforeEnd: hidden }), gap(end, hidden)],
    [
      'has bytes behind its directory in ZIP64',
      () => built({ zip64: {}, beforeEnd: hidden }),
      gap(end, hidden),
    ],
    ['has a member that the directory does not name', () => built({ order: [1] }), leading(secondStart)],
    [
      'has a last member that the directory does not name',
      () => built({ order: [0] }),
      gap(secondStart, { length: directoryStart - secondStart }),
    ],
    ['has no members', () => built({ members: [] }), { kind: 'noMembers', offset: 0 }],
    [
      'has members, but none in its directory',
      () => built({ order: [] }),
      { kind: 'noMembers', offset: directoryStart },
    ],
  ];

  const lies: Case[] = [
    ['declares one entry more', () => built({ end: { entries: 3, total: 3 } }), wrongEnd(end, 'entries')],
    ['declares one entry less', () => built({ end: { entries: 1, total: 1 } }), wrongEnd(end, 'entries')],
    ['declares fewer entries on this disk', () => built({ end: { entries: 1 } }), wrongEnd(end, 'entries')],
    [
      'declares 65,535 entries',
      () => built({ end: { entries: 0xffff, total: 0xffff } }),
      wrongEnd(end, 'entries'),
    ],
    ['declares a longer directory', () => built({ end: { length: full - 1 } }), wrongEnd(end, 'length')],
    ['declares a shorter directory', () => built({ end: { length: 50 } }), wrongEnd(end, 'length')],
    ['declares its directory to be earlier', () => built({ end: { start: 7 } }), wrongEnd(end, 'start')],
    [
      'declares its directory to be later',
      () => built({ end: { start: directoryStart + 1 } }),
      wrongEnd(end, 'start'),
    ],
    [
      'declares its directory to be beyond its end',
      () => built({ end: { start: full - 1 } }),
      wrongEnd(end, 'start'),
    ],
    [
      'declares a directory where none is',
      () => built({ end: { start: 7, length: 9 } }),
      wrongEnd(end, 'start'),
    ],
    ['is said to end on a second disk', () => built({ end: { disk: 1 } }), wrongEnd(end, 'disk')],
    [
      'is said to have its directory on another disk',
      () => built({ end: { directoryDisk: 0xffff } }),
      wrongEnd(end, 'disk'),
    ],
    [
      'declares its first member to be far away, and its directory to be earlier',
      () => built({ members: [{ entry: { offset: full - 1 } }, {}], end: { start: 7 } }),
      leading(secondStart),
      { kind: 'directory', offset: 2 * secondStart, member: 'a.txt', fields: ['offset'] },
      wrongEnd(2 * secondStart + 2 * 51, 'start'),
    ],
    [
      'ends with two end records',
      () => built({ comment: zip.subarray(end) }),
      gap(end, { length: 22 }),
      wrongEnd(zip.length, 'second'),
    ],
    [
      'leaves its place to ZIP64, which is not there',
      () => built({ end: { start: full } }),
      wrongEnd(end, 'zip64'),
      wrongEnd(end, 'start'),
    ],
    [
      'is an end record that leaves its place to ZIP64',
      () => built({ members: [], end: { start: full } }),
      wrongEnd(0, 'zip64'),
      wrongEnd(0, 'start'),
    ],
    [
      'leaves its length to ZIP64, which is not there',
      () => built({ end: { length: full } }),
      wrongEnd(end, 'zip64'),
      wrongEnd(end, 'length'),
    ],
  ];

  const wideLies: Case[] = [
    [
      'a locator that leads beyond the end',
      () => built({ zip64: { recordStart: 2 ** 40 } }),
      wrongEnd(wideEnd, 'zip64'),
    ],
    [
      'a locator that leads to something else',
      () => built({ zip64: { recordStart: 0 } }),
      wrongEnd(wideEnd, 'zip64'),
    ],
    ['a locator for another disk', () => built({ zip64: { locatorDisk: 1 } }), wrongEnd(wideEnd, 'disk')],
    ['a locator for two disks', () => built({ zip64: { disks: 2 } }), wrongEnd(wideEnd, 'disk')],
    ['a record of another disk', () => built({ zip64: { disk: 1 } }), wrongEnd(wideEnd, 'disk')],
    ['a directory on another disk', () => built({ zip64: { directoryDisk: 1 } }), wrongEnd(wideEnd, 'disk')],
    [
      'another disk in the old record',
      () => built({ zip64: {}, end: { disk: 1 } }),
      wrongEnd(wideEnd, 'disk'),
    ],
    ['no disk in the old record', () => built({ zip64: {}, end: { disk: 0xffff, directoryDisk: 0xffff } })],
    ['one entry more', () => built({ zip64: { total: 3, entries: 3 } }), wrongEnd(end, 'entries')],
    ['one entry more on this disk', () => built({ zip64: { entries: 3 } }), wrongEnd(wideEnd, 'entries')],
    [
      'other entries in the old record',
      () => built({ zip64: {}, end: { total: 3, entries: 3 } }),
      wrongEnd(wideEnd, 'zip64'),
    ],
    [
      'another length in the old record',
      () => built({ zip64: {}, end: { length: 3 } }),
      wrongEnd(wideEnd, 'zip64'),
    ],
    [
      'another place in the old record',
      () => built({ zip64: {}, end: { start: 3 } }),
      wrongEnd(wideEnd, 'zip64'),
    ],
    ['a directory of 2^62 bytes', () => built({ zip64: { length: 2 ** 62 } }), wrongEnd(end, 'length')],
    ['a directory at 2^62', () => built({ zip64: { start: 2 ** 62 } }), wrongEnd(end, 'start')],
    [
      'another length of its record',
      () => built({ zip64: { recordLength: 45 } }),
      wrongEnd(wideEnd, 'zip64'),
      wrongEnd(wideEnd, 'start'),
    ],
  ];

  for (const [words, bytes, ...faults] of [
    ...cuts,
    ...holes,
    ...lies,
    ...wideLies.map(([words, ...rest]): Case => [`is ZIP64 with ${words}`, ...rest]),
  ]) {
    it(`is told by what is wrong when it ${words}`, async () => {
      assert.deepEqual(await faultsOf(bytes()), faults);
    });
  }
});

function wrongEnd(
  offset: number,
  field: 'second' | 'disk' | 'start' | 'length' | 'entries' | 'zip64',
): ArchiveFault {
  return { kind: 'endRecord', offset, fields: [field] };
}
