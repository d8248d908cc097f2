import assert from 'node:assert/strict';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ThreadQuestion } from '../../../../src/packages/reading/threadMessages.ts';
import { PackageSession } from '../../../../src/packages/reading/packageSession.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { zipBytes } from '../../../support/zipBuilder.ts';
import { everything, generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

describe('A hostile package', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
  });
  after(() => stage.end());

  it('has all of its members listed, whatever their names, with what is wrong with them', async () => {
    const names = [
      '../../etc/passwd',
      '/absolute',
      'C:/drive.txt',
      'back\\slash',
      'nul\0name',
      'bidi\u202etxt.exe',
      '__proto__',
      'a\nb',
    ];
    await stage.open(
      zipBytes({
        members: names.map((name) => ({ name: Buffer.from(name), flags: 0x800, content: 'some text' })),
      }),
    );
    const rows = await stage.rows('members', ['path', 'marks']);
    assert.deepEqual(
      rows.map(([path]) => path),
      names,
    );
    assert.deepEqual(
      rows.map(([, marks]) => marks),
      [
        'name leads out of its folder (..)',
        'name begins with a slash',
        'name begins with a drive',
        'name has backslashes',
        'name has a NUL',
        'name has characters that turn the direction of writing',
        '',
        'name has control characters',
      ],
    );
    const { remarks } = await stage.ask({ kind: 'overview' });
    assert.equal(remarks.length, 7);
    for (const member of names) {
      assert.equal((await stage.ask({ kind: 'member', member })).text, 'some text');
      const { rowCount } = await stage.ask({ kind: 'columns', artifact: `file/${member}` });
      assert.ok(rowCount > 0, member);
    }
  });

  it('keeps members of one name apart', async () => {
    await stage.open(
      zipBytes({
        members: [
          { name: 'Processes/Processes.csv', content: 'Name,ProcessId\r\nfirst.exe,1\r\n' },
          { name: 'Processes/Processes.csv', content: 'Name,ProcessId\r\nsecond.exe,2\r\n' },
          { name: '(2) Processes/Processes.csv', content: 'third' },
          { name: 'Services/x', content: '' },
          { name: 'Autoruns/x', content: '' },
        ],
      }),
    );
    assert.deepEqual(await stage.rows('processes', ['name']), [['first.exe']]);
    const paths = (await stage.rows('members', ['path'])).flat();
    assert.equal(new Set(paths).size, 5);
    assert.equal(paths[2], '(2) Processes/Processes.csv');
    const texts = [];
    for (const member of paths.slice(0, 3)) {
      texts.push((await stage.ask({ kind: 'member', member })).text);
    }
    assert.deepEqual(
      texts.map((text) => /first|second|third/.exec(text)?.[0]),
      ['first', 'second', 'third'],
    );
  });

  it('says of a member that cannot be read why', async () => {
    await stage.open(
      zipBytes({
        members: [
          { name: 'secret.txt', content: 'x', flags: 1 },
          { name: 'wrong.txt', content: 'some text', both: { crc: 1 } },
          { name: 'fine.txt', content: 'fine' },
        ],
      }),
    );
    await assert.rejects(stage.ask({ kind: 'member', member: 'secret.txt' }), {
      message: 'It is encrypted.',
    });
    const { text, isWhole } = await stage.ask({ kind: 'member', member: 'wrong.txt' });
    assert.deepEqual([text, isWhole], ['some text\nIts content does not fit its CRC-32.', false]);
    const { artifacts } = await stage.ask({ kind: 'overview' });
    assert.ok(artifacts.some(({ id }) => id === 'file/secret.txt'));
    assert.equal((await stage.ask({ kind: 'member', member: 'fine.txt' })).text, 'fine');
  });

  it('lists a thousand members as tables at most, and all of them as members', async () => {
    const members = Array.from({ length: 1500 }, (_, at) => ({ name: `${at}.txt`, content: String(at) }));
    await stage.open(zipBytes({ members }));
    const { artifacts } = await stage.ask({ kind: 'overview' });
    assert.equal(artifacts.length, 1001);
    assert.equal((await stage.ask({ kind: 'columns', artifact: 'members' })).rowCount, 1500);
    const { isWhole } = await stage.ask({
      kind: 'search',
      text: '7',
      hidesCollector: false,
      onlyTagged: false,
    });
    assert.equal(isWhole, false);
  });
});

