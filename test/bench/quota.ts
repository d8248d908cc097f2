import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../simulator/index.ts';
import { raceForQuota } from '../support/quotaRace.ts';

const processes = 8;
const hours = 24;
const kills = 24;
/** From the first call on: two minutes, and the moment in which the third pair of calls is due. */
const realMs = 122_000;

/** What the windows of one machine get of a tenant's quota of links, and whether they ever ask for more. */
export async function benchQuota(): Promise<string[]> {
  return (await Promise.all([simulatedDay(), realMinutes()])).flat();
}

async function simulatedDay(): Promise<string[]> {
  const startedMs = performance.now();
  const { calls, overMinute, overHour, asked, outOfOrder, killed } = await raceForQuota({
    processes,
    hours,
    kills,
    seed: 'day',
  });
  const share = ((100 * calls) / (120 * hours)).toFixed(1);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  return [
    `${processes} processes that ask all through a simulated day, ${killed} killed and replaced (${seconds} s)`,
    `${calls} calls, ${share} % of ${hours} times 120`,
    `calls over 2 in any minute: ${overMinute}, over 120 in any hour: ${overHour}`,
    `calls out of the order of asking, which is that of the ${asked} tickets in the file: ${outOfOrder}`,
  ];
}

async function realMinutes(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'quota-'));
  const simulator = await startSimulator();
  const action = simulator.tenant.actions.find((one) => simulator.tenant.hasPackage(one, Date.now()));
  const script = fileURLToPath(new URL('quotaWindow.ts', import.meta.url));
  const env = { ...process.env, BENCH_TOKEN: simulator.accessToken() };
  const windows = Array.from({ length: processes }, () =>
    fork(script, [simulator.apiHost, action?.id ?? '', folder], { env }),
  );
  while (simulator.requests.length === 0) {
    await setTimeout(100);
  }
  await setTimeout(realMs);
  const statuses = simulator.requests.map(({ status }) => status);
  for (const window of windows) {
    if (window.kill('SIGKILL')) {
      await once(window, 'exit');
    }
  }
  await simulator.close();
  await rm(folder, { recursive: true });
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  return [
    `${processes} processes for two real minutes against a service that refuses a third call a minute`,
    `${statuses.length} calls: ${count(200)} links, ${count(429)} refused with 429`,
  ];
}
