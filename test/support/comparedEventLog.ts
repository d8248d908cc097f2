import { readFile } from 'node:fs/promises';
import { inPieces, neverAborted, rowsOf, xmlOf } from './eventLogs.ts';
import { EventLogReading } from '../../src/packages/eventLog/eventLogReading.ts';
import { isAlike, referenceEvents, spelledAlike } from './referenceEvents.ts';

/** How a log is read here, and by libevtx. */
export interface ComparedEventLog {
  /** Records that are read here and there. */
  ours: number;
  theirs: number;
  /** Records that both have, and those of them that are the same in every element, attribute and text. */
  common: number;
  same: number;
  /** Whether the records that both have come in the same order. */
  isOrderSame: boolean;
  /** Of some records that are not: the first line that differs, here and there. */
  differences: { recordId: string; ours: string; theirs: string }[];
}

const shownDifferences = 20;

/** @param path of an event log */
export async function comparedEventLog(path: string): Promise<ComparedEventLog> {
  const log = await readFile(path);
  const ours = await xmlByRecord(log);
  const theirs = (await referenceEvents(path)).map((xml) => [recordIdIn(xml), xml] as const);
  const known = new Map(ours);
  const compared: ComparedEventLog = {
    ours: ours.length,
    theirs: theirs.length,
    common: 0,
    same: 0,
    isOrderSame: true,
    differences: [],
  };
  const theirIds = new Set(theirs.map(([recordId]) => recordId));
  const order = ours.map(([recordId]) => recordId).filter((recordId) => theirIds.has(recordId));
  for (const [recordId, xml] of theirs) {
    const own = known.get(recordId);
    if (own === undefined) {
      continue;
    }
    compared.isOrderSame &&= order[compared.common] === recordId;
    compared.common++;
    const [a, b] = [spelledAlike(own), spelledAlike(xml)];
    const length = Math.max(a.length, b.length);
    let at = 0;
    while (at < length && isAlike(a[at], b[at])) {
      at++;
    }
    if (at === length) {
      compared.same++;
    } else if (compared.differences.length < shownDifferences) {
      compared.differences.push({ recordId, ours: a[at] ?? '', theirs: b[at] ?? '' });
    }
  }
  return compared;
}

async function xmlByRecord(log: Buffer): Promise<[recordId: string, xml: string][]> {
  const events: [string, string][] = [];
  for await (const batch of new EventLogReading(inPieces(log), { signal: neverAborted }).batches()) {
    for (const row of rowsOf(batch)) {
      events.push([String(row.recordId), xmlOf(log, row).xml]);
    }
  }
  return events;
}

function recordIdIn(xml: string): string {
  return /<EventRecordID>(\d+)</.exec(xml)?.[1] ?? '';
}
