import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { deadPid, hour, LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';

const turn = minute + margin;

describe('The quota ledger, when other processes end or stand still', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;
  let idle: ChildProcess;
  let idlePid: number;

  /** What stands in the book of a window with the quota used up to a minute from now. */
  const used = () => [setup.wall.now(), setup.wall.now()];

  before(() => {
    // Alive, and taking no turn: a suspended window, or somebody else who has the process id of one.
    idle = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1e6)']);
    idlePid = idle.pid ?? 0;
  });

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    one = setup.window();
  });

  afterEach(() => setup.close());

  after(async () => {
    idle.kill();
    await once(idle, 'exit');
  });

  it('keeps nobody waiting for a window that was closed', async () => {
    const queue = await Promise.all([1, 2, 3].map((number) => setup.nameOf(deadPid, number)));
    await setup.write({ sentMs: used(), queue });
    await setup.askInTurn([[one, 'a']]);
    assert.deepEqual(setup.told('a'), [['minute', turn]]);
    assert.equal((await setup.book()).queue.length, 1);
  });

  it('keeps nobody waiting for an earlier process that had the id of this one', async () => {
    await setup.write({ sentMs: used(), queue: [await setup.nameOf(process.pid, 1)] });
    await setup.askInTurn([[one, 'a']]);
    await setup.advance(turn);
    assert.deepEqual(setup.sent, [['a', turn]]);
  });

  it('moves up within seconds when a window that waits before is killed', async () => {
    const window = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1e6)']);
    const queue = await Promise.all([1, 2].map((number) => setup.nameOf(window.pid ?? 0, number)));
    await setup.write({ sentMs: used(), queue });
    await setup.askInTurn([[one, 'a']]);
    assert.deepEqual(setup.told('a'), [['minute', 2 * turn]]);
    window.kill('SIGKILL');
    await once(window, 'exit');
    await setup.advance(4 * second);
    assert.deepEqual(setup.told('a').at(-1), ['minute', turn]);
  });

  it('counts a request of a window that was killed as of when that is seen', async () => {
    const name = await setup.nameOf(deadPid, 1);
    const sinceMs = setup.wall.now() - 5 * minute;
    await setup.write({ sentMs: [setup.wall.now() - second], open: [{ name, sinceMs }] });
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
    ]);
    await setup.advance(2 * minute);
    assert.deepEqual(setup.sent, [
      ['a', turn - second],
      ['b', turn],
    ]);
    assert.deepEqual((await setup.book()).open, []);
  });

  it('counts a request of a window that lives as now', async () => {
    const name = await setup.nameOf(idlePid, 1);
    await setup.write({ sentMs: [setup.wall.now()], open: [{ name, sinceMs: setup.wall.now() }] });
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
    ]);
    await setup.advance(2 * turn - second);
    assert.deepEqual(setup.names(), ['a']);
    assert.equal((await setup.book()).open.length, 1);
  });

  it('takes no request for open that began longer ago than any lasts: its process id is somebody else’s', async () => {
    const name = await setup.nameOf(idlePid, 1);
    await setup.write({ sentMs: [setup.wall.now()], open: [{ name, sinceMs: setup.wall.now() }] });
    await setup.advance(10 * minute + second);
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
      [one, 'c'],
    ]);
    assert.deepEqual(setup.names(), ['a']);
    await setup.advance(turn + second);
    assert.deepEqual(setup.names(), ['a', 'b', 'c']);
  });

  it('goes before a window that stands still when its turn has come', async () => {
    const queue = await Promise.all([1, 2].map((number) => setup.nameOf(idlePid, number)));
    await setup.write({ sentMs: used(), queue });
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
      [one, 'c'],
    ]);
    assert.deepEqual(setup.told('a'), [['minute', 2 * turn]]);
    await setup.advance(turn + 9 * second);
    assert.deepEqual(setup.sent, [], 'it may be busy for a moment');
    await setup.advance(6 * second);
    assert.deepEqual(setup.names(), ['a', 'b']);
    await setup.advance(turn);
    assert.deepEqual(setup.names(), ['a', 'b', 'c']);
  });

  it('lets a window stay in the queue that has come back to it when another one goes before', async () => {
    await setup.write({ queue: [await setup.nameOf(idlePid, 1)] });
    await setup.askInTurn([[one, 'a']]);
    await setup.advance(9 * second);
    const lock = `${await setup.path()}.lock`;
    await setup.testDisk.files.writeFile(lock, await setup.nameOf(idlePid, 2));
    await setup.advance(2 * second);
    const [, own = ''] = (await setup.book()).queue;
    const back = await setup.nameOf(idlePid, 3);
    await setup.write({ queue: [own, back] });
    await setup.testDisk.files.rm(lock);
    await setup.advance(second);
    assert.deepEqual(setup.names(), ['a']);
    assert.deepEqual((await setup.book()).queue, [back]);
  });

  it('does not go before one whose turn it just became', async () => {
    await setup.write({ queue: [await setup.nameOf(idlePid, 1)] });
    await setup.askInTurn([[one, 'a']]);
    assert.deepEqual(setup.told('a'), []);
    await setup.advance(9 * second);
    assert.deepEqual(setup.sent, []);
    await setup.advance(4 * second);
    assert.deepEqual(setup.names(), ['a']);
  });

  it('does not go before windows that stood still because the machine slept', async () => {
    const queue = [await setup.nameOf(idlePid, 1)];
    await setup.write({ sentMs: used(), queue });
    await setup.askInTurn([[one, 'a']]);
    await setup.advance(second);
    // Timers stand still meanwhile, and the clocks do not.
    setup.wall.jump(hour);
    setup.bootMs -= hour;
    await setup.advance(4 * second);
    assert.deepEqual(setup.sent, []);
    await setup.write({ queue: (await setup.book()).queue.slice(1) });
    await setup.advance(4 * second);
    assert.deepEqual(setup.names(), ['a']);
  });

  it('asks anew for one that was gone before', async () => {
    await setup.write({ sentMs: used() });
    await setup.askInTurn([[one, 'a']]);
    const { sentMs } = await setup.book();
    await setup.write({ sentMs, queue: [] });
    await setup.advance(4 * second);
    assert.equal((await setup.book()).queue.length, 1);
    await setup.advance(turn);
    assert.deepEqual(setup.names(), ['a']);
  });

  it('knows nothing of processes of another machine that has the same folder', async () => {
    const name = (number: number) => `00000000.${deadPid}.feedface.${number}`;
    await setup.write({
      sentMs: [setup.wall.now()],
      open: [{ name: name(1), sinceMs: setup.wall.now() }],
      queue: [name(2)],
    });
    await setup.askInTurn([[one, 'a']]);
    const { open, queue } = await setup.book();
    assert.deepEqual([open.length, queue[0]], [1, name(2)]);
  });
});
