import type { Family, Row } from './fault.ts';

/** How the test of a fault is called, for `--grep`. */
export function testName({ name }: Family, index: number): string {
  return `${name} ${index + 1}:`;
}

/** What `docs/faults.md` says, from the tables of the tests. */
export function faultsDocument(families: readonly Family[]): string {
  const count = families.reduce((sum, { rows }) => sum + rows.length, 0);
  const chapters = families.map((family) => chapter(family));
  return `# Faults of acquiring a package

${count} things that can go wrong between asking for a machine action and the line in the custody log, what is promised
nevertheless, and the test that proves it. After each of them:

- no file has the name of a package unless it is, byte for byte, what the package host has, and its record says so;
- the error names its family and its reason;
- the next attempt, after the fault, brings the package, and does not ask again for bytes that were kept;
- no request is sent that the service's limits are known to refuse;
- no token and no link is in a log, an error or a file;
- no lock and no half-written file is left behind.

A test is run alone with its name, as in \`npx mocha test/faults/faults.test.ts --grep "link 1:"\`. This page is made from
the tables of the tests: \`UPDATE_DOCS=1\` renews it.

${chapters.join('\n')}`;
}

function chapter(family: Family): string {
  const rows = family.rows.map((row, index) => tableRow(row, testName(family, index)));
  return [`## ${family.title}`, '', '| fault | promise | test |', '|---|---|---|', ...rows, ''].join('\n');
}

function tableRow({ title, promise }: Row, test: string): string {
  const cells = [title, promise, `\`${test}\``].map((cell) => cell.replaceAll('|', '\\|'));
  return `| ${cells.join(' | ')} |`;
}
