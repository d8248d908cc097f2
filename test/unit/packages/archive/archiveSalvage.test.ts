import assert from 'node:assert/strict';
import { crc32, deflateRawSync } from 'node:zlib';
import { ArchiveStage } from '../../../support/archiveStage.ts';
import { zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const three: readonly BuiltMember[] = [
  { name: 'a.txt' },
  { name: 'b.txt', content: 'that of b', descriptor: 'signed' },
  { name: 'c.txt', content: 'that of c'.repeat(50), method: 0 },
];
const built = zipBytes({ members: three });
const endStart = built.length - 22;
const directoryStart = built.readUInt32LE(endStart + 16);

describe('The list of an archive whose directory cannot be found', () => {
  let stage: ArchiveStage;

  before(async () => {
    stage = await ArchiveStage.start();
  });
  after(() => stage.end());

  it('is there with more bytes behind the archive than its comment could have', async () => {
    const bytes = Buffer.concat([built, Buffer.alloc(200_000, 'PK')]);
    const { source, members, endsEarly, faults } = await stage.list(bytes);
    assert.deepEqual(faults, [{ kind: 'trailingBytes', offset: built.length, length: 200_000 }]);
    assert.deepEqual([source, members.length, endsEarly], ['foundDirectory', 3, false]);
    assert.equal((await stage.read(bytes, 'b.txt')).text, 'that of b');
  });

  it('ends early where an entry of the directory is damaged', async () => {
    for (const declared of [3, 2]) {
      const bytes = zipBytes({ members: three, end: { entries: declared, total: declared } });
      bytes.writeUInt8(0, directoryStart + 2 * 51);
      const { members, endsEarly, declaredMembers } = await stage.list(bytes);
      assert.deepEqual([members.length, endsEarly, declaredMembers], [2, true, declared]);
    }
  });

  it('has the members of an archive that was cut in its directory, as far as that goes', async () => {
    const bytes = built.subarray(0, directoryStart + 2 * 51 + 7);
    const { members, source, endsEarly, faults } = await stage.list(bytes);
    assert.deepEqual([members.length, source, endsEarly], [2, 'foundDirectory', true]);
    assert.deepEqual(faults, [{ kind: 'truncated', offset: bytes.length }]);
    assert.equal((await stage.read(bytes, 'b.txt')).text, 'that of b');
  });

  it('has those of a directory that nothing leads to', async () => {
    const bytes = zipBytes({ members: three, end: { start: 7, length: 9 } });
    const { members, source } = await stage.list(bytes);
    assert.deepEqual([members.length, source], [3, 'foundDirectory']);
  });

  it('is not that of an archive within the archive', async () => {
    const members = [
      { name: 'outer', content: 'x'.repeat(999), method: 0 },
      { name: 'inner.zip', content: built, method: 0 },
    ];
    const bytes = zipBytes({ members });
    const innerEnd = bytes.indexOf(built) + built.length;
    for (const length of [innerEnd - 60, innerEnd - 5, innerEnd + 30]) {
      const some = bytes.subarray(0, length);
      const { members, source } = await stage.list(some);
      assert.deepEqual([members.map(({ entry }) => entry.name), source], [['outer', 'inner.zip'], 'headers']);
    }
  });

  const found: [string, number, string, ...object[]][] = [
    ['its directory', directoryStart, 'that of c'.repeat(50)],
    ['its last member', directoryStart - 100, 'that of c'.repeat(50).slice(0, 350), { kind: 'cut' }],
  ];
  for (const [words, length, text, ...marks] of found) {
    it(`is made from the members' own headers when the archive was cut at ${words}`, async () => {
      const bytes = built.subarray(0, length);
      const { members, source, endsEarly } = await stage.list(bytes);
      assert.deepEqual([source, endsEarly], ['headers', true]);
      assert.deepEqual(
        members.map(({ entry, marks }) => [entry.name, entry.size, marks]),
        [
          ['a.txt', 16, []],
          ['b.txt', 9, []],
          ['c.txt', 450, marks],
        ],
      );
      assert.equal((await stage.read(bytes, 'b.txt')).text, 'that of b');
      const read = await stage.read(bytes, 'c.txt');
      assert.deepEqual([read.text, read.end.isWhole], [text, marks.length === 0]);
      assert.equal(read.end.faults.length, marks.length);
    });
  }

  for (const descriptor of ['signed', 'signed64'] as const) {
    it(`has a member of which no size is known, when the file ends before its descriptor: ${descriptor}`, async () => {
      const content = Array.from({ length: 3000 }, (_, index) => `line ${index}`).join('\n');
      const members = [
        { content, descriptor },
        { name: 'b', content, descriptor },
      ];
      const whole = zipBytes({ members });
      const bytes = whole.subarray(0, whole.indexOf('PK\u0001\u0002') - 900);
      const { members: listed } = await stage.list(bytes);
      assert.deepEqual(
        listed.map(({ entry, marks }) => [entry.name, entry.size, marks]),
        [
          ['a.txt', content.length, []],
          ['b', 0, [{ kind: 'cut' }, { kind: 'sizeUnknown' }]],
        ],
      );
      assert.equal((await stage.read(bytes, 'a.txt')).text, content);
      const { text, end } = await stage.read(bytes, 'b');
      assert.ok(text.length > content.length / 2 && content.startsWith(text));
      assert.deepEqual([end.isWhole, end.faults.length], [false, 1]);
    });
  }

  it('has members whose headers have the sizes that a descriptor repeats, and long names', async () => {
    const content = 'of it';
    const sizes = {
      crc: crc32(content),
      compressedSize: deflateRawSync(content).length,
      size: content.length,
    };
    const names = ['a'.repeat(2000), 'b', 'c'];
    const forms = ['signed', 'plain', 'signed64'] as const;
    const members = names.map((name, index): BuiltMember => ({
      name,
      content,
      descriptor: forms[index] ?? 'plain64',
      local: sizes,
    }));
    const whole = zipBytes({ members: [...members, { name: 'last', content }] });
    const bytes = whole.subarray(0, whole.indexOf('PK\u0001\u0002'));
    const listed = await stage.list(bytes);
    assert.deepEqual(
      listed.members.map(({ entry }) => entry.name),
      [...names, 'last'],
    );
    for (const { index } of listed.members) {
      assert.equal((await stage.read(bytes, index)).text, content);
    }
  });

  it('is empty, and ends early, when the archive was cut in its first header', async () => {
    const { members, endsEarly, content } = await stage.list(built.subarray(0, 20));
    assert.deepEqual([members, endsEarly, content], [[], true, 'zip']);
  });

  it('ends early after as many members as are read, whatever is declared', async () => {
    const entry = zipBytes({ members: [{ name: 'a' }] }).subarray(-22 - 47, -22);
    const total = 200_000;
    const directoryEnd = Buffer.alloc((total + 1) * 47, entry);
    const zip = { members: [{}], order: [], directoryEnd, zip64: { entries: total, total } };
    const { members, endsEarly } = await stage.list(zipBytes(zip));
    assert.deepEqual([members.length, endsEarly], [total, true]);
  });

  it('is made from the headers when a directory has nothing in it', async () => {
    const { members, source } = await stage.list(zipBytes({ members: three, order: [] }));
    assert.deepEqual([members.length, source], [3, 'headers']);
    const empty = await stage.list(zipBytes({ members: [] }));
    assert.deepEqual([empty.members, empty.source, empty.endsEarly], [[], 'directory', false]);
  });
});
