/**
 * What groups digits somewhere: point, comma, apostrophe, and spaces of all widths. `ÿ` is the no-break space of the
 * console's code page, read as Windows-1252.
 */
const grouped = /\d(?:[.,'\u2019 \u00a0\u2009\u202f\u00ff\ufffd]?\d)*/g;

/** A whole number as its digits, whatever groups them; undefined when the text is something else. */
export function wholeNumber(text: string): string | undefined {
  const trimmed = text.trim();
  const [found] = trimmed.match(grouped) ?? [];
  return found !== undefined && found.length === trimmed.length ? digitsOf(found) : undefined;
}

/** Every whole number of a text, in its order. */
export function wholeNumbers(text: string): number[] {
  return (text.match(grouped) ?? []).map((found) => Number(digitsOf(found)));
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
