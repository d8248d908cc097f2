import assert from 'node:assert/strict';
import { exportFormats, type ExportFormat } from '../../../../src/views/packageEditor/exportFormats.ts';

const heading = {
  packageName: 'ws-042_20260102T030405Z_abc.zip',
  sha256: 'a1'.repeat(32),
  artifact: 'processes',
  filter: 'name: power',
  exportedUtc: '2026-01-02T03:04:05.000Z',
};
const titles = ['Name', 'Command line'];

function formatOf(extension: string): ExportFormat {
  return exportFormats.find((format) => format.extension === extension) ?? assert.fail(extension);
}

function exported(extension: string, rows: string[][]): string {
  const format = formatOf(extension);
  const lines = rows.map((cells, index) => format.row(cells, index, titles));
  return format.begin(heading, titles) + lines.join('') + format.end(rows.length);
}

describe('Exported rows', () => {
  it('name the package, its hash, the artifact, the filter and the time in each format', () => {
    for (const { extension } of exportFormats) {
      const text = exported(extension, []);
      const plain = text.replaceAll('\\', '');
      for (const value of Object.values(heading)) {
        assert.ok(plain.includes(value), `${extension} names ${value}`);
      }
    }
  });

  it('are CSV whose cells no spreadsheet takes for a formula', () => {
    const lines = exported('csv', [
      ['=cmd|calc!A0', '+1'],
      ['-2+3', '@SUM(A1)'],
      ['\t=1', '\r=1'],
      [' =1', '＝1'],
      ['\u200b@x', '\n=1'],
      ['a;=1', 'a\r\n-1'],
      ['a; b -c', 'a=b'],
      ['plain', 'with "quotes", and\nlines'],
    ])
      .split('\r\n')
      .slice(6, -1);
    assert.deepEqual(lines, [
      `"'=cmd|calc!A0","'+1"`,
      `"'-2+3","'@SUM(A1)"`,
      `"'\t'=1","'\r'=1"`,
      `"' =1","'＝1"`,
      `"'\u200b@x","'\n'=1"`,
      `"a;'=1","a`,
      `'-1"`,
      '"a; b -c","a=b"',
      '"plain","with ""quotes"", and\nlines"',
    ]);
  });

  it('are JSON that holds every cell as it is, and how many rows there are', () => {
    const hostile = '"\\\u202e\u0000</script>';
    const { rows, rowCount } = JSON.parse(
      exported('json', [
        ['a', hostile],
        ['b', ''],
      ]),
    ) as {
      rows: Record<string, string>[];
      rowCount: number;
    };
    assert.deepEqual(rows, [
      { Name: 'a', 'Command line': hostile },
      { Name: 'b', 'Command line': '' },
    ]);
    assert.equal(rowCount, 2);
  });

  it('are a table of Markdown in which no cell is a link, a tag or a cell more', () => {
    const text = exported('md', [['a|b', '[x](https://evil.example) <img src=x>\n# title']]);
    const row = text.trimEnd().split('\n').at(-1) ?? '';
    assert.equal(row.match(/(?<!\\)\|/g)?.length, 3, row);
    assert.doesNotMatch(row, /(?<!\\)[[\]<>#]/);
    assert.doesNotMatch(row, /https:/);
  });

  it('are Markdown of which no viewer makes a link by itself, or turns the direction of writing', () => {
    const texts = [
      'https://evil.example/x',
      'www.evil.example',
      'evil.example',
      'a@evil.example',
      '//evil.example',
    ];
    const row =
      exported('md', [[...texts, 'a\u202eb']])
        .trimEnd()
        .split('\n')
        .at(-1) ?? '';
    assert.doesNotMatch(row, /(?<!\\)[.:@](?=\S)/);
    const shown = row
      .slice(2, -2)
      .replaceAll(/\\([\\.:@|])/g, '$1')
      .split(' | ');
    assert.deepEqual(shown, [...texts, 'a\\u202eb'], 'nothing else is in it');
  });
});
