import assert from 'node:assert/strict';
import { CsvTable } from '../../../../src/packages/table/csvTable.ts';
import { DerivedTable } from '../../../../src/packages/table/derivedTable.ts';
import { joinedTable } from '../../../../src/packages/table/joinedTable.ts';
import { readPage } from '../../../../src/packages/table/page.ts';
import {
  columnIndex,
  first,
  hasMark,
  keptUnparsed,
  later,
  rowMarks,
} from '../../../../src/packages/table/table.ts';
import { TableBuilder } from '../../../../src/packages/table/tableBuilder.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { rowsOf, textOf } from '../../../support/packageTexts.ts';

function builder(name = 'a.txt', rows = 2): TableBuilder {
  const text = textOf(['ä', 'b', 'c'], name);
  const table = new TableBuilder('t', [
    first('name'),
    later('count', 'number'),
    later('at', 'time'),
    later('size', 'size'),
  ]);
  for (let row = 0; row < rows; row++) {
    table.add(
      text,
      row,
      [`${name} ${row}`, String(row), row === 0 ? '2025-08-07T13:02:57.1234567Z' : '', '10'],
      row === 0 ? rowMarks.raw : 0,
    );
  }
  return table;
}

describe('A table', () => {
  it('has cells, numbers, times, marks, and the places that rows come from', () => {
    const table = builder();
    assert.deepEqual(
      [table.rowCount, table.text(1, 0), table.text(9, 0), table.text(0, 9), table.text(0, -1)],
      [2, 'a.txt 1', '', '', ''],
    );
    assert.deepEqual([table.number(1, 1), table.number(0, 0), table.number(0, 3)], [1, NaN, 10]);
    assert.deepEqual(
      [table.number(0, 2), table.proof(0, 2), table.proof(1, 2), table.proof(0, 0)],
      [Date.UTC(2025, 7, 7, 13, 2, 57, 123), 'utc', 'none', 'none'],
    );
    assert.deepEqual(
      [hasMark(table, 0, 'raw'), hasMark(table, 1, 'raw'), hasMark(table, 0, 'unsure')],
      [true, false, false],
    );
    assert.deepEqual(table.source(1), { member: 'a.txt', offset: 4, line: 1 });
    assert.equal(columnIndex(table, 'x'), -1);
  });

  it('counts all lines without a rule, keeps the first of them, and leaves out blank ones', () => {
    const table = new TableBuilder('t', [first('a')]);
    const text = textOf([
      ...Array.from({ length: keptUnparsed + 5 }, (_, at) => `line ${at}`),
      '  ',
      'x'.repeat(50_000),
    ]);
    for (let line = 0; line < text.lineCount; line++) {
      table.addUnparsed(text, line);
    }
    assert.deepEqual([table.unparsed.count, table.unparsed.lines.length], [keptUnparsed + 6, keptUnparsed]);
    assert.equal(table.unparsed.lines[7]?.text, 'line 7');
  });

  it('can be derived: columns in their places or behind, marks and checks beside its own', () => {
    const base = builder();
    base.check('own', 1, 1);
    const table = new DerivedTable(base, {
      columns: [
        { column: first('count', 'number'), text: (row) => String(row * 10) },
        { column: first('more'), text: (row) => `more ${row}` },
      ],
      marks: () => rowMarks.collector,
      checks: [{ id: 'new', expected: 2, found: 1 }],
    });
    assert.deepEqual(
      table.columns.map(({ id }) => id),
      ['name', 'count', 'at', 'size', 'more'],
    );
    assert.deepEqual(rowsOf(table, 'name', 'count', 'more'), [
      ['a.txt 0', '0', 'more 0'],
      ['a.txt 1', '10', 'more 1'],
    ]);
    assert.deepEqual(
      [table.number(1, 1), table.proof(0, 2), table.marks(0)],
      [10, 'utc', rowMarks.raw | rowMarks.collector],
    );
    assert.deepEqual(
      table.checks.map(({ id }) => id),
      ['own', 'new'],
    );
    assert.deepEqual(table.source(1), base.source(1));
  });

  it('can have derived columns before its own, each with its own cells', () => {
    const base = builder();
    const cellOf = (word: string) => (row: number) => `${word} ${row}`;
    const table = new DerivedTable(base, {
      columns: [
        { column: first('one'), before: 'at', text: cellOf('one') },
        { column: first('two'), before: 'at', text: cellOf('two') },
        { column: first('head'), before: 'name', text: cellOf('head') },
        { column: first('tail'), before: 'nothing', text: cellOf('tail') },
      ],
    });
    const ids = base.columns.map(({ id }) => id);
    const at = ids.indexOf('at');
    assert.deepEqual(
      table.columns.map(({ id }) => id),
      ['head', ...ids.slice(0, at), 'one', 'two', ...ids.slice(at), 'tail'],
    );
    assert.deepEqual(rowsOf(table, 'head', 'one', 'two', 'tail')[1], ['head 1', 'one 1', 'two 1', 'tail 1']);
    ids.forEach((id, own) => {
      const column = table.columns.findIndex((each) => each.id === id);
      assert.deepEqual(
        [table.text(1, column), table.number(1, column), table.proof(1, column)],
        [base.text(1, own), base.number(1, own), base.proof(1, own)],
        id,
      );
    });
    assert.deepEqual([table.text(0, 99), table.number(0, -1), table.proof(0, 99)], ['', NaN, 'none']);
  });

  it('can be one of several, one below the other', () => {
    const tables = [builder('a.txt', 2), builder('none.txt', 0), builder('b.txt', 3)];
    tables.forEach((table) => table.check('c', 2, 1));
    const table = joinedTable(tables) ?? assert.fail();
    assert.deepEqual(rowsOf(table, 'name').flat(), ['a.txt 0', 'a.txt 1', 'b.txt 0', 'b.txt 1', 'b.txt 2']);
    assert.deepEqual(
      [table.source(2).member, table.marks(2), table.text(5, 0), table.text(-1, 0)],
      ['b.txt', rowMarks.raw, '', ''],
    );
    assert.deepEqual(table.checks, [{ id: 'c', expected: 6, found: 3 }]);
    assert.equal(joinedTable([]), undefined);
  });

  it('can be a CSV text, packed: a row in the middle of hundreds of thousands is there at once', () => {
    const row = 'some,cells,and,more\r\n';
    const text = new MemberText('a.csv', Buffer.from(`a,b,c,d\r\n${row.repeat(300_000)}x\r\n`));
    const table = new CsvTable('csv', text);
    assert.deepEqual(
      [table.rowCount, table.text(150_000, 3), table.source(150_000).offset],
      [300_001, 'more', 9 + 150_000 * row.length],
    );
    assert.deepEqual(table.checks, [{ id: 'width', expected: 300_001, found: 300_000 }]);
    // The header is no row.
    assert.deepEqual([table.text(-1, 0), table.text(300_001, 0)], ['', '']);
    assert.ok(hasMark(table, 300_000, 'unsure'));
    const started = computedMs();
    for (let at = 0; at < 3000; at++) {
      readPage(table, [at * 100], [0, 1, 2, 3]);
    }
    assert.ok(computedMs() - started < 1000);
  });
});

describe('A page of a table', () => {
  it('can be posted: texts, times, marks and places of the rows asked for', () => {
    const page = readPage(builder(), [1, 0], [0, 2], 5);
    assert.deepEqual(structuredClone(page), page);
    assert.deepEqual(page.cells, [
      [{ text: 'a.txt', length: 7 }, { text: '' }],
      [
        { text: 'a.txt', length: 7 },
        { text: '2025-', length: 28, utcMs: Date.UTC(2025, 7, 7, 13, 2, 57, 123), proof: 'utc' },
      ],
    ]);
    assert.deepEqual([page.rows, page.marks, page.sources[1]?.line], [[1, 0], [0, rowMarks.raw], 0]);
  });
});
