import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { abortable } from '../../../src/defender/abortable.ts';
import { InTurn } from '../../../src/defender/inTurn.ts';

const reason = new Error('stopped');
const never = new Promise<never>(() => undefined);

describe('Abortable work', () => {
  it('ends as the work ends, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    const fault = new Error('fault');
    assert.equal(await abortable(Promise.resolve(5), signal), 5);
    await assert.rejects(abortable(Promise.reject(fault), signal), fault);
    assert.equal(await abortable(Promise.resolve(5), undefined), 5);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('is let go with the signal’s reason, though the work goes on', async () => {
    const abort = new AbortController();
    const work = abortable(never, abort.signal);
    abort.abort(reason);
    await assert.rejects(work, reason);
    await assert.rejects(abortable(never, AbortSignal.abort(reason)), reason);
  });

  it('hides the failure of work that was let go', async () => {
    const abort = new AbortController();
    const { promise, reject } = Promise.withResolvers<unknown>();
    const work = abortable(promise, abort.signal);
    abort.abort(reason);
    reject(new Error('too late'));
    await assert.rejects(work, reason);
  });
});

describe('Work in turn', () => {
  it('begins when the one before has ended, well or badly', async () => {
    const inTurn = new InTurn();
    const first = Promise.withResolvers<unknown>();
    const second = Promise.withResolvers<unknown>();
    const begun: number[] = [];
    const work = (number: number, until: Promise<unknown>) =>
      inTurn.run(async () => {
        begun.push(number);
        await until;
        return number;
      });
    const results = [work(1, first.promise), work(2, second.promise), work(3, Promise.resolve())];
    await new Promise(setImmediate);
    assert.deepEqual(begun, [1]);
    first.reject(new Error('fault'));
    await assert.rejects(results[0] ?? never, /fault/);
    await new Promise(setImmediate);
    assert.deepEqual(begun, [1, 2]);
    second.resolve(2);
    assert.deepEqual(await Promise.all(results.slice(1)), [2, 3]);
  });

  it('goes on after work that throws before it begins', async () => {
    const inTurn = new InTurn();
    const thrown = inTurn.run(() => {
      throw reason;
    });
    await assert.rejects(thrown, reason);
    assert.equal(await inTurn.run(() => Promise.resolve(5)), 5);
  });
});
