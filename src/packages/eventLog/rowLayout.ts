/*
 * The rows of a batch lie one behind the other in one buffer, little-endian. Each field's value is the place of the
 * field in bytes from the beginning of its row.
 */

/** Bytes of a row. */
export const rowLength = 96;

/** Whole numbers of 64 bits. */
export const wideFields = {
  /** As the event says, else that of the record's header. */
  recordId: 0,
  /** Identifier in the record's header: logs that were saved from another log count anew there. */
  storedId: 8,
  /** 100 ns since 1601, UTC: as the event says, else when the record was written. */
  time: 16,
  keywords: 24,
} as const;

/** Bytes from the beginning of the log to the record, as a floating-point number. */
export const offsetField = 32;

/** Whole numbers of 32 bits. */
export const plainFields = {
  length: 40,
  /** Bytes from the beginning of the chunk to the record. */
  placeInChunk: 44,
  /** Which of the batch's pairs is the first of the event's. */
  firstPair: 48,
  pairCount: 52,
  eventId: 56,
  processId: 60,
  threadId: 64,
  task: 68,
  /** Which of the batch's values it is. */
  provider: 72,
  channel: 76,
  computer: 80,
  userSid: 84,
} as const;

/** Whole numbers of 16 bits. */
export const shortFields = { level: 88, opcode: 90, version: 92 } as const;

/** The bits of `presentFlags`, which say what the row has. */
export const presentField = 94;

export const presentFlags = {
  keywords: 0x01,
  eventId: 0x02,
  processId: 0x04,
  threadId: 0x08,
  task: 0x10,
  provider: 0x20,
  channel: 0x40,
  computer: 0x80,
  userSid: 0x100,
  level: 0x200,
  opcode: 0x400,
  version: 0x800,
  /** The time is the event's own. */
  time: 0x1000,
  /** Something about its content cannot be read; the report says what. */
  isDamaged: 0x2000,
} as const;

export type NumberField = 'eventId' | 'processId' | 'threadId' | 'task' | 'level' | 'opcode' | 'version';
export type TextField = 'provider' | 'channel' | 'computer' | 'userSid';

/** Type of texts that are kept with one byte for each character, which all are below U+0100. No type of the logs'. */
export const narrowText = 0x7f;
