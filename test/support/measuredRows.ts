// A program of its own: loads the rows of a large tenant page by page and prints what they keep. Needs --expose-gc.
import fetch from 'node-fetch';
import type { Connection } from '../../src/auth/connection.ts';
import { DefenderClient } from '../../src/defender/client.ts';
import { mergeRows, type ActionRow } from '../../src/views/actionRows.ts';
import type { MeasuredRows } from '../bench/loadMore.ts';
import { startSimulator } from '../simulator/index.ts';

const tenantRows = 100_000;
const pages = 100;
const top = 100;
const connection = { name: 'Contoso' } as Connection;

function keptBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const simulator = await startSimulator({ actions: tenantRows, limits: { general: false, packages: false } });
const client = new DefenderClient({
  apiHost: simulator.apiHost,
  fetch,
  getToken: () => Promise.resolve(simulator.accessToken()),
});
let rows: ActionRow[] = [];
async function loadMore(): Promise<void> {
  const { actions } = await client.listMachineActions({ top, skip: rows.length });
  const shown = rows.map(({ action }) => action);
  ({ rows } = mergeRows(rows, [...shown, ...actions], connection));
}
// The first ones let the simulator and the engine come to rest.
for (let page = 0; page < pages; page++) {
  await loadMore();
}
const before = { bytes: keptBytes(), rows: rows.length };
for (let page = 0; page < pages; page++) {
  await loadMore();
}
// What the simulator keeps of its answers does not grow any more: it keeps the latest alone.
const measured: MeasuredRows = {
  tenantRows,
  rows: rows.length - before.rows,
  bytes: keptBytes() - before.bytes,
};
process.stdout.write(JSON.stringify(measured));
await simulator.close();
