import assert from 'node:assert/strict';
import { raceForQuota } from '../../../support/quotaRace.ts';

describe('The quota ledger of real processes', () => {
  it('gives them the whole quota and no more, in the order of asking, also when some are killed', async () => {
    const { calls, overMinute, overHour, asked, outOfOrder, killed } = await raceForQuota({
      processes: 4,
      hours: 1,
      kills: 4,
      seed: 'hour',
    });
    assert.deepEqual(
      { overMinute, overHour, outOfOrder, killed },
      { overMinute: 0, overHour: 0, outOfOrder: 0, killed: 4 },
    );
    assert.ok(calls >= 0.95 * 120 && calls <= 120, `${calls} calls`);
    assert.ok(asked >= calls);
  });
});
