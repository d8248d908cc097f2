import assert from 'node:assert/strict';
import { findDelimiter, headerLine, readCsv } from '../../../../src/packages/text/csv.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { textOf } from '../../../support/packageTexts.ts';
import { SeededRandom } from '../../../support/random.ts';

function records(text: string | readonly string[]): string[][] {
  const member = textOf(text);
  const found = readCsv(member, headerLine(member));
  return Array.from({ length: found.count }, (_, record) =>
    Array.from({ length: found.width(record) }, (_, cell) => found.cell(record, cell)),
  );
}

describe('A CSV text', () => {
  const cases: [string, string, string[][]][] = [
    [
      'plain cells',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line break at its end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['quoted cells', '"a, b","c ""d"""\n', [['a, b', 'c "d"']]],
    [
      'a cell of several lines',
      '"a\r\nb",c\nd,e\n',
      [
        ['a\r\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    [
      'empty cells',
      ',,""\na,,\n',
      [
        ['', '', ''],
        ['a', '', ''],
      ],
    ],
    [
      'blank lines',
      'a,b\n\n  \n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['quotes in the middle of a cell', 'a "b" c,d\n', [['a "b" c', 'd']]],
    ['something behind a quoted cell', '"a"b,c\n', [['"a"b', 'c']]],
    ['a type line', '#TYPE Selected.X\r\n"a","b"\r\n', [['a', 'b']]],
    ['rows of other widths', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
    [
      'semicolons',
      'a;b,c;d\n1;2,5;3\n',
      [
        ['a', 'b,c', 'd'],
        ['1', '2,5', '3'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a quote that nothing closes', 'a,b\n"1,2\n3,4\n', [['a', 'b'], ['"1,2'], ['3', '4']]],
    ['nothing', '', []],
  ];
  for (const [words, text, cells] of cases) {
    it(`is cut into its cells with ${words}`, () => assert.deepEqual(records(text), cells));
  }

  it('says where the quotes are that nothing closes', () => {
    assert.deepEqual(readCsv(textOf('a,b\n"1,2\n3,4\n')).openLines, [1]);
  });

  it('is read back whatever the cells were', () => {
    const random = new SeededRandom(11);
    const pieces = ['a', '"', ',', '\n', '\r\n', ' ', 'ö', '\0', '\u202e', "'", ';'];
    for (let round = 0; round < 300; round++) {
      const cell = () => Array.from({ length: random.below(6) }, () => random.pick(pieces)).join('');
      const rows = Array.from({ length: 3 }, () => ['x', ...Array.from({ length: 4 }, cell), 'y']);
      const text = rows
        .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
        .join('\r\n');
      assert.deepEqual(records(text), rows, text);
    }
  });

  it('has every record on the line and at the byte where it begins', () => {
    const bytes = Buffer.from('\ufeff"ö","b"\r\n"1\r\n2","x"\r\n"ä","last"\r\n');
    const member = new MemberText('a.csv', bytes);
    const found = readCsv(member);
    assert.deepEqual(
      [0, 1, 2].map((record) => found.line(record)),
      [0, 1, 3],
    );
    assert.deepEqual(
      [0, 1, 2].map((record) => found.endLine(record)),
      [1, 3, 4],
    );
    assert.equal(member.lineOffset(found.line(2)), bytes.indexOf('"ä"'));
  });

  it('is not split by delimiters that are sniffed inside quotes', () => {
    assert.equal(findDelimiter(textOf('"a;b;c;d",e\n"1;2;3;4",f\n')), ',');
  });

  const hostile: [string, string][] = [
    ['a line of 200 000 characters', 'x'.repeat(200_000)],
    ['a line of 200 000 quotes', '"'.repeat(200_001)],
    ['a line of 200 000 delimiters', ','.repeat(200_000)],
    ['100 000 lines with one quote each', 'a,"b\n'.repeat(99_999)],
    ['100 000 quotes behind a quote that nothing closes', `"${'\n""x'.repeat(100_000)}`],
    ['a blank line of a million spaces', ' '.repeat(1_000_000)],
  ];
  for (const [words, text] of hostile) {
    it(`takes no time with ${words}`, () => {
      const started = computedMs();
      readCsv(textOf(`a,b\n${text}\n1,2\n`));
      assert.ok(computedMs() - started < 1500);
    });
  }

  it('may have ten million cells', () => {
    const row = `${'12345,'.repeat(9)}67890\n`;
    const found = readCsv(new MemberText('a.csv', Buffer.alloc(row.length * 1_000_000, row)));
    assert.deepEqual([found.count, found.width(999_999), found.cell(999_999, 9)], [1_000_000, 10, '67890']);
  });
});
