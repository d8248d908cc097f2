import { ChunkWriter, chunkLength } from '../../../fixtures/eventLog/chunkWriter.ts';
import { logHeader } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { writtenEvent, type AuditEvent, type EventNumbers } from './auditEvent.ts';
import { clearedId, systemTemplates } from './auditForms.ts';

/** Makes an event that is told how many bytes of what does not compress it has to hold. */
export type Filler = (time: bigint, bytes: number) => AuditEvent;

export interface PackedLog {
  readonly computer: string;
  readonly chunkCount: number;
  /** In the order of their times. */
  readonly events: readonly AuditEvent[];
  readonly filler: Filler;
  readonly firstRecordId: bigint;
  /** How many events are missing where the log was cleared. */
  readonly lost: number;
}

/** Of a filling event, without its bytes: the record around them, and how many of them a chunk has. */
const aroundFilling = 480;
const usualFilling = 5_000;
/** Of the fillers' own templates, the first time that they stand in a chunk. */
const fillerTemplates = 2_600;

/**
 * Spreads the events over chunks as evenly as they come and fills each chunk to its end, so that the log has the length
 * that was asked for and every part of it the same share of what does not compress.
 */
export function packedLog(log: PackedLog): Buffer {
  const templates = systemTemplates(log.computer);
  const { events, chunkCount } = log;
  const chunks: Buffer[] = [];
  let lost = 0;
  let written = 0;
  let next = 0;
  const numbers = (event: AuditEvent, ahead: number): EventNumbers => {
    lost = event.eventId === clearedId ? log.lost : lost;
    const at = written + ahead;
    return { recordId: log.firstRecordId + BigInt(at + lost), storedId: BigInt(at + 1) };
  };
  while (chunks.length < chunkCount || next < events.length) {
    const end = Math.ceil((events.length * (chunks.length + 1)) / chunkCount);
    const planned = events.slice(next, Math.max(end, next));
    const [fitting, room] = fit(planned.map((event) => writtenEvent(event, anyNumbers, templates)));
    const mine = planned.slice(0, fitting);
    next += fitting;
    const all = filled(mine, events[next], room, log.filler);
    const writer = new ChunkWriter();
    let count = 0;
    for (const event of all) {
      if (!writer.add(writtenEvent(event, numbers(event, count), templates))) {
        throw new RangeError('The events of a chunk do not fit into it.');
      }
      count++;
    }
    chunks.push(writer.finish(BigInt(written + 1)));
    written += count;
  }
  const header = logHeader({
    chunkCount: chunks.length,
    lastChunk: BigInt(chunks.length - 1),
    nextRecordId: BigInt(written + 1),
    flags: 0,
  });
  return Buffer.concat([header, ...chunks]);
}

const anyNumbers = { recordId: 1n, storedId: 1n };

/** @returns how many of the events go into one chunk, and how many bytes they leave of it */
function fit(events: readonly ReturnType<typeof writtenEvent>[]): [count: number, room: number] {
  const writer = new ChunkWriter();
  let count = 0;
  while (count < events.length) {
    const event = events[count];
    if (!event || !writer.add(event)) {
      break;
    }
    count++;
  }
  return [count, chunkLength - writer.end];
}

/** The events with fillers between them, evenly from the first to where the next chunk begins. */
function filled(
  events: readonly AuditEvent[],
  following: AuditEvent | undefined,
  room: number,
  filler: Filler,
): AuditEvent[] {
  const count = Math.floor((room - fillerTemplates) / (usualFilling + aroundFilling));
  const [first, last] = [events[0] ?? following, following ?? events.at(-1)];
  if (count < 1 || !first || !last) {
    return [...events];
  }
  const bytes = Math.floor((room - fillerTemplates) / count) - aroundFilling;
  const span = last.time - first.time;
  const fillers = Array.from({ length: count }, (_, index) =>
    filler(first.time + (span * BigInt(2 * index + 1)) / BigInt(2 * count), bytes),
  );
  return [...events, ...fillers].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
