/**
 * Some records of an event log, packed: it costs little to hand it from thread to thread, and its text is decoded when
 * it is looked at. `EventBatchView` reads it.
 */
export interface EventBatch {
  rowCount: number;
  /** See `rowLayout.ts`. */
  rows: ArrayBuffer;
  /** Name and value of each pair by turns, in the order of the records: which of the names, which of the values. */
  pairs: Uint32Array<ArrayBuffer>;
  names: string[];
  /** A type of `valueTypes`, or `narrowText`, for each of the different values. */
  valueTypes: Uint8Array<ArrayBuffer>;
  /** Where the bytes of each value begin in `bytes`, and where those of the last one end. */
  valueStarts: Uint32Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What `postMessage` takes as its second argument, so that nothing is copied. */
export function transferList({ rows, pairs, valueTypes, valueStarts, bytes }: EventBatch): ArrayBuffer[] {
  return [rows, pairs.buffer, valueTypes.buffer, valueStarts.buffer, bytes.buffer];
}

/** Memory that a batch takes, in bytes, without its names. */
export function batchBytes(batch: EventBatch): number {
  return transferList(batch).reduce((sum, { byteLength }) => sum + byteLength, 0);
}
