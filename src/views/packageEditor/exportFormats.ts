import { visibleText } from '../words/visibleText.ts';

/** What an export says of itself, so that whoever has it alone can tell what it is of. */
export interface ExportHeading {
  /** Name of the package's file, and its SHA-256. */
  packageName: string;
  sha256: string;
  artifact: string;
  /** What was filtered and how it was sorted, in words; empty for all rows. */
  filter: string;
  /** ISO 8601, UTC. */
  exportedUtc: string;
}

export interface ExportFormat {
  title: string;
  extension: string;
  begin: (heading: ExportHeading, titles: readonly string[]) => string;
  row: (cells: readonly string[], index: number, titles: readonly string[]) => string;
  end: (rowCount: number) => string;
}

/** The formats that rows can be exported in. Each is written row by row, however many there are. */
export const exportFormats: readonly ExportFormat[] = [
  {
    title: 'CSV',
    extension: 'csv',
    begin: (heading, titles) =>
      `\uFEFF${headingLines(heading)
        .map((line) => csvLine([`# ${line}`]))
        .join('')}${csvLine(titles)}`,
    row: csvLine,
    end: () => '',
  },
  {
    title: 'JSON',
    extension: 'json',
    begin: (heading) => `{"export":${JSON.stringify(heading)},"rows":[`,
    row: (cells, index, titles) =>
      `${index > 0 ? ',' : ''}\n${JSON.stringify(Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? ''])))}`,
    end: (rowCount) => `\n],"rowCount":${rowCount}}\n`,
  },
  {
    title: 'Markdown',
    extension: 'md',
    begin: (heading, titles) =>
      `${headingLines(heading)
        .map((line) => `${markdownText(line)}  \n`)
        .join('')}\n${markdownLine(titles)}${markdownLine(
        titles.map(() => '---'),
        true,
      )}`,
    row: (cells) => markdownLine(cells),
    end: () => '',
  },
];

function headingLines({ packageName, sha256, artifact, filter, exportedUtc }: ExportHeading): string[] {
  return [
    `Package: ${packageName}`,
    `SHA-256: ${sha256}`,
    `Artifact: ${artifact}`,
    ...(filter ? [`Filter: ${filter}`] : []),
    `Exported: ${exportedUtc}`,
  ];
}

/**
 * Where a spreadsheet begins to read a formula: also behind a line break, a tab or a semicolon, as some take these for
 * the end of a cell whatever its quotation marks say.
 */
const formula = /(?:^|(?<=[;\t\r\n]))(?=[\p{Zs}\p{Cf}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/gu;

/** What a spreadsheet would take for a formula begins with an apostrophe, which it does not show. */
function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => `"${cell.replaceAll(formula, "'").replaceAll('"', '""')}"`);
  return `${quoted.join(',')}\r\n`;
}

function markdownLine(cells: readonly string[], isRule = false): string {
  return `| ${cells.map((cell) => (isRule ? cell : markdownText(cell))).join(' | ')} |\n`;
}

/** Nothing in it is a link, a picture or a tag, no cell ends its line, and nothing in it is unseen. */
function markdownText(text: string): string {
  return visibleText(text.replace(/\r\n|\r|\n/g, ' ↵ ')).replace(
    /[\\`*_{}[\]()#+!|<>~$&-]|[.:@](?=\S)/g,
    '\\$&',
  );
}
