import assert from 'node:assert/strict';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { hour, LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';

const turn = minute + margin;
/** So much more may be waited after a jump: the machine may count its uptime in whole seconds. */
const step = second;

describe('The quota ledger, when the clocks jump', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    one = setup.window();
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
    ]);
  });

  afterEach(() => setup.close());

  /** Asserts when the one that asks now is sent, in milliseconds since the start. */
  async function assertSent(window: QuotaLedger, earliestMs: number, latestMs: number): Promise<void> {
    await setup.askInTurn([[window, 'next']]);
    await setup.advance(earliestMs - 1 - setup.elapsedMs);
    assert.equal(setup.sent.length, 2, 'sent too early');
    await setup.advance(latestMs - setup.elapsedMs);
    assert.deepEqual(setup.names(), ['a', 'b', 'next']);
  }

  for (const jumpMs of [
    400 * 24 * hour,
    hour,
    2 * minute,
    5 * second,
    -5 * second,
    -hour,
    -400 * 24 * hour,
  ]) {
    it(`counts the time that passed when the wall clock was set by ${jumpMs / second} seconds`, async () => {
      await setup.advance(20 * second);
      setup.wall.jump(jumpMs);
      await assertSent(setup.window(), turn, turn + step);
    });

    it(`tells the wait anew when the wall clock is set by ${jumpMs / second} seconds meanwhile`, async () => {
      await setup.askInTurn([[one, 'c']]);
      await setup.advance(20 * second);
      setup.wall.jump(jumpMs);
      await setup.advance(2 * second);
      const [reason, untilMs] = setup.told('c').at(-1) ?? [];
      assert.equal(reason, 'minute');
      const lateMs = (untilMs ?? 0) - jumpMs - turn;
      assert.ok(lateMs >= 0 && lateMs <= step, `${lateMs} ms after the minute`);
      await setup.advance(turn - 1 - setup.elapsedMs);
      assert.equal(setup.sent.length, 2);
      await setup.advance(step + 1);
      assert.equal(setup.sent.length, 3);
    });
  }

  for (const phaseMs of [0, 300, 900]) {
    it(`is exact where uptimes are whole seconds: a request ${phaseMs} ms after one began`, async () => {
      await setup.advance(2 * minute);
      setup.uptimeStepMs = second;
      setup.bootMs = setup.time.now() - hour - phaseMs;
      setup.sent.length = 0;
      await setup.askInTurn([
        [one, 'a'],
        [one, 'b'],
      ]);
      await assertSent(setup.window(), 2 * minute + turn, 2 * minute + turn);
    });
  }

  it('goes by the wall clock after the machine was restarted', async () => {
    await setup.advance(20 * second);
    setup.bootMs = setup.time.now() - 5 * second;
    await assertSent(setup.window(), turn, turn);
  });

  it('counts the time for which the machine was off', async () => {
    await setup.advance(20 * second);
    setup.wall.jump(10 * minute);
    setup.bootMs = setup.time.now() - 5 * second;
    await setup.askInTurn([[setup.window(), 'next']]);
    assert.equal(setup.sent.length, 3);
  });

  it('loses a minute at most when the machine was restarted with its wall clock set back', async () => {
    await setup.advance(20 * second);
    setup.wall.jump(-hour);
    setup.bootMs = setup.time.now() - 5 * second;
    await assertSent(setup.window(), turn, 20 * second + turn);
  });

  it('does not take the uptime of another machine for its own', async () => {
    const book = await setup.book();
    await setup.write({ ...book, saved: { ...book.saved, place: '00000000', upMs: 0 } });
    await setup.advance(20 * second);
    await assertSent(setup.window(), turn, turn);
  });

  it('keeps to a block over a jump of the wall clock', async () => {
    one.throttled(10 * minute);
    await setup.disk.quiet();
    setup.wall.jump(hour);
    await setup.advance(9 * minute);
    await assertSent(setup.window(), 10 * minute + margin - step, 10 * minute + margin + step);
  });

  it('counts an open request over a jump of the wall clock', async () => {
    await setup.advance(2 * turn);
    await setup.askInTurn([
      [one, 'c', { takesMs: 5 * minute }],
      [one, 'd', { takesMs: 5 * minute }],
    ]);
    setup.wall.jump(24 * hour);
    await setup.askInTurn([[one, 'e']]);
    await setup.advance(4 * minute);
    assert.deepEqual(setup.names(), ['a', 'b', 'c', 'd']);
    assert.equal((await setup.book()).open.length, 2);
  });
});
