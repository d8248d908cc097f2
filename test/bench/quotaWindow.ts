// A window that asks for links until it is killed: `API-HOST ACTION FOLDER`, its access token in the environment.
import fetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { QuotaLedger } from '../../src/evidence/quota/quotaLedger.ts';

const [apiHost = '', action = '', folder = ''] = process.argv.slice(2);
const client = new DefenderClient({
  apiHost,
  fetch,
  linkPace: new QuotaLedger({ files: nodeFiles, clock: systemClock, folder, key: 'contoso|app' }),
  getToken: () => Promise.resolve(process.env['BENCH_TOKEN'] ?? ''),
});
for (;;) {
  await client.getPackageUri(action);
}
