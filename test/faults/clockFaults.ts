import assert from 'node:assert/strict';
import { reset } from '../simulator/index.ts';
import { until } from '../support/until.ts';
import { arrives, fails, half, size, type Fault } from './fault.ts';
import { cutAfter, inPieces, stallAfter } from './partial.ts';
import { sureBytes } from './traces.ts';

const where = 'The clock';
const second = 1000;
const hour = 3600 * second;
const lasting = { linkLifetimeSeconds: 12 * 3600 };

const jumps: [words: string, ms: number][] = [
  ['an hour forth', hour],
  ['an hour back', -hour],
  ['a day forth', 24 * hour],
  ['a day back', -24 * hour],
];

export const clockFaults: Fault[] = [
  ...jumps.flatMap(([words, ms]): Fault[] => [
    {
      where,
      fault: `is set ${words} in the middle of the transfer`,
      strike: (stage) => {
        const { clock, storage } = stage.setup;
        stage.when('transferring', () => stage.machine.set(ms), half);
        // What a crash would leave is made sure of as before: while one checkpoint is written no other one begins.
        const isSure = (): boolean => sureBytes(storage) > half;
        let wasSure = false;
        stage.hostOnce(
          inPieces(stage, size / 10, async (bytes) => {
            if (bytes > half && bytes < size && !wasSure) {
              wasSure = await until(isSure).then(
                () => true,
                () => false,
              );
            }
            await clock.advance(5 * second);
          }),
        );
        return () => assert.ok(wasSure, 'no checkpoint was made');
      },
      promise: arrives(),
    },
    {
      where,
      fault: `is set ${words} in the pause after a transfer broke`,
      strike: (stage) => {
        stage.hostOnce(reset());
        // The pause has begun by then.
        stage.when('broken', () => setImmediate(() => setImmediate(() => stage.machine.set(ms))));
      },
      promise: arrives({ from: [0, 0] }),
    },
    {
      where,
      fault: `is set ${words} while the next link is waited for`,
      strike: async (stage) => {
        await stage.useQuota(2);
        stage.when('waiting', () => stage.machine.set(ms));
      },
      promise: arrives(),
    },
    {
      where,
      fault: `is set ${words} before the next attempt`,
      strike: (stage) => {
        stage.host(cutAfter(stage, half), reset());
        return () => stage.machine.set(ms);
      },
      promise: fails('NetworkError: interrupted', { from: [0, half, half, half], keeps: half }),
    },
  ]),
  {
    where,
    fault: 'is set an hour back, and the host falls silent: that is noticed a minute later than it should be',
    setup: lasting,
    strike: (stage) => {
      stage.hostOnce(stallAfter(stage, half, 120 * second));
      stage.when('transferring', () => stage.machine.set(-hour), half);
    },
    promise: arrives({ from: [0, half] }),
  },
  {
    where,
    fault: 'goes on while the machine sleeps for eight hours, in the middle of the transfer',
    strike: (stage) => {
      stage.hostOnce(stallAfter(stage, half));
      stage.when('transferring', () => stage.machine.sleep(8 * hour), half);
    },
    // The token has expired, too.
    promise: arrives({ from: [0, half, half], links: 3 }),
  },
];
