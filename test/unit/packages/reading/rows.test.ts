import assert from 'node:assert/strict';
import type { RowWish } from '../../../../src/packages/reading/messages.ts';
import { exportFormats } from '../../../../src/views/packageEditor/exportFormats.ts';
import { everything, generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

const csv = [
  'name,size,note',
  'disk10,5,Alpha one',
  'disk2,,beta',
  'Disk1,-3,"alpha, two"',
  ',7,gamma',
  'disk2,5,"a ""quoted"" word"',
].join('\r\n');
const artifact = 'file/list.csv';

describe('The rows of a table', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
    const long = `name\r\n${'x'.repeat(5000)}\r\n`;
    await stage.open(
      await packed([
        { path: 'list.csv', content: csv },
        { path: 'long.csv', content: long },
      ]),
      { notes: { [artifact]: { 1: { tag: 'check', comment: 'why' }, 3: { tag: '', comment: '' } } } },
    );
  });
  after(() => stage.end());

  const rowsOf = async (wish: Partial<RowWish>) => {
    const { view, rowCount } = await stage.ask({ kind: 'view', artifact, wish: { ...everything, ...wish } });
    const { rows } = await stage.ask({ kind: 'rows', artifact, view, from: 0, count: 100, columns: [] });
    assert.equal(rowCount, rows.length);
    return rows.map(({ row }) => row);
  };

  const filters: [title: string, wish: Partial<RowWish>, rows: number[]][] = [
    ['all of them, in their order', {}, [0, 1, 2, 3, 4]],
    ['a word, whatever its case', { text: 'ALPHA' }, [0, 2]],
    ['all words, in any order and column', { text: 'two disk' }, [2]],
    ['without a word', { text: 'disk -alpha' }, [1, 4]],
    ['words in quotes as one', { text: '"alpha one"' }, [0]],
    ['without words in quotes', { text: '-"alpha one"' }, [1, 2, 3, 4]],
    ['a quote that nothing ends', { text: '"alpha o' }, [0]],
    ['nothing but spaces, which is all', { text: '   ' }, [0, 1, 2, 3, 4]],
    ['a word across two cells, which is none', { text: '"5 alpha"' }, []],
    ['a filter of a column only', { filters: { column0: 'disk2' } }, [1, 4]],
    ['filters of two columns', { filters: { column0: 'disk2', column1: '5' } }, [4]],
    ['an empty filter, which is all', { filters: { column0: '' } }, [0, 1, 2, 3, 4]],
    ['a filter of no column, which is none', { filters: { nothing: 'x' } }, [0, 1, 2, 3, 4]],
    ['what has a tag or a comment', { onlyTagged: true }, [1]],
    [
      'names with numbers as people count',
      { sorting: { column: 'column0', isDescending: false } },
      [2, 1, 4, 0, 3],
    ],
    [
      'names downwards, and those without last',
      { sorting: { column: 'column0', isDescending: true } },
      [0, 1, 4, 2, 3],
    ],
    [
      'both filtered and sorted',
      { text: 'disk', sorting: { column: 'column2', isDescending: true } },
      [1, 2, 0, 4],
    ],
    ['no column to sort by', { sorting: { column: 'nothing', isDescending: true } }, [0, 1, 2, 3, 4]],
  ];
  for (const [title, wish, expected] of filters) {
    it(`are ${title}`, async () => {
      assert.deepEqual(await rowsOf(wish), expected);
    });
  }

  it('have a place in their view, unless they are left out', async () => {
    const wish: RowWish = { ...everything, text: 'disk', sorting: { column: 'column0', isDescending: true } };
    assert.equal((await stage.ask({ kind: 'view', artifact, wish, row: 2 })).place, 3);
    assert.equal((await stage.ask({ kind: 'view', artifact, wish, row: 3 })).place, undefined);
    assert.equal((await stage.ask({ kind: 'view', artifact, wish: everything, row: 3 })).place, 3);
    assert.equal((await stage.ask({ kind: 'view', artifact, wish: everything, row: 5 })).place, undefined);
  });

  it('are those of the newest view of their artifact only', async () => {
    const other = 'file/long.csv';
    const first = await stage.ask({ kind: 'view', artifact, wish: everything });
    const elsewhere = await stage.ask({ kind: 'view', artifact: other, wish: everything });
    const second = await stage.ask({ kind: 'view', artifact, wish: { ...everything, text: 'beta' } });
    const ask = (id: string, view: number) =>
      stage.ask({ kind: 'rows', artifact: id, view, from: 0, count: 10, columns: ['column0'] });
    await assert.rejects(ask(artifact, first.view), { message: 'The rows were filtered or sorted anew.' });
    assert.equal((await ask(artifact, second.view)).rows.length, 1);
    assert.equal((await ask(other, elsewhere.view)).rows.length, 1);
  });

  it('end where the view ends', async () => {
    const { view } = await stage.ask({ kind: 'view', artifact, wish: everything });
    const ask = (from: number, count: number) =>
      stage.ask({ kind: 'rows', artifact, view, from, count, columns: ['column0', 'nothing'] });
    assert.deepEqual(
      (await ask(3, 10)).rows.map(({ row, cells }) => [row, ...cells]),
      [
        [3, '', ''],
        [4, 'disk2', ''],
      ],
    );
    assert.deepEqual((await ask(5, 10)).rows, []);
  });

  it('show the beginning of a long cell, with a mark', async () => {
    const [[cell = ''] = []] = await stage.rows('file/long.csv', ['column0']);
    assert.equal(cell, `${'x'.repeat(1000)}…`);
    const { fields } = await stage.ask({ kind: 'details', artifact: 'file/long.csv', row: 0 });
    assert.equal(fields[0]?.value.length, 5000);
  });

  it('bear the tags and comments that are put to them', async () => {
    const noteOf = async (row: number) => {
      const { view } = await stage.ask({ kind: 'view', artifact, wish: everything });
      const { rows } = await stage.ask({ kind: 'rows', artifact, view, from: row, count: 1, columns: [] });
      return [rows[0]?.tag, rows[0]?.comment];
    };
    assert.deepEqual(await noteOf(1), ['check', 'why']);
    stage.session.setNotes({ [artifact]: { 2: { tag: '', comment: 'only this' } } });
    assert.deepEqual(
      [await noteOf(1), await noteOf(2)],
      [
        ['', ''],
        ['', 'only this'],
      ],
    );
    assert.deepEqual(await rowsOf({ onlyTagged: true }), [2]);
  });
});

