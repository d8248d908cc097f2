import type { CollectionSummary } from '../artifacts/summary.ts';

/** From when on the collector copied what has an age. */
export interface Coverage {
  /** Milliseconds since 1970; undefined when no command says. */
  readonly eventLogFromMs: number | undefined;
  /** As the command has it: a date in the host's zone. */
  readonly prefetchFrom: string | undefined;
  /** Prefetch files that were older and stayed behind, as the log of the copy says. */
  readonly prefetchSkipped: number | undefined;
}

const since = /(?:SystemTime|TimeCreated)\b[^'"]{0,20}>=?\s*['"]([\dT:.Z+-]{10,40})['"]/i;
const dayMs = 86_400_000;

export function coverageOf({ commands }: CollectionSummary, prefetchSkipped?: number): Coverage {
  const lines = commands.map(({ commandLine }) => commandLine.slice(0, 10_000));
  const eventLog = lines.map((line) => since.exec(line)?.[1]).find(Boolean);
  const copied = commands.find(({ commandLine }) =>
    /\/(?:MAXAGE|MAXLAD):\d+/i.test(commandLine.slice(0, 10_000)),
  );
  const [, age = ''] =
    /\/(?:MAXAGE|MAXLAD):(\d{1,8})/i.exec(copied?.commandLine.slice(0, 10_000) ?? '') ?? [];
  return {
    eventLogFromMs: eventLog === undefined ? undefined : utcMs(eventLog),
    prefetchFrom: prefetchFrom(age, copied?.utcMs ?? NaN),
    prefetchSkipped,
  };
}

/** Event logs are asked for in UTC, whether or not the time says so. */
function utcMs(text: string): number | undefined {
  const ms = Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Below 1900 it is a number of days, else a date. */
function prefetchFrom(age: string, copiedMs: number): string | undefined {
  if (age.length === 8) {
    return `${age.slice(0, 4)}-${age.slice(4, 6)}-${age.slice(6)}`;
  }
  return age === '' || Number(age) >= 1900 || Number.isNaN(copiedMs)
    ? undefined
    : new Date(copiedMs - Number(age) * dayMs).toISOString().slice(0, 10);
}
