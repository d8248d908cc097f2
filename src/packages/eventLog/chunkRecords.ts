import { chunkHeaderLength } from './eventChunk.ts';
import type { ChunkHeader } from './eventLogHeader.ts';
import { recordAt, recordSignature, type RecordHeader } from './eventRecord.ts';

export interface FoundRecord extends RecordHeader {
  /** Bytes from the beginning of the chunk. */
  place: number;
}

/**
 * The whole records of a chunk, in its order. Behind the end that the header declares, those are taken that go on with
 * the count: the header may be older than they are. All others there are left from what the chunk held before.
 * @param onGap told of bytes where a record should be
 */
export function* recordsOf(
  bytes: Buffer,
  header: ChunkHeader | undefined,
  onGap: (place: number, length: number) => void,
): Generator<FoundRecord> {
  const declared = header?.freeSpace ?? 0;
  const isKnown =
    header?.isChecksumRight === true && declared >= chunkHeaderLength && declared <= bytes.length;
  const end = isKnown ? declared : bytes.length;
  let place = chunkHeaderLength;
  let lastId: bigint | undefined;
  while (place < bytes.length) {
    const record = recordAt(bytes, place);
    if (record && (place < end || (lastId !== undefined && record.recordId === lastId + 1n))) {
      yield { ...record, place };
      place += record.length;
      lastId = record.recordId;
      continue;
    }
    if (record || place >= end) {
      return;
    }
    const next = nextRecord(bytes, place + 1, end);
    if (next === undefined) {
      if (isFilled(bytes, place, end)) {
        onGap(place, end - place);
      }
      place = Math.max(place, end);
      if (!isKnown) {
        return;
      }
    } else {
      onGap(place, next - place);
      place = next;
    }
  }
}

function nextRecord(bytes: Buffer, from: number, end: number): number | undefined {
  for (
    let at = bytes.indexOf(recordSignature, from);
    at >= 0 && at < end;
    at = bytes.indexOf(recordSignature, at + 1)
  ) {
    if (recordAt(bytes, at)) {
      return at;
    }
  }
  return undefined;
}

function isFilled(bytes: Buffer, start: number, end: number): boolean {
  return bytes.subarray(start, end).some((byte) => byte !== 0);
}
