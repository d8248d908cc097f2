/** What a spreadsheet would take for a formula when it is pasted. */
const formula = /^[=+@\t\r]|^-(?!\d[\d.,]*$)/;

/**
 * Rows as a spreadsheet takes them from the clipboard. A cell with a tab or a line end is quoted; one that would be a
 * formula begins with an apostrophe, which spreadsheets do not show.
 */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellText).join('\t')}\r\n`).join('');
}

function cellText(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return /[\t\r\n"]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
