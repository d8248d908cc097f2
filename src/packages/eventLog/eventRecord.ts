/** Before a record's content: signature, length, identifier, when it was written. */
export const recordHeaderLength = 24;
/** Behind a record's content: its length once more. */
export const recordTrailerLength = 4;

const shortestRecord = recordHeaderLength + recordTrailerLength;

export const recordSignature = Buffer.from([0x2a, 0x2a, 0, 0]);

export interface RecordHeader {
  /** Bytes of the whole record. */
  length: number;
  recordId: bigint;
}

/** @returns undefined where no whole record begins: signature and both lengths have to be right */
export function recordAt(chunk: Buffer, offset: number): RecordHeader | undefined {
  if (offset < 0 || offset + shortestRecord > chunk.length || chunk.readUInt32LE(offset) !== 0x2a2a) {
    return undefined;
  }
  const length = chunk.readUInt32LE(offset + 4);
  const end = offset + length;
  if (length < shortestRecord || end > chunk.length || chunk.readUInt32LE(end - 4) !== length) {
    return undefined;
  }
  return { length, recordId: chunk.readBigUInt64LE(offset + 8) };
}
