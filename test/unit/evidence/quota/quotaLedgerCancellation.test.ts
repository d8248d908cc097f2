import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readdir } from 'node:fs/promises';
import { nodeFiles } from '../../../../src/evidence/disk/files.ts';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { hour, LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';
import { rejection } from '../../../support/rejections.ts';
import { systemError } from '../../../support/testDisk.ts';

describe('The quota ledger, when somebody gives up', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;
  let two: QuotaLedger;
  let three: QuotaLedger;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    [one, two, three] = [setup.window(), setup.window(), setup.window()];
  });

  afterEach(() => setup.close());

  const nothing = { open: [], sentMs: [], queue: [] };

  it('lets the others move up within seconds when one who waits in another window gives up', async () => {
    const abort = new AbortController();
    const reason = new Error('changed my mind');
    await setup.askInTurn([
      [one, 'a'],
      [two, 'b'],
      [one, 'c'],
    ]);
    const leaving = rejection(setup.ask(two, 'd', { signal: abort.signal }));
    await setup.advance(0);
    await setup.askInTurn([[three, 'e']]);
    assert.deepEqual(setup.told('e'), [['minute', 2 * (minute + margin)]]);
    abort.abort(reason);
    assert.equal(await leaving, reason);
    await setup.advance(2 * second);
    assert.deepEqual(setup.told('e').slice(1), [['minute', minute + margin]]);
    await setup.advance(2 * minute);
    assert.deepEqual(setup.names(), ['a', 'b', 'c', 'e']);
    const { queue, open } = await setup.book();
    assert.deepEqual([queue, open], [[], []]);
    assert.equal(setup.time.nextWakeMs, undefined, 'nobody looks when nobody waits');
  });

  it('takes no slot and no place for one whose signal is aborted already', async () => {
    const reason = new Error('stopped');
    assert.equal(await rejection(setup.ask(one, 'a', { signal: AbortSignal.abort(reason) })), reason);
    await setup.disk.quiet();
    await assert.rejects(readdir(setup.folder), 'something was written');
    await setup.askInTurn([
      [two, 'b'],
      [two, 'c'],
    ]);
    assert.deepEqual(setup.names(), ['b', 'c']);
  });

  /** Does something just before so many operations of the disk have begun. */
  function atOperation(wanted: number, act: () => void): void {
    let begun = 0;
    for (const operation of ['lstat', 'mkdir', 'readFile', 'rename', 'rm', 'stat', 'writeFile'] as const) {
      const real = nodeFiles[operation] as (...values: unknown[]) => Promise<unknown>;
      setup.testDisk.replace(operation, (...values: unknown[]) => {
        if (++begun === wanted) {
          act();
        }
        return real(...values);
      });
    }
  }

  it('takes no slot for one who gives up at whatever moment on the way to it', async () => {
    const reason = new Error('given up');
    for (let operation = 1; ; operation++) {
      const abort = new AbortController();
      atOperation(operation, () => abort.abort(reason));
      const asked = setup.ask(one, 'a', { signal: abort.signal });
      const outcome = rejection(asked).catch(() => undefined);
      await setup.advance(0);
      if (setup.sent.length > 0) {
        assert.ok(operation > 5, `only ${operation - 1} moments to give up`);
        break;
      }
      assert.equal(await outcome, reason);
      const { open, sentMs, queue } = await setup.book().catch(() => nothing);
      assert.deepEqual([open, sentMs, queue], [[], [], []], `given up before operation ${operation}`);
    }
  });

  it('leaves no place behind of one who gives up at whatever moment of the wait', async () => {
    const reason = new Error('given up');
    one.throttled(hour);
    await setup.disk.quiet();
    for (let operation = 1; operation < 40; operation++) {
      const abort = new AbortController();
      atOperation(operation, () => abort.abort(reason));
      const outcome = rejection(setup.ask(three, 'c', { signal: abort.signal }));
      await setup.advance(20 * second);
      abort.abort(reason);
      assert.equal(await outcome, reason);
      await setup.advance(0);
      assert.deepEqual((await setup.book()).queue, [], `given up before operation ${operation}`);
      assert.ok(
        getEventListeners(abort.signal, 'abort').length < 20,
        'only those that the fake clock leaves',
      );
    }
  });

  it('does not make who gives up wait for a lock that somebody else holds', async () => {
    await setup.askInTurn([[one, 'a']]);
    const lock = `${await setup.path()}.lock`;
    await setup.testDisk.files.writeFile(lock, await setup.nameOf(process.ppid, 1));
    const abort = new AbortController();
    const leaving = rejection(setup.ask(two, 'b', { signal: abort.signal }));
    await setup.advance(3 * second);
    // It may look like an error of the file system.
    const reason = systemError('ECANCELED');
    abort.abort(reason);
    assert.equal(await leaving, reason);
    await setup.testDisk.files.rm(lock);
    await setup.advance(second);
    assert.deepEqual((await setup.book()).queue, []);
    assert.deepEqual(setup.logger.lines, []);
  });
});
