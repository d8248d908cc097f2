import assert from 'node:assert/strict';
import { readPrefetchList } from '../../../../src/packages/artifacts/prefetchList.ts';
import { rowsOf, textOf } from '../../../support/packageTexts.ts';

describe('The log of copied prefetch files', () => {
  it('tells a file that was not copied whole', () => {
    const { table } = readPrefetchList(
      textOf([
        '\t    New File  \t\t    1234\tA.pf',
        ' 42%',
        '\t    New File  \t\t     1.2 m\tB.pf',
        '  0%  \r100%  ',
      ]),
    );
    assert.deepEqual(rowsOf(table, 'name', 'size', 'copied'), [
      ['A.pf', '1234', ''],
      ['B.pf', '', '1'],
    ]);
  });

  it('counts the mistakes of the copy, in any language, and nothing else', () => {
    const { table } = readPrefetchList(
      textOf([
        '-'.repeat(60),
        '   ROBOCOPY     ::     Robust File Copy',
        '2025/08/07 18:31:55 FEHLER 3 (0x00000003) Zielverzeichnis',
        '\t                   3\tC:\\Windows\\Prefetch\\',
        '\t    Neue Datei  \t\t    1234\tA.pf',
        '100%',
        '2025/08/07 18:31:57 FEHLER 5 (0x00000005) Datei kopieren C:\\Windows\\Prefetch\\B.pf',
        'Zugriff verweigert',
        '\t    Neue Datei  \t\t    1234\tC.pf',
        '100%',
        '',
        '-'.repeat(60),
        '               Insgesamt   Kopiert',
        '  Dateien :         3         2         1         0         0         0',
        '',
      ]),
    );
    assert.equal(table.rowCount, 2);
    assert.deepEqual(
      table.unparsed.lines.map(({ line }) => line),
      [2, 6, 7],
    );
  });
});
