import type { EventLogFault } from '../../eventLog/eventLogFault.ts';
import type { EventLogReport } from '../../eventLog/eventLogReading.ts';
import { t } from './translate.ts';

/** What is wrong with a log, and what it lacks, in a few sentences. */
export function eventLogFaultWords({
  faults,
  faultCount,
  coverage,
  damagedRecords,
}: EventLogReport): string[] {
  const kinds = Map.groupBy(faults, ({ kind }) => kind);
  const gaps = coverage.gapCount;
  return [
    ...[...kinds].map(([kind, of]) => t('{0} (places: {1})', kindWords(kind), of.length)),
    ...(faultCount > faults.length ? [t('{0} more faults.', faultCount - faults.length)] : []),
    ...(damagedRecords > 0 ? [t('{0} events can be read in part only.', damagedRecords)] : []),
    ...(gaps === undefined
      ? [t('Record numbers are missing in many places.')]
      : gaps > 0
        ? [t('Places where record numbers are missing: {0}.', gaps)]
        : []),
    ...(coverage.repeated > 0 ? [t('{0} record numbers stand there again.', coverage.repeated)] : []),
  ];
}

function kindWords(kind: EventLogFault['kind']): string {
  const words: Record<EventLogFault['kind'], string> = {
    notAnEventLog: t('It does not begin as event logs do'),
    truncated: t('It ends in the middle of something'),
    headerChecksum: t('The checksum of its header is wrong'),
    notAChunk: t('Bytes that are no part of a log'),
    chunkChecksum: t('The checksum of a part is wrong'),
    chunkRecords: t('A part has another number of events than it declares'),
    notARecord: t('Bytes where an event should be'),
    content: t('Something of an event cannot be read'),
  };
  return words[kind];
}

/** A name that the log has for a number of its own; the names come in English. */
export function codeWords(code: { code: string; name: string | undefined } | undefined): string {
  return code === undefined ? '' : code.name === undefined ? code.code : `${code.code} ${t(code.name)}`;
}
