export interface DottedLine {
  readonly indent: number;
  readonly label: string;
  readonly value: string;
}

/** `   Host Name . . . . . . : WS-042`; undefined for a line without a label that dots lead to its value. */
export function dottedLine(line: string): DottedLine | undefined {
  const colon = line.indexOf(':');
  const label = line.slice(0, colon);
  // A label that fills its column has no dots; the space before the colon is there in French.
  if (colon < 0 || !/[\s.]$/.test(label)) {
    return undefined;
  }
  const trimmed = label.trimStart();
  const name = withoutDots(trimmed);
  return name === ''
    ? undefined
    : { indent: line.length - line.trimStart().length, label: name, value: line.slice(colon + 1).trim() };
}

function withoutDots(label: string): string {
  let end = label.length;
  while (end > 0 && /[\s.\u00a0]/.test(label[end - 1] ?? '')) {
    end--;
  }
  return label.slice(0, end);
}

/** A label without the colon at its end. */
export function withoutColon(label: string): string {
  return label.endsWith(':') ? label.slice(0, -1).trimEnd() : label;
}
