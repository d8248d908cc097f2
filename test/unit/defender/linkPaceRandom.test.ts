import assert from 'node:assert/strict';
import { SlidingPace } from '../../../src/defender/linkPace.ts';
import { Random } from '../../simulator/tenant/random.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { mostIn } from '../../support/slidingWindow.ts';

const minute = 60_000;
const hour = 60 * minute;

/** One link request as the service may have seen it. */
interface Request {
  /** Place in the order of asking. */
  place: number;
  startMs: number;
  /** Somewhere between sending and answer: when the service counted it. */
  countedMs: number;
}

/** A pace under a random load: people who ask, requests that take their time or fail, people who give up. */
async function runLoad(random: Random, asks: number): Promise<{ requests: Request[]; left: number }> {
  const clock = new FakeClock();
  const pace = new SlidingPace(clock);
  const requests: Request[] = [];
  const ends: Promise<unknown>[] = [];
  let left = 0;
  for (let place = 0; place < asks; place++) {
    await clock.advance(random.chance(0.5) ? 0 : random.integer(0, 90_000));
    const takesMs = random.chance(0.1) ? random.integer(0, 3 * minute) : random.integer(0, 2000);
    const countedAfterMs = random.integer(0, takesMs);
    const fails = random.chance(0.1);
    const abort = new AbortController();
    const send = async () => {
      const startMs = clock.now();
      requests.push({ place, startMs, countedMs: startMs + countedAfterMs });
      await clock.sleep(takesMs);
      if (fails) {
        throw new Error('fault');
      }
    };
    ends.push(pace.run(send, { signal: abort.signal }).catch(() => undefined));
    if (random.chance(0.15)) {
      const leaveAfterMs = random.integer(0, 5 * minute);
      void clock.sleep(leaveAfterMs).then(() => abort.abort(new Error('left')));
      left++;
    }
  }
  await clock.advance(asks * hour);
  await Promise.all(ends);
  return { requests, left };
}

describe('The pace of link requests, under random load', () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`keeps to both limits and to the order of asking, whenever the service counts: seed ${seed}`, async () => {
      const asks = seed <= 2 ? 300 : 60;
      const { requests, left } = await runLoad(new Random(`pace ${seed}`), asks);
      const counted = requests.map(({ countedMs }) => countedMs);
      assert.ok(
        requests.length >= asks - left,
        `${requests.length} of ${asks} were sent, ${left} may have left`,
      );
      assert.ok(mostIn(counted, minute) <= 2, 'more than 2 a minute');
      assert.ok(mostIn(counted, hour) <= 120, 'more than 120 an hour');
      const places = requests.map(({ place }) => place);
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
    });
  }

  it('wastes no time: who asks steadily gets 2 a minute', async () => {
    const clock = new FakeClock();
    const pace = new SlidingPace(clock);
    const startMs = clock.now();
    const all = Array.from({ length: 121 }, () => pace.run(() => Promise.resolve(clock.now() - startMs)));
    await clock.advance(2 * hour);
    assert.equal((await Promise.all(all)).at(-1), 60 * (minute + 250));
  });
});