describe('An export', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
    const lines = Array.from({ length: 12_345 }, (_, at) => `${at},${at % 3}`);
    await stage.open(
      await packed([{ path: 'list.csv', content: `number,rest\r\n${lines.join('\r\n')}\r\n` }]),
    );
  });
  after(() => stage.end());

  it('has every row of the wish once, in its order, portion by portion', async () => {
    const wish: RowWish = {
      ...everything,
      filters: { column1: '1' },
      sorting: { column: 'column0', isDescending: true },
    };
    const found: string[][] = [];
    for (let portions = 0; portions < 10; portions++) {
      const { titles, rows, rowCount } = await stage.ask({
        kind: 'export',
        artifact,
        wish,
        columns: ['column0', 'nothing'],
        from: found.length,
      });
      assert.deepEqual([titles, rowCount], [['number'], 4115]);
      found.push(...rows);
      if (found.length === rowCount) {
        assert.ok(portions < 4);
        break;
      }
      // What somebody looks at in the meantime changes nothing.
      await stage.ask({ kind: 'view', artifact, wish: { ...everything, text: '7' } });
      await stage.ask({ kind: 'export', artifact, wish: everything, columns: [], from: 0 });
    }
    const expected = Array.from({ length: 12_345 }, (_, at) => at).filter((at) => at % 3 === 1);
    assert.deepEqual(
      found,
      expected.reverse().map((at) => [String(at)]),
    );
  });

  it('leaves equal rows in their order, however many there are', async () => {
    for (const isDescending of [false, true]) {
      const wish: RowWish = { ...everything, sorting: { column: 'column1', isDescending } };
      const numbers = (await stage.rows(artifact, ['column1', 'column0'], wish)).map((cells) =>
        cells.map(Number),
      );
      assert.equal(numbers.length, 12_345);
      assert.ok(
        numbers.every(([rest = 0, number = 0], at) => {
          const [before = 0, earlier = 0] = numbers[at - 1] ?? [rest, -1];
          return before === rest ? earlier < number : before < rest !== isDescending;
        }),
      );
    }
  });

  it('has cells as long as they are', async () => {
    await stage.open(await packed([{ path: 'list.csv', content: `name\r\n${'y'.repeat(5000)}\r\n` }]));
    const { rows } = await stage.ask({
      kind: 'export',
      artifact,
      wish: everything,
      columns: ['column0'],
      from: 0,
    });
    assert.deepEqual(rows, [['y'.repeat(5000)]]);
  });

  describe('of rows with tags', () => {
    const columns = ['column1', 'column0'];
    const hostile = '=HYPERLINK("https://evil.example")';
    const content = 'Comment,name\r\nown,a\r\nown,b\r\nown,c\r\n';
    const exported = async (wish: Partial<RowWish>, from = 0) =>
      stage.ask({ kind: 'export', artifact, wish: { ...everything, ...wish }, columns, from });

    beforeEach(async () => {
      await stage.open(await packed([{ path: 'list.csv', content }]), {
        notes: {
          [artifact]: { 1: { tag: hostile, comment: 'why' }, 2: { tag: '', comment: '+1' } },
          'file/other.csv': { 0: { tag: 'x', comment: 'y' } },
        },
      });
    });

    it('says what people put to them, under titles that nothing else has', async () => {
      const { titles, rows } = await exported({ sorting: { column: 'column1', isDescending: true } });
      assert.deepEqual(titles, ['Tags', 'Comment', 'name', 'Comment (2)']);
      assert.deepEqual(rows, [
        ['', '+1', 'c', 'own'],
        [hostile, 'why', 'b', 'own'],
        ['', '', 'a', 'own'],
      ]);
    });

    it('has no columns for it where no row has any', async () => {
      const { titles, rows } = await exported({ filters: { column1: 'a' } });
      assert.deepEqual([titles, rows], [['name', 'Comment'], [['a', 'own']]]);
    });

    it('goes on with the columns that it began with, whatever is tagged in the meantime', async () => {
      await exported({});
      stage.session.setNotes({});
      const { titles, rows } = await exported({}, 1);
      assert.deepEqual([titles.length, rows[0]?.[0]], [4, hostile]);
      assert.deepEqual((await exported({})).titles, ['name', 'Comment']);
    });

    it('is harmless in each format', async () => {
      const { titles, rows } = await exported({});
      const [csv, json, markdown] = exportFormats.map((format) =>
        rows.map((cells, index) => format.row(cells, index, titles)).join(''),
      );
      assert.ok(csv?.includes(`"'=HYPERLINK(""https://evil.example"")","why","b","own"\r\n`));
      assert.ok(csv?.includes(`"","'+1","c"`));
      const second = JSON.parse(json?.split('\n')[2]?.replace(/,$/, '') ?? '') as Record<string, string>;
      assert.deepEqual(second, { Tags: hostile, Comment: 'why', name: 'b', 'Comment (2)': 'own' });
      assert.doesNotMatch(markdown ?? '', /https:/);
    });
  });

  it('has the text of the package beside each time that was converted, and only there', async () => {
    await stage.open(await packed(generatedMembers('german')));
    const exported = async (id: string, columns: string[]) =>
      stage.ask({ kind: 'export', artifact: id, wish: everything, columns, from: 0 });
    const processes = await exported('processes', ['started', 'name']);
    assert.deepEqual(processes.titles, ['Started', 'Started (in the package)', 'Name']);
    const [utc = '', original = '', name] = processes.rows.find(([started]) => started) ?? [];
    assert.match(utc, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?Z$/);
    assert.doesNotMatch(original, /Z$/);
    const row = processes.rows.findIndex((cells) => cells[2] === name);
    const { fields } = await stage.ask({ kind: 'details', artifact: 'processes', row });
    assert.equal(original, fields.find(({ title }) => title === 'Started')?.original);
    const runs = await exported('executionTimes', ['lastRun', 'program']);
    assert.deepEqual(runs.titles, ['Last run', 'Program'], 'it is in UTC in the package');
  });
});
