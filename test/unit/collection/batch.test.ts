import assert from 'node:assert/strict';
import { Batch, type Job, type Settled } from '../../../src/collection/batch.ts';
import { cancelled } from '../../../src/defender/reasonedError.ts';
import { until } from '../../support/until.ts';

interface Begun {
  job: Job;
  signal: AbortSignal;
  finish: (result: string) => void;
  fail: (error: unknown) => void;
  report: (progress: number) => void;
}

describe('A batch', () => {
  let begun: Begun[];
  let ends: Settled<Job, string>[][];
  let told: string[];
  let changes: number;
  let batch: Batch<Job, string, number>;

  beforeEach(() => {
    begun = [];
    ends = [];
    told = [];
    changes = 0;
    batch = new Batch<Job, string, number>({
      concurrency: 2,
      run: (job, signal, report) =>
        new Promise((resolve, reject) => {
          begun.push({ job, signal, finish: resolve, fail: reject, report });
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      onChange: () => changes++,
      onSettled: async ({ job }) => {
        await Promise.resolve();
        told.push(job.key);
      },
      onIdle: (settled) => ends.push(settled),
    });
  });

  const jobs = (...keys: string[]): Job[] => keys.map((key) => ({ key }));
  const keys = (): string[] => begun.map(({ job }) => job.key);
  const one = (key: string): Begun => begun.find(({ job }) => job.key === key) ?? assert.fail();
  const outcomes = (): string[][] =>
    ends.map((end) => end.map(({ job, outcome }) => `${job.key} ${outcome.kind}`));

  it('does two at once, in their order, and tells once when all are done', async () => {
    batch.add(jobs('a', 'b', 'c', 'd'));
    assert.deepEqual(keys(), ['a', 'b']);
    assert.deepEqual(batch.waiting, jobs('c', 'd'));
    one('b').finish('B');
    await until(() => begun.length === 3);
    assert.deepEqual([keys(), batch.settled, batch.total], [['a', 'b', 'c'], 1, 4]);
    one('c').finish('C');
    await until(() => begun.length === 4);
    one('a').finish('A');
    one('d').finish('D');
    await until(() => batch.isIdle);
    assert.deepEqual(outcomes(), [['b done', 'c done', 'a done', 'd done']]);
    assert.deepEqual(told, ['b', 'c', 'a', 'd']);
    assert.equal(batch.total, 0);
  });

  it('goes on after one that fails, and hands its error on', async () => {
    batch.add(jobs('a', 'b', 'c'));
    const error = new Error('no disk');
    one('a').fail(error);
    await until(() => begun.length === 3);
    one('b').finish('');
    one('c').finish('');
    await until(() => ends.length === 1);
    assert.deepEqual(ends[0]?.[0]?.outcome, { kind: 'failed', error });
    assert.deepEqual(outcomes(), [['a failed', 'b done', 'c done']]);
  });

  it('cancels one, whether it runs or waits, and leaves the others alone', async () => {
    batch.add(jobs('a', 'b', 'c', 'd'));
    batch.cancel('c');
    batch.cancel('a');
    await until(() => begun.length === 3);
    assert.deepEqual(keys(), ['a', 'b', 'd']);
    assert.deepEqual([one('a').signal.aborted, one('b').signal.aborted], [true, false]);
    one('b').finish('');
    one('d').finish('');
    await until(() => ends.length === 1);
    assert.deepEqual(outcomes()[0]?.toSorted(), ['a cancelled', 'b done', 'c cancelled', 'd done']);
  });

  it('cancels all of it at once, and begins nothing more', async () => {
    batch.add(jobs('a', 'b', 'c', 'd'));
    batch.cancel();
    await until(() => ends.length === 1);
    assert.deepEqual(keys(), ['a', 'b']);
    assert.deepEqual(outcomes()[0]?.toSorted(), ['a cancelled', 'b cancelled', 'c cancelled', 'd cancelled']);
    assert.deepEqual(told.toSorted(), ['a', 'b', 'c', 'd']);
  });

  it('takes a cancellation of the work itself for one', async () => {
    batch.add(jobs('a'));
    one('a').fail(cancelled());
    await until(() => ends.length === 1);
    assert.deepEqual(outcomes(), [['a cancelled']]);
  });

  it('takes more while it works, and nothing twice', async () => {
    batch.add(jobs('a', 'b', 'c'));
    batch.add(jobs('a', 'c', 'd', 'd'));
    assert.deepEqual([batch.total, batch.waiting], [4, jobs('c', 'd')]);
    for (const key of ['a', 'b', 'c', 'd']) {
      await until(() => keys().includes(key));
      one(key).finish('');
    }
    await until(() => ends.length === 1);
    batch.add(jobs('a'));
    await until(() => begun.length === 5);
    begun[4]?.finish('again');
    await until(() => ends.length === 2);
    assert.deepEqual(outcomes()[1], ['a done']);
  });

  it('knows how far each is', () => {
    batch.add(jobs('a', 'b'));
    const before = changes;
    one('b').report(45);
    assert.deepEqual(
      batch.running.map(({ progress }) => progress),
      [undefined, 45],
    );
    assert.equal(changes, before + 1);
    batch.cancel();
  });
});
