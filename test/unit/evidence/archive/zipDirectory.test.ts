import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { readZipDirectory } from '../../../../src/evidence/archive/zipDirectory.ts';
import type { ZipEntry } from '../../../../src/evidence/archive/zipEntry.ts';
import { BytesAsFile, directoryOf } from '../../../support/archiveBytes.ts';
import { extraField, noon2026, zip64Extra, zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const full = 0xffffffff;

describe('The directory of a zip archive', () => {
  it('is read in its own order, with what it says about each member', async () => {
    const extra = extraField(0x7875, Buffer.from([1, 200]));
    const members = [
      { name: 'a.txt', content: 'one', method: 0 },
      { name: 'b.txt', content: '', flags: 0x800, both: { extra, version: 45, modified: 7 } },
    ];
    const bytes = zipBytes({ members, order: [1, 0] });
    const { entries, start, fileSize, content, faults } = await directoryOf(bytes);
    assert.deepEqual({ start, fileSize, content }, { start: 81, fileSize: bytes.length, content: 'zip' });
    assert.equal(faults.count, 0);
    const common = { compressedSize: 3, size: 3, localOffset: 0, unclear: [] };
    const first: ZipEntry = {
      name: 'b.txt',
      nameBytes: 'b.txt',
      version: 45,
      flags: 0x800,
      method: 8,
      modified: 7,
      crc: 0,
      ...common,
      compressedSize: 2,
      size: 0,
      localOffset: 38,
      entryOffset: 81,
    };
    const second: ZipEntry = {
      name: 'a.txt',
      nameBytes: 'a.txt',
      version: 20,
      flags: 0,
      method: 0,
      modified: noon2026,
      crc: crc32('one'),
      ...common,
      entryOffset: 138,
    };
    assert.deepEqual(entries, [first, second]);
  });

  const names: [string, Buffer, number, string][] = [
    ['in UTF-8', Buffer.from('Ärende/日本.txt'), 0x800, 'Ärende/日本.txt'],
    ['in UTF-8, with a byte that is none', Buffer.from([0x41, 0xff]), 0x800, 'A\ufffd'],
    ['in code page 437', Buffer.from([0x8e, 0x72, 0x80, 0xe1, 0xfe, 0xff]), 0, 'ÄrÇß■\u00a0'],
    ['of control characters', Buffer.from('\u0000\u001b[2J\u007f'), 0, '\u0000\u001b[2J\u007f'],
    ['that lead elsewhere', Buffer.from('..\\..//C:'), 0, '..\\..//C:'],
    ['of nothing', Buffer.alloc(0), 0, ''],
  ];
  for (const [words, bytes, flags, name] of names) {
    it(`has names ${words}`, async () => {
      const { entries } = await directoryOf(zipBytes({ members: [{ name: bytes, flags }] }));
      assert.deepEqual(
        entries.map((entry) => [entry.name, entry.nameBytes]),
        [[name, bytes.toString('latin1')]],
      );
    });
  }

  it('has sizes and offsets beyond 4 GiB', async () => {
    const extra = Buffer.concat([extraField(9, Buffer.alloc(3)), zip64Extra(2 ** 40, 2 ** 33, 2 ** 34)]);
    const entry = { size: full, compressedSize: full, offset: full, extra };
    const { entries } = await directoryOf(zipBytes({ members: [{ entry }] }));
    const [{ size, compressedSize, localOffset } = {}] = entries;
    assert.deepEqual([size, compressedSize, localOffset], [2 ** 40, 2 ** 33, 2 ** 34]);
  });

  it('has only those sizes in fields of ZIP64 that are too large without', async () => {
    const entry = { compressedSize: full, extra: zip64Extra(2 ** 33) };
    const { entries } = await directoryOf(zipBytes({ members: [{ content: 'four', entry }] }));
    assert.deepEqual([entries[0]?.size, entries[0]?.compressedSize], [4, 2 ** 33]);
  });

  it('is read piece by piece', async () => {
    const long = { name: 'n'.repeat(0xffff), both: { extra: extraField(9, Buffer.alloc(0xfff0)) } };
    const members: BuiltMember[] = Array.from({ length: 12 }, (_, index) => ({
      ...(index % 3 === 0 ? long : { name: `${index}`.repeat(index * 1000 + 1) }),
      entry: { comment: 'c'.repeat(index % 2 ? 0xffff : 7) },
    }));
    const bytes = zipBytes({ members });
    const file = new BytesAsFile(bytes);
    const { entries, faults } = await directoryOf(bytes, file);
    assert.deepEqual(
      entries.map(({ name }) => name),
      members.map(({ name }) => name),
    );
    assert.equal(faults.count, 0);
    assert.equal(Math.max(...file.reads), 256 * 1024);
  });

  it('is read up to where it breaks off', async () => {
    const members = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    const bytes = zipBytes({ members });
    const last = bytes.lastIndexOf('PK\u0001\u0002');
    bytes.writeUInt8(0, last);
    const { entries, faults } = await directoryOf(bytes);
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['a', 'b'],
    );
    const expected = [
      { kind: 'directory', offset: last, fields: ['signature'] },
      { kind: 'endRecord', offset: bytes.length - 22, fields: ['entries'] },
    ];
    assert.deepEqual(faults.first(), expected);
  });

  it('is read up to an entry that leaves it', async () => {
    const members = [{ name: 'a' }, { name: 'b', entry: { nameLength: 2 } }];
    const bytes = zipBytes({ members });
    const { entries, faults } = await directoryOf(bytes);
    assert.equal(entries.length, 1);
    const offset = bytes.lastIndexOf('PK\u0001\u0002');
    assert.deepEqual(faults.first()[0], { kind: 'directory', offset, fields: ['signature'] });
  });

  it('is read up to something else in it', async () => {
    const bytes = zipBytes({ members: [{}], directoryEnd: Buffer.from('PK\u0005\u0005\u0000\u0000') });
    const { entries, faults } = await directoryOf(bytes);
    assert.equal(entries.length, 1);
    assert.deepEqual(faults.first(), [
      { kind: 'directory', offset: bytes.length - 28, fields: ['signature'] },
    ]);
  });

  it('tells where each member begins behind bytes that it does not know of', async () => {
    const bytes = zipBytes({ members: [{}, {}], leading: Buffer.from('MZ') });
    const { entries } = await directoryOf(bytes);
    assert.deepEqual(
      entries.map(({ localOffset }) => localOffset),
      [2, bytes.indexOf('PK\u0003\u0004', 9)],
    );
  });

  it('is not read when it claims the whole of a huge file', async () => {
    const length = 64 * 1024 * 1024 + 1;
    const end = zipBytes({ members: [], end: { entries: 1, total: 1, length, start: 0 } });
    const bytes = Buffer.concat([Buffer.alloc(length), end]);
    const file = new BytesAsFile(bytes);
    const { entries, faults } = await directoryOf(bytes, file);
    assert.deepEqual([entries, faults.first()], [[], [{ kind: 'tooLarge', offset: 0 }]]);
    assert.ok(Math.max(...file.reads) < 100_000);
  });

  for (const [count, read, words] of [
    [200_000, 200_000, 'whole with 200,000 members'],
    [200_001, 200_000, 'in part with more'],
  ] as const) {
    it(`is read ${words}`, async () => {
      const entry = zipBytes({ members: [{ name: 'a' }] }).subarray(-22 - 47, -22);
      const directoryEnd = Buffer.alloc(count * 47, entry);
      const bytes = zipBytes({
        members: [{}],
        order: [],
        directoryEnd,
        zip64: { entries: count, total: count },
      });
      const { entries, faults, start } = await directoryOf(bytes);
      assert.equal(entries.length, read);
      const offset = start + 200_000 * 47;
      assert.deepEqual(faults.first(), read < count ? [{ kind: 'tooLarge', offset }] : []);
    });
  }

  it('ends when the file does, which became shorter', async () => {
    const bytes = zipBytes({ members: [{}], comment: 'c'.repeat(500) });
    const file = new BytesAsFile(bytes);
    file.afterwards = () => {
      file.bytes = bytes.subarray(0, 50);
    };
    const { entries, faults } = await directoryOf(bytes, file);
    assert.deepEqual([entries, faults.first()], [[], [{ kind: 'truncated', offset: 50 }]]);
  });

  it('is no longer read when that is cancelled', async () => {
    const file = await new BytesAsFile(zipBytes({ members: [{}] })).files.open('package.zip', 'r');
    const reason = new Error('cancelled');
    await assert.rejects(readZipDirectory(file, { signal: AbortSignal.abort(reason) }), reason);
  });
});
