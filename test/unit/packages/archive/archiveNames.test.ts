import assert from 'node:assert/strict';
import { ArchiveStage } from '../../../support/archiveStage.ts';
import { zipBytes } from '../../../support/zipBuilder.ts';

const utf8 = 0x800;

describe('Names of members', () => {
  let stage: ArchiveStage;

  before(async () => {
    stage = await ArchiveStage.start();
  });
  after(() => stage.end());

  const names: [string, string | Buffer, ...string[]][] = [
    ['like most', 'Forensics Collection Summary.csv'],
    ['in other scripts', 'Ärende/日本.txt'],
    ['with two dots that lead nowhere', 'a..b/...'],
    ['of nothing', '', 'empty'],
    ['that lead upwards', '../../etc/passwd', 'parentFolder'],
    ['that lead upwards within', 'a/../../b', 'parentFolder'],
    ['that lead upwards with backslashes', '..\\evil.dll', 'parentFolder', 'backslash'],
    ['that end upwards', 'a/..', 'parentFolder'],
    ['that are absolute', '/etc/passwd', 'absolute'],
    ['of a server', '\\\\server\\share', 'absolute', 'backslash'],
    ['on a drive', 'C:/Windows/a.dll', 'drive'],
    ['on a drive with backslashes', 'c:\\a.dll', 'drive', 'backslash'],
    ['with backslashes', 'Processes\\Processes.csv', 'backslash'],
    ['with NUL', 'a.txt\0.exe', 'nul'],
    ['with an escape sequence', 'a\u001b[2J', 'control'],
    ['with a line break', 'a\r\nb', 'control'],
    ['with a control character of Latin 1', 'a\u0085', 'control'],
    ['that turn the direction of writing', 'a\u202etxt.exe', 'bidi'],
    ['with an isolate', 'a\u2066b', 'bidi'],
    ['with a space of no width', 'a\u200bb', 'invisible'],
    ['with a tag', 'a\u{e0041}', 'invisible'],
    ['that are no UTF-8', Buffer.from([0x41, 0xff]), 'encoding'],
    [
      'of everything',
      '/..\\\0\u0001\u202e',
      'parentFolder',
      'absolute',
      'backslash',
      'nul',
      'control',
      'bidi',
    ],
  ];
  for (const [words, name, ...kinds] of names) {
    it(`${words} are listed as they are, ${kinds.length > 0 ? 'marked' : 'without a mark'}, and can be read`, async () => {
      const bytes = zipBytes({ members: [{ content: 'before' }, { name, flags: utf8, content: 'it' }] });
      const { members } = await stage.list(bytes);
      assert.equal(members[1]?.entry.name, name.toString('utf8'));
      assert.deepEqual(
        members.map(({ marks }) => marks.map(({ kind }) => kind)),
        [[], kinds],
      );
      const { text, end } = await stage.read(bytes, 1);
      assert.deepEqual([text, end], ['it', { bytes: 2, isWhole: true, faults: [] }]);
    });
  }

  it('that are the same, or nearly, are marked, and each member can be read', async () => {
    const twins = ['A.txt', 'b', 'a.TXT', 'A.txt', 'c/d', 'c\\D', '\u00e9', 'e\u0301', 'x', 'x'];
    const bytes = zipBytes({
      members: twins.map((name, index) => ({ name, flags: utf8, content: `of ${index}` })),
    });
    const { members } = await stage.list(bytes);
    const marks = members.map((member) => member.marks.filter(({ kind }) => kind !== 'backslash'));
    const [duplicate, caseTwin] = (['duplicate', 'caseTwin'] as const).map((kind) => (other: number) => [
      { kind, other },
    ]) as [(other: number) => object[], (other: number) => object[]];
    assert.deepEqual(marks, [
      duplicate(3),
      [],
      caseTwin(0),
      duplicate(0),
      caseTwin(5),
      caseTwin(4),
      caseTwin(7),
      caseTwin(6),
      duplicate(9),
      duplicate(8),
    ]);
    const archive = await stage.open(bytes);
    for (const member of members) {
      const { bytes: content } = await archive.readWhole(member, { signal: new AbortController().signal });
      assert.equal(Buffer.from(content).toString(), `of ${member.index}`);
    }
  });
});
