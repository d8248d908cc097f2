import type { Browser, Page } from 'playwright-core';

/** What a thread did without a pause. */
export interface Task {
  /** By the clock: with what the thread waited for a core or for another thread. */
  wallMs: number;
  /** What the thread itself computed of it. */
  cpuMs: number;
  /** The same without the garbage collection that fell into it, of all pages that share the thread. */
  ownMs: number;
}

export interface ThreadTasks {
  /** By the phase in which they began. */
  phases: ReadonlyMap<string, readonly Task[]>;
  /** The first run of the script. */
  script: Task;
}

/** Times in microseconds of one clock for all processes; `tdur` is processor time. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { data?: { url?: string } };
}

const categories = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-v8.gc',
  'blink.user_timing',
];
/** Of which none lies within another. */
const collections = ['MajorGC', 'MinorGC', 'V8.GCIncrementalMarking'];
const phasePrefix = 'bench/';

/** Begins a phase, which lasts until the next one begins. */
export function beginPhase(page: Page, name: string): Promise<void> {
  return page.evaluate(`void performance.mark('${phasePrefix}${name}')`);
}

/** Records the tasks of the one thread that runs a script, whichever process it is in, from the browser's own trace. */
export async function recordTasks(
  browser: Browser,
  scriptUrl: RegExp,
  during: () => Promise<void>,
): Promise<ThreadTasks> {
  await browser.startTracing(undefined, { categories });
  let trace: Buffer;
  try {
    await during();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const script = traceEvents.find(
    ({ name, args }) => name === 'EvaluateScript' && scriptUrl.test(args.data?.url ?? ''),
  );
  if (!script) {
    throw new Error(`${String(scriptUrl)} did not run while tasks were recorded.`);
  }
  return { phases: tasksByPhase(traceEvents, script), script: taskOf(script) };
}

function tasksByPhase(events: readonly TraceEvent[], { pid, tid }: TraceEvent): Map<string, Task[]> {
  const starts = events
    .filter(({ name }) => name.startsWith(phasePrefix))
    .map(({ name, ts }) => ({ name: name.slice(phasePrefix.length), ts }))
    .sort((one, other) => other.ts - one.ts);
  const phases = new Map<string, Task[]>(starts.map(({ name }) => [name, []]));
  const ofThread = events.filter((event) => event.pid === pid && event.tid === tid);
  const collected = ofThread.filter(({ name }) => collections.includes(name));
  for (const event of ofThread.filter(({ name }) => name === 'RunTask')) {
    const phase = starts.find(({ ts }) => ts <= event.ts)?.name ?? '';
    phases.get(phase)?.push(taskOf(event, collected));
  }
  return phases;
}

function taskOf({ ts, dur = 0, tdur = 0 }: TraceEvent, collected: readonly TraceEvent[] = []): Task {
  const within = collected.filter((one) => ts <= one.ts && one.ts < ts + dur);
  const collecting = within.reduce((sum, one) => sum + (one.tdur ?? 0), 0);
  return { wallMs: dur / 1000, cpuMs: tdur / 1000, ownMs: (tdur - collecting) / 1000 };
}
