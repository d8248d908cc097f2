import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventLogBytes } from '../fixtures/eventLog/eventLogWriter.ts';
import { randomEvents } from '../fixtures/eventLog/randomLog.ts';
import { securityEvents } from '../fixtures/eventLog/securityLog.ts';
import { repositoryRoot } from '../host/paths.ts';
import { comparedEventLog, type ComparedEventLog } from '../support/comparedEventLog.ts';
import type { MeasuredEventLog } from '../support/measuredEventLog.ts';
import { SeededRandom } from '../support/random.ts';
import { isReferenceThere, runReference } from '../support/referenceEvents.ts';
import { median, ratio } from './median.ts';
import { inScratchFolder } from './scratchFolder.ts';

const run = promisify(execFile);
const program = join(repositoryRoot, 'test', 'support', 'measuredEventLog.ts');
const MB = 1e6;
const events = 31_000;
const turns = 3;
/** Logs of every form that libevtx reads. */
const randomLogs = 8;
const skipped = 'evtxexport of libevtx is not installed: nothing is compared with it';

/** Reading a Security log of some 20 MB, beside the tool that examiners use; and whether both read the same. */
export async function benchEventLog(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const path = join(folder, 'Security.evtx');
    const log = eventLogBytes({ events: securityEvents(new SeededRandom(20_261_121), events) });
    await writeFile(path, log);
    const isThere = await isReferenceThere();
    return [
      `${events} events, ${(log.length / MB).toFixed(0)} MB, in turns, median of ${turns}`,
      ...(await measure(path, isThere)),
      ...(isThere ? await compare(folder, path) : []),
    ];
  });
}

async function measure(path: string, isThere: boolean): Promise<string[]> {
  const ours: MeasuredEventLog[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(await measured(path));
    if (isThere) {
      const startedMs = performance.now();
      await runReference(path);
      theirs.push(performance.now() - startedMs);
    }
  }
  const of = (field: keyof MeasuredEventLog) => median(ours.map((one) => one[field]));
  const [mine, reference] = [of('milliseconds') / 1000, median(theirs) / 1000];
  return [
    isThere
      ? `reading ${mine.toFixed(2)} s, evtxexport -f xml ${reference.toFixed(2)} s: ratio ${ratio(mine, reference)}`
      : `reading ${mine.toFixed(2)} s; ${skipped}`,
    `first events after ${of('firstMs').toFixed(0)} ms, ${(of('packed') / MB).toFixed(1)} MB packed, ` +
      `memory at most ${(of('rss') / MB).toFixed(0)} MB above that before`,
  ];
}

/** In a process of its own, whose start does not count. */
async function measured(path: string): Promise<MeasuredEventLog> {
  const { stdout } = await run(process.execPath, [program, path]);
  const one = JSON.parse(stdout) as MeasuredEventLog;
  if (one.records !== events || one.faultCount > 0) {
    throw new Error(`not read: ${stdout}`);
  }
  return one;
}

async function compare(folder: string, security: string): Promise<string[]> {
  const paths = [security];
  for (let seed = 1; seed <= randomLogs; seed++) {
    const path = join(folder, `${seed}.evtx`);
    const random = randomEvents(new SeededRandom(seed), 300, { isForReference: true });
    await writeFile(path, eventLogBytes({ events: random, perChunk: 100 }));
    paths.push(path);
  }
  const all: ComparedEventLog[] = [];
  for (const path of paths) {
    all.push(await comparedEventLog(path));
  }
  const sum = (field: 'ours' | 'theirs' | 'common' | 'same') =>
    all.reduce((total, one) => total + one[field], 0);
  return [
    `${sum('ours')} records here, ${sum('theirs')} there, ${sum('common')} in both, ${sum('same')} the same, ` +
      (all.every(({ isOrderSame }) => isOrderSame) ? 'in the same order' : 'in another order'),
    ...all.flatMap(({ differences }) =>
      differences.map(({ recordId, ours, theirs }) => `${recordId}: ${ours} | ${theirs}`),
    ),
  ];
}
