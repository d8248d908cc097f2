import assert from 'node:assert/strict';
import { isNever, naiveMs, onlyOrder, parseLocalTime } from '../../../../src/packages/clock/localTime.ts';

describe('A local time', () => {
  const at = Date.UTC(2025, 7, 7, 14, 56, 17);
  const spellings: [string, 'dayFirst' | 'monthFirst', number][] = [
    ['07-08-2025 14:56:17', 'dayFirst', at],
    ['8/7/2025 2:56:17 PM', 'monthFirst', at],
    ['8/7/2025 2:56:17\u202fPM', 'monthFirst', at],
    ['07.08.2025 14:56:17', 'dayFirst', at],
    ['07.08.2025, 14:56:17', 'dayFirst', at],
    ['07/08/2025 14:56:17', 'dayFirst', at],
    ['7. 8. 2025 14:56:17', 'dayFirst', at],
    ['2025-08-07 14:56:17', 'dayFirst', at],
    ['2025/08/07 14:56:17', 'monthFirst', at],
    ['07-08-25 14.56.17', 'dayFirst', at],
    ['07-08-2025  14:56', 'dayFirst', at - 17_000],
    ['2025/8/7 下午 02:56:17', 'dayFirst', at],
    ['8/7/2025 12:00:00 AM', 'monthFirst', Date.UTC(2025, 7, 7)],
    ['8/7/2025 12:00:00 PM', 'monthFirst', Date.UTC(2025, 7, 7, 12)],
  ];
  for (const [text, order, ms] of spellings) {
    it(`is read in the spelling ${text}`, () => {
      const time = parseLocalTime(text) ?? assert.fail();
      assert.equal(naiveMs(time, order), ms);
    });
  }

  it('is nothing else', () => {
    for (const text of [
      '',
      'N/A',
      'Nicht zutreffend',
      '10.0.26100 N/A Build 26100',
      '03:00:00',
      '07-08-2025',
      '7-8-2025 25:00',
      '1.36 ), 05-12-2024',
      `${'1-'.repeat(100_000)}1:1`,
      '07-08-2025 14:56:17'.repeat(20),
    ]) {
      assert.equal(parseLocalTime(text), undefined, text.slice(0, 50));
    }
  });

  it('has no date that does not exist', () => {
    const time = parseLocalTime('31-02-2025 00:00') ?? assert.fail();
    assert.deepEqual([naiveMs(time, 'dayFirst'), naiveMs(time, 'monthFirst')], [undefined, undefined]);
  });

  it('shows its order where only one is possible', () => {
    const orders = ['13-08-2025 0:00', '08-13-2025 0:00', '07-08-2025 0:00', '2025-08-13 0:00'].map((text) =>
      onlyOrder(parseLocalTime(text) ?? assert.fail()),
    );
    assert.deepEqual(orders, ['dayFirst', 'monthFirst', undefined, undefined]);
  });

  it('is never on 30 November 1999, midnight, in all spellings', () => {
    const never = [
      '30-11-1999 00:00:00',
      '11/30/1999 12:00:00 AM',
      '30.11.1999 00:00:00',
      '1999/11/30 00:00',
    ];
    assert.ok(never.every((text) => isNever(parseLocalTime(text) ?? assert.fail())));
    assert.ok(!isNever(parseLocalTime('30-11-1999 00:00:01') ?? assert.fail()));
  });
});
