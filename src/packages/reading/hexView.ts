/** Bytes that stand on a line of a hex view. */
export const bytesPerLine = 16;

/** Eight hexadecimal digits, or more where they do not suffice. */
export function offsetOf(offset: number): string {
  return offset.toString(16).padStart(8, '0');
}

/** `4d 53 43 46`, with a wider gap in the middle. */
export function hexOf(bytes: Uint8Array): string {
  const pairs = Array.from(bytes, (byte) => byteText[byte] ?? '');
  const half = bytesPerLine / 2;
  return [pairs.slice(0, half).join(' '), pairs.slice(half).join(' ')].join('  ').trimEnd();
}

/** What can be printed of them; a dot for the others. */
export function plainText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
}

/** Bytes as lines of sixteen, with their offsets. @param offset of the first byte */
export function hexView(bytes: Uint8Array, offset = 0): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = bytes.subarray(at, at + bytesPerLine);
    lines.push(`${offsetOf(offset + at)}  ${hexOf(line).padEnd(hexWidth)}  ${plainText(line)}`);
  }
  return lines.join('\n');
}

/** Characters of a line with its line break. */
export const hexLineLength = 8 + 2 + 48 + 2 + bytesPerLine + 1;
const hexWidth = bytesPerLine * 3;

const byteText = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
