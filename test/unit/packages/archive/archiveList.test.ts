import assert from 'node:assert/strict';
import { ArchiveStage } from '../../../support/archiveStage.ts';
import { zip64Extra, zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const full = 0xffffffff;
const three: readonly BuiltMember[] = [
  { name: 'a.txt' },
  { name: 'b.txt', content: 'that of b', descriptor: 'signed' },
  { name: 'c.txt', content: 'that of c'.repeat(50), method: 0 },
];
const built = zipBytes({ members: three });
const endStart = built.length - 22;

describe('The list of an archive', () => {
  let stage: ArchiveStage;

  before(async () => {
    stage = await ArchiveStage.start();
  });
  after(() => stage.end());

  async function namesAndMarks(bytes: Uint8Array): Promise<[string, ...object[]][]> {
    const { members } = await stage.list(bytes);
    return members.map(({ entry, marks }) => [entry.name, ...marks]);
  }

  it('is whole when the archive is', async () => {
    const { members, ...list } = await stage.list(built);
    assert.deepEqual(list, {
      path: stage.path,
      fileSize: built.length,
      content: 'zip',
      source: 'directory',
      endsEarly: false,
      declaredMembers: 3,
      faults: [],
      faultCount: 0,
    });
    assert.deepEqual(
      members.map(({ index, entry, marks }) => [index, entry.name, entry.size, marks]),
      [
        [0, 'a.txt', 16, []],
        [1, 'b.txt', 9, []],
        [2, 'c.txt', 450, []],
      ],
    );
    assert.deepEqual(structuredClone(members), members);
  });

  const contents: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a page', Buffer.from('<!doctype html><title>Sign in</title>'), 'html'],
    ['JSON', Buffer.from('{"error":{}}'), 'json'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'gzip'],
    ['text', Buffer.from('Not found'), 'text'],
    ['other bytes', Buffer.from('00010203', 'hex'), 'binary'],
  ];
  for (const [words, bytes, content] of contents) {
    it(`is empty, and names what is there, for a file with ${words}`, async () => {
      const list = await stage.list(bytes);
      const faults = [{ kind: 'notAZip', offset: 0 }];
      assert.deepEqual([list.content, list.members, list.faults], [content, [], faults]);
    });
  }

  it('marks what is encrypted or compressed by another method, and the rest is read', async () => {
    const members: BuiltMember[] = [
      { name: 'lzma', both: { method: 14 } },
      { name: 'secret', flags: 1 },
      { name: 'aes', both: { method: 99 } },
      { name: 'plain' },
    ];
    const bytes = zipBytes({ members });
    assert.deepEqual(await namesAndMarks(bytes), [
      ['lzma', { kind: 'method', method: 14 }],
      ['secret', { kind: 'encrypted' }],
      ['aes', { kind: 'encrypted' }],
      ['plain'],
    ]);
    const expected = [{ kind: 'method', offset: 0, member: 'lzma', method: 14 }];
    assert.deepEqual((await stage.read(bytes, 'lzma')).end, { bytes: 0, isWhole: false, faults: expected });
    assert.equal((await stage.read(bytes, 'secret')).end.faults[0]?.kind, 'encrypted');
    assert.equal((await stage.read(bytes, 'plain')).text, 'content of a.txt');
  });

  it('marks all of 500 entries that lead to one member, none of which is read', async () => {
    const bytes = zipBytes({ members: [{}], order: Array<number>(500).fill(0) });
    const { members } = await stage.list(bytes);
    assert.equal(members.length, 500);
    for (const { marks } of members) {
      assert.deepEqual(
        marks.map(({ kind }) => kind),
        ['duplicate', 'overlap'],
      );
    }
    for (const index of [0, 250, 499]) {
      const { text, end } = await stage.read(bytes, index);
      assert.deepEqual([text, end.isWhole, end.faults[0]?.kind], ['', false, 'overlap']);
    }
  });

  it('marks members that reach into others or the directory', async () => {
    const reaching = { both: { compressedSize: 90 } };
    const members = [
      { ...reaching, name: 'long' },
      { name: 'b' },
      { name: 'c' },
      { name: 'after', content: 'x'.repeat(90) },
    ];
    assert.deepEqual(await namesAndMarks(zipBytes({ members })), [
      ['long', { kind: 'overlap', other: 1 }],
      ['b', { kind: 'overlap', other: 0 }],
      ['c', { kind: 'overlap', other: 0 }],
      ['after'],
    ]);
    assert.deepEqual(
      await namesAndMarks(zipBytes({ members: [{ name: 'b' }, { ...reaching, name: 'a' }] })),
      [['b'], ['a', { kind: 'overlap' }]],
    );
  });

  it('marks members that are nowhere, and does not read them', async () => {
    const bytes = zipBytes({
      members: [{}, { name: 'far', entry: { offset: 500 } }, { name: 'wide', entry: { size: full } }],
    });
    const { members, faults } = await stage.list(bytes);
    assert.deepEqual(
      members.map(({ marks }) => marks),
      [[], [], [{ kind: 'entry', fields: ['zip64'] }]],
    );
    assert.deepEqual(
      faults.map((fault) => fault.kind === 'directory' && fault.fields),
      [['offset'], ['zip64']],
    );
    for (const [name, fields] of [
      ['far', ['offset']],
      ['wide', ['zip64']],
    ] as const) {
      const { faults } = (await stage.read(bytes, name)).end;
      assert.deepEqual(
        faults.map((fault) => fault.kind === 'directory' && fault.fields),
        [fields],
      );
    }
  });

  it('has 70,000 members in ZIP64', async () => {
    const members = Array.from({ length: 70_000 }, (_, index) => ({
      name: `m${index}`,
      content: '',
      method: 0,
    }));
    members[69_999] = { name: 'last', content: 'of the last', method: 0 };
    const bytes = zipBytes({ members, zip64: {} });
    const archive = await stage.open(bytes);
    const { members: listed, faultCount, endsEarly, declaredMembers } = archive.list;
    assert.deepEqual([listed.length, faultCount, endsEarly, declaredMembers], [70_000, 0, false, 70_000]);
    assert.ok(listed.every(({ marks }) => marks.length === 0));
    assert.equal((await stage.read(bytes, 'last')).text, 'of the last');
  });

  it('has sizes beyond 4 GiB, and marks members that are larger than any that is read', async () => {
    const extra = zip64Extra(2 ** 40);
    const bytes = zipBytes({ members: [{ both: { size: full, extra } }] });
    const { members } = await stage.list(bytes);
    assert.deepEqual([members[0]?.entry.size, members[0]?.marks], [2 ** 40, [{ kind: 'tooLarge' }]]);
    const { text, end } = await stage.read(bytes, 0);
    assert.deepEqual([text, end.isWhole], ['content of a.txt', false]);
  });

  it('tells of bytes before and behind the archive, whose members are read', async () => {
    const around = zipBytes({ members: three, leading: Buffer.from('MZ'), trailing: Buffer.alloc(9) });
    const { faults, endsEarly } = await stage.list(around);
    assert.deepEqual(faults, [
      { kind: 'leadingBytes', offset: 0, length: 2 },
      { kind: 'trailingBytes', offset: built.length + 2, length: 9 },
    ]);
    assert.equal(endsEarly, false);
    assert.equal((await stage.read(around, 'b.txt')).text, 'that of b');
  });

  const lies: [string, Buffer, number, boolean, number][] = [
    ['more members than there are', zipBytes({ members: three, end: { entries: 9, total: 9 } }), 3, true, 9],
    [
      'fewer members than there are',
      zipBytes({ members: three, end: { entries: 1, total: 1 } }),
      3,
      false,
      1,
    ],
    [
      '65,535 members',
      zipBytes({ members: three, end: { entries: 0xffff, total: 0xffff } }),
      3,
      true,
      0xffff,
    ],
  ];
  for (const [words, bytes, count, early, declared] of lies) {
    it(`has all members when ${words} are declared`, async () => {
      const { members, endsEarly, declaredMembers, faults } = await stage.list(bytes);
      assert.deepEqual([members.length, endsEarly, declaredMembers], [count, early, declared]);
      assert.deepEqual(faults, [{ kind: 'endRecord', offset: endStart, fields: ['entries'] }]);
    });
  }
});