describe('A package that changes on the disk', () => {
  let stage: ReadingStage;

  beforeEach(async () => {
    stage = await ReadingStage.start();
    await stage.open(await packed(generatedMembers()));
  });
  afterEach(() => stage.end());

  it('gives no byte of the other file', async () => {
    await appendFile(stage.path, 'more');
    await assert.rejects(stage.ask({ kind: 'member', member: 'Processes/Processes.csv' }), {
      message: 'The package on the disk is another one by now: its size changed, it was written to.',
    });
    await assert.rejects(stage.ask({ kind: 'fingerprint' }), /another one by now/);
    // What was read before is still what it was.
    assert.ok((await stage.rows('services', ['name'])).length > 0);
  });

  it('is told when it is gone', async () => {
    await rm(stage.path);
    await assert.rejects(stage.ask({ kind: 'fingerprint' }), /it is gone/);
    const { artifacts } = await stage.ask({ kind: 'overview' });
    assert.ok(artifacts.length > 10);
    await writeFile(stage.path, '');
  });

  it('has the SHA-256 of the file while it is the same', async () => {
    const { sha256 } = await stage.ask({ kind: 'fingerprint' });
    assert.equal(
      sha256,
      createHash('sha256')
        .update(await readFile(stage.path))
        .digest('hex'),
    );
  });

  it('cannot be opened where there is none', async () => {
    const { signal } = new AbortController();
    const start = { path: `${stage.path}.not`, notes: {}, words: undefined };
    await assert.rejects(PackageSession.open(start, { signal }), { name: 'QuestionFault' });
    const folder = { ...start, path: stage.path.replace(/package\.zip$/, '') };
    await assert.rejects(PackageSession.open(folder, { signal }), /There is no file at/);
  });
});

describe('A question', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
    await stage.open(await packed([...generatedMembers(), { path: 'many.csv', content: manyRows() }]));
  });
  after(() => stage.end());

  const view = { kind: 'view', artifact: 'processes', wish: everything };
  const rows = { kind: 'rows', artifact: 'processes', view: 1, from: 0, count: 10, columns: [] };
  const malformed: [title: string, question: unknown][] = [
    ['nothing', undefined],
    ['a text', 'overview'],
    ['a list', [{ kind: 'overview' }]],
    ['no kind', {}],
    ['a kind that is none', { kind: 'toString' }],
    ['a kind of an object', { kind: '__proto__' }],
    ['a number of an artifact', { kind: 'columns', artifact: 5 }],
    ['an artifact of an object', { kind: 'columns', artifact: 'constructor' }],
    ['no wish', { ...view, wish: undefined }],
    ['filters that are no texts', { ...view, wish: { ...everything, filters: { name: 5 } } }],
    ['a list of filters', { ...view, wish: { ...everything, filters: ['x'] } }],
    ['a text that is endless', { ...view, wish: { ...everything, text: 'x'.repeat(200_000) } }],
    ['sorting by nothing', { ...view, wish: { ...everything, sorting: { isDescending: true } } }],
    ['a switch that is none', { ...view, wish: { ...everything, onlyTagged: 'yes' } }],
    ['half a row', { ...view, row: 0.5 }],
    ['rows before the first', { ...rows, from: -1 }],
    ['more rows than are given', { ...rows, count: 1_000_000 }],
    ['columns that are no texts', { ...rows, columns: [{}] }],
    ['a view of another', { ...rows, view: 999 }],
    ['a row that is not there', { kind: 'details', artifact: 'processes', row: 1e9 }],
    ['a row before the first', { kind: 'source', artifact: 'processes', row: -1 }],
    ['a member that is no text', { kind: 'member', member: { toString: null } }],
    [
      'an export from nowhere',
      { kind: 'export', artifact: 'processes', wish: everything, columns: [], from: NaN },
    ],
    ['a search for a number', { kind: 'search', text: 1, hidesCollector: false, onlyTagged: false }],
  ];
  for (const [title, question] of malformed) {
    it(`is refused that asks for ${title}`, async () => {
      await stage.ask(view as ThreadQuestion);
      // Not by what breaks on the way.
      await assert.rejects(
        stage.ask(question as ThreadQuestion),
        /QuestionFault: (?!The package could not be read)/,
      );
    });
  }

  it('is heard while another is answered, and ends when it is cancelled', async () => {
    const artifact = 'file/many.csv';
    await stage.ask({ kind: 'columns', artifact });
    const wishes = [
      { ...everything, text: 'nothing like it' },
      { ...everything, sorting: { column: 'column0', isDescending: true } },
      { ...everything, sorting: { column: 'column1', isDescending: false } },
    ];
    const questions: ThreadQuestion[] = [
      ...wishes.map((wish) => ({ kind: 'view', artifact, wish }) as const),
      { kind: 'export', artifact, wish: wishes[1] ?? everything, columns: ['column0'], from: 0 },
      { kind: 'search', text: 'nothing like it', hidesCollector: false, onlyTagged: false },
    ];
    // Each takes a dozen slices or more.
    const enough = 2;
    for (const question of questions) {
      const control = new AbortController();
      const asked = stage.ask(question, control.signal);
      let [longestMs, turns] = [0, 0];
      const over = asked.catch(() => 'over');
      for (let lastMs = computedMs(); turns < enough; turns++) {
        if ((await Promise.race([over, setImmediate('on')])) === 'over') {
          break;
        }
        longestMs = Math.max(longestMs, computedMs() - lastMs);
        lastMs = computedMs();
      }
      control.abort();
      const cancelledMs = computedMs();
      await over;
      await assert.rejects(asked, { name: 'AbortError' });
      assert.ok(turns === enough, `${JSON.stringify(question)} was not heard`);
      assert.ok(longestMs < 250 && computedMs() - cancelledMs < 250, `${question.kind} took ${longestMs}`);
    }
  });
});

function manyRows(): string {
  const lines = Array.from({ length: 150_000 }, (_, at) => `${(at * 7919) % 150_001},name ${at}`);
  return ['number,name', ...lines].join('\r\n');
}
