/** Some of the bytes that come in pieces, in a buffer of their own; those behind are not asked for. */
export async function bytesBetween(
  pieces: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): Promise<Buffer> {
  const found: Uint8Array[] = [];
  let at = 0;
  for await (const piece of pieces) {
    const part = piece.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (part.length > 0) {
      found.push(part);
    }
    at += piece.length;
    if (at >= end) {
      break;
    }
  }
  return Buffer.concat(found);
}
