import type { Connection } from '../../src/auth/connection.ts';
import { parsePage } from '../../src/defender/machineAction.ts';
import { mergeRows } from '../../src/views/actionRows.ts';
import { startSimulator } from '../simulator/index.ts';
import { median, ratio } from './median.ts';

const count = 10_000;
const turns = 31;
const connection = { name: 'Contoso' } as Connection;

/** From the text of a response to the elements that the tree holds, beside JSON.parse of the same text. */
export async function benchListParsing(): Promise<string[]> {
  const text = await responseText();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    theirs.push(milliseconds(() => JSON.parse(text) as unknown));
    ours.push(
      milliseconds(
        () =>
          mergeRows([], parsePage(JSON.parse(text), { top: count })?.actions ?? [], connection).rows.length,
      ),
    );
  }
  const [mine, parse] = [median(ours), median(theirs)];
  return [
    `${count} actions, ${(text.length / 1e6).toFixed(1)} MB, median of ${turns} turns`,
    `text to elements ${mine.toFixed(1)} ms, JSON.parse ${parse.toFixed(1)} ms: ratio ${ratio(mine, parse)}`,
  ];
}

async function responseText(): Promise<string> {
  const simulator = await startSimulator({ actions: count });
  try {
    const headers = { Authorization: `Bearer ${simulator.accessToken()}` };
    const response = await fetch(`${simulator.apiHost}/api/machineactions?$top=${count}`, { headers });
    return await response.text();
  } finally {
    await simulator.close();
  }
}

function milliseconds(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}
