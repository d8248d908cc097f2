import assert from 'node:assert/strict';
import { Random } from '../../../simulator/tenant/random.ts';
import { hour, LedgerSetup, minute, second } from '../../../support/ledgerSetup.ts';
import { mostIn } from '../../../support/slidingWindow.ts';

/** One link request as the service may have seen it. */
interface Request {
  /** Place in the order of asking. */
  place: number;
  /** Somewhere between sending and answer: when the service counted it. */
  countedMs: number;
}

/** Windows under a random load: people who ask and give up, requests that take their time or fail, restarts. */
async function runLoad(
  setup: LedgerSetup,
  random: Random,
  asks: number,
): Promise<{ requests: Request[]; left: number }> {
  const windows = Array.from({ length: 4 }, () => setup.window());
  const requests: Request[] = [];
  let left = 0;
  for (let place = 0; place < asks; place++) {
    // A ticket is in the book before the next one asks: among windows that is the order.
    await setup.advance(random.chance(0.5) ? second : random.integer(second, 90 * second));
    const number = random.integer(0, windows.length - 1);
    if (random.chance(0.1)) {
      windows[number] = setup.window();
    }
    const takesMs = random.chance(0.1) ? random.integer(0, 3 * minute) : random.integer(0, 2 * second);
    const countedAfterMs = random.integer(0, takesMs);
    const fails = random.chance(0.1);
    const abort = new AbortController();
    const send = async () => {
      requests.push({ place, countedMs: setup.time.now() + countedAfterMs });
      await setup.time.sleep(takesMs);
      if (fails) {
        throw new Error('fault');
      }
    };
    void windows[number]?.run(send, { signal: abort.signal }).catch(() => undefined);
    if (random.chance(0.15)) {
      const leaveAfterMs = random.integer(0, 5 * minute);
      void setup.time.sleep(leaveAfterMs).then(() => abort.abort(new Error('left')));
      left++;
    }
    if (random.chance(0.1)) {
      setup.wall.jump(random.integer(-hour, hour));
    }
  }
  await setup.advance(asks * minute);
  return { requests, left };
}

describe('The quota ledger, under random load from several windows', () => {
  for (let seed = 1; seed <= 6; seed++) {
    it(`keeps to the limit and to the order of asking, whenever the service counts: seed ${seed}`, async () => {
      const setup = await LedgerSetup.start();
      try {
        const asks = 30;
        const { requests, left } = await runLoad(setup, new Random(`ledger ${seed}`), asks);
        assert.ok(
          requests.length >= asks - left,
          `${requests.length} of ${asks} were sent, ${left} may have left`,
        );
        assert.ok(
          mostIn(
            requests.map(({ countedMs }) => countedMs),
            minute,
          ) <= 2,
          'more than 2 a minute',
        );
        const places = requests.map(({ place }) => place);
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
        const { queue, open } = await setup.book();
        assert.deepEqual([queue, open], [[], []]);
        assert.deepEqual(setup.logger.lines, []);
      } finally {
        await setup.close();
      }
    });
  }
});
