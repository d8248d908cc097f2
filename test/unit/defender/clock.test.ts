import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { systemClock } from '../../../src/defender/clock.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
/** mocha sets the timer of a test's own time limit only after the test was called. */
const mochaHasBegun = () => new Promise((resolve) => setImmediate(resolve));

describe('The clock of the system', () => {
  const reason = new Error('stopped');

  it('wakes who sleeps, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(1, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('rejects with the signal’s reason when it is aborted, and leaves no timer', async () => {
    const abort = new AbortController();
    await mochaHasBegun();
    const before = timers();
    const sleep = systemClock.sleep(60_000, abort.signal);
    assert.equal(timers(), before + 1);
    abort.abort(reason);
    await assert.rejects(sleep, reason);
    assert.equal(timers(), before);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  });

  it('does not begin to sleep for a signal that is aborted already', async () => {
    await mochaHasBegun();
    const before = timers();
    await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(reason)), reason);
    assert.equal(timers(), before);
  });

  for (const ms of [2 ** 31, Infinity]) {
    it(`sleeps on for ${ms} ms, for which a timer of Node’s would fire at once`, async () => {
      const abort = new AbortController();
      const sleep = systemClock.sleep(ms, abort.signal).then(() => 'woke');
      const later = systemClock.sleep(5).then(() => 'sleeps');
      assert.equal(await Promise.race([sleep, later]), 'sleeps');
      abort.abort(reason);
      await assert.rejects(sleep, reason);
    });
  }
});
