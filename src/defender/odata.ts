/** @returns the value as OData writes text, which doubles a quote inside it */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
