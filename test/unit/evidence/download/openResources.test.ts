import assert from 'node:assert/strict';
import { globalAgent } from 'node:http';
import * as simulated from '../../../simulator/index.ts';
import { AcquisitionSetup, at } from '../../../support/acquisitionSetup.ts';
import { rejection } from '../../../support/rejections.ts';
import { until } from '../../../support/until.ts';

const size = 200_000;

describe('What a failed acquisition leaves open', () => {
  const faults: [string, simulated.Respond][] = [
    ['a page', simulated.htmlPage()],
    ['a package that stops coming', simulated.stallAfter(1000)],
    ['a refusal', simulated.answer(503, 'busy'.repeat(100_000))],
    [
      'a refusal that never ends',
      async (request, real) =>
        simulated.stallAfter(1)(request, async () => ({ ...(await real()), status: 503 })),
    ],
    ['a redirect into nowhere', simulated.redirect('http://files.example/')],
    ['redirects without an end', simulated.redirect('/again')],
    ['a broken connection', simulated.resetAfter(1000)],
    ['a package cut short', simulated.truncate(size / 2)],
  ];
  for (const [words, respond] of faults) {
    it(`is nothing after ${words}`, async () => {
      const setup = await AcquisitionSetup.start({ linkLifetimeSeconds: 3600 });
      setup.packageHost(respond);
      const pass = at('transferring', () => setup.clock.advance(60_000), 1000);
      await rejection(setup.acquire({ onProgress: pass }));
      await until(() => connectionsInUse() === 0, 'no connection in use');
      await setup.assertOnlyKept();
      assert.equal(setup.disk.openFiles, 0);
      assert.equal(setup.clock.nextWakeMs, undefined);
      await setup.close();
    });
  }
});

/** node-fetch has no agent of its own; connections that wait for a next request are not counted. */
function connectionsInUse(): number {
  return Object.values(globalAgent.sockets).flat().length;
}
