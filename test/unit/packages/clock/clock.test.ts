import assert from 'node:assert/strict';
import { Clock } from '../../../../src/packages/clock/clock.ts';
import { clockedTable } from '../../../../src/packages/clock/clockedTable.ts';
import { fitsStated, readingsOf, statedOffset, type Moment } from '../../../../src/packages/clock/witness.ts';
import { first } from '../../../../src/packages/table/table.ts';
import { TableBuilder } from '../../../../src/packages/table/tableBuilder.ts';
import { textOf } from '../../../support/packageTexts.ts';

const source = { member: 'a.txt', offset: 0, line: 0 };
const utcMs = Date.UTC(2025, 7, 7, 13, 2, 57);

function moment(localText: string, at = utcMs, witness: Moment['witness'] = 'processList'): Moment {
  return { witness, localText, utcMs: at, source };
}

function clockOf(moments: readonly Moment[], zone = '', otherTimes: readonly string[] = []): Clock {
  return new Clock({ moments, zone: zone === '' ? undefined : { text: zone, source }, otherTimes });
}

describe('The clock of a package', () => {
  const india = '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi';
  const seen = moment('07-08-2025 18:32:57');

  it('is proven by one moment, to the second, in offset and order', () => {
    const clock = clockOf([seen], india);
    assert.deepEqual([clock.offsetMinutes, clock.order, clock.doubt], [330, 'dayFirst', undefined]);
    assert.deepEqual(clock.convert('01-02-2025 05:30:00'), { proof: 'proven', utcMs: Date.UTC(2025, 1, 1) });
  });

  const spellings: [string, number, 'dayFirst' | 'monthFirst' | undefined][] = [
    ['8/7/2025 6:02:57 AM', -420, 'monthFirst'],
    ['07.08.2025 15:02:57', 120, 'dayFirst'],
    ['07/08/2025 15:02:50', 120, 'dayFirst'],
    ['2025-08-08 02:02:57', 780, undefined],
    ['Thursday, August 7, 2025 6:32:57 PM', 330, undefined],
    ['Donnerstag, 7. August 2025 15:02:57', 120, undefined],
    ['jeudi 7 août 2025 15:02:57', 120, undefined],
    ['07 August 2025 18:32:57', 330, undefined],
  ];
  for (const [text, offset, order] of spellings) {
    it(`follows from ${text}`, () => {
      assert.deepEqual(readingsOf(moment(text)), [{ offsetMinutes: offset, order }]);
    });
  }

  it('has no witness in a moment that is too far off, or on no zone of the world', () => {
    for (const text of [
      '07-08-2025 18:40:00',
      '09-08-2025 18:32:57',
      'yesterday 18:32:57',
      '',
      '1 2025 1:2:3',
    ]) {
      assert.deepEqual(readingsOf(moment(text)), [], text);
    }
    assert.equal(clockOf([moment('09-08-2025 18:32:57')]).doubt, 'noWitness');
  });

  it('is not proven by the stated zone alone, which does not tell of summer', () => {
    const clock = clockOf([], '(UTC+01:00) Berlin');
    assert.deepEqual([clock.offsetMinutes, clock.doubt], [undefined, 'noWitness']);
    assert.equal(clock.convert('07-08-2025 18:32:57').proof, 'unproven');
    assert.ok(Number.isNaN(clock.convert('07-08-2025 18:32:57').utcMs));
  });

  it('is not proven when two witnesses, or one and the stated zone, contradict each other', () => {
    const other = moment('07-08-2025 15:02:57', utcMs, 'copyLog');
    assert.equal(clockOf([seen, other]).doubt, 'contradiction');
    assert.equal(clockOf([seen], '(UTC-08:00) Pacific').doubt, 'contradiction');
    assert.equal(clockOf([seen, other]).convert('07-08-2025 18:32:57').proof, 'unproven');
  });

  it('names its witnesses, and whether each fits', () => {
    const clock = clockOf(
      [seen, moment('Thursday, August 7, 2025 6:32:00 PM', utcMs - 57_000, 'copyLog'), moment('nonsense')],
      india,
    );
    assert.deepEqual(
      clock.testimonies.map(({ witness, offsetMinutes, fits }) => [witness, offsetMinutes, fits]),
      [
        ['processList', 330, true],
        ['copyLog', 330, true],
        ['processList', undefined, false],
        ['statedZone', 330, true],
      ],
    );
  });

  it('learns the order of day and month from other times where the moments leave it open', () => {
    const same = moment('07/07/2025 18:32:57', Date.UTC(2025, 6, 7, 13, 2, 57));
    assert.equal(clockOf([same], india).order, undefined);
    assert.equal(clockOf([same], india, ['01/02/2025 0:00', '13/02/2025 0:00']).order, 'dayFirst');
    assert.equal(clockOf([same], india, ['02/13/2025 0:00']).order, 'monthFirst');
    assert.equal(clockOf([same], india, ['02/13/2025 0:00', '13/02/2025 0:00']).order, undefined);
    assert.equal(clockOf([same], india, ['30/11/1999 00:00:00']).order, undefined);
    const open = clockOf([same], india);
    assert.equal(open.convert('01/02/2025 12:00:00').proof, 'unproven');
    assert.equal(open.convert('05/05/2025 12:00:00').proof, 'proven');
    assert.equal(open.convert('2025-05-06 12:00:00').proof, 'proven');
  });

  it('tells times that never were from those that are none', () => {
    const clock = clockOf([seen], india);
    const proofs = ['30-11-1999 00:00:00', 'N/A', '', '03:00:00', '31-02-2025 00:00:00'].map(
      (text) => clock.convert(text).proof,
    );
    assert.deepEqual(proofs, ['never', 'none', 'none', 'unproven', 'unproven']);
  });

  it('goes by summer time where all zones that fit agree', () => {
    const berlin = clockOf(
      [moment('07.08.2025 15:02:57')],
      '(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien',
    );
    assert.deepEqual(berlin.convert('07.08.2025 14:00:00').utcMs, Date.UTC(2025, 7, 7, 12));
    assert.deepEqual(berlin.convert('07.02.2025 14:00:00'), {
      proof: 'proven',
      utcMs: Date.UTC(2025, 1, 7, 13),
    });
    // In the night when the clocks went forward nothing is sure.
    assert.equal(berlin.convert('30.03.2025 02:30:00').proof, 'unproven');
  });

  it('says nothing of other seasons where zones that fit differ', () => {
    // In winter this may be a zone with summer time, or one without.
    const winter = clockOf(
      [moment('07.01.2025 14:02:57', Date.UTC(2025, 0, 7, 13, 2, 57))],
      '(UTC+01:00) nowhere',
    );
    assert.equal(winter.convert('06.01.2025 14:00:00').proof, 'proven');
    assert.equal(winter.convert('07.07.2024 14:00:00').proof, 'unproven');
  });

  it('knows the zones that hosts state', () => {
    const zones = [
      '(UTC+05:30) Chennai',
      '(UTC-08:00) Pacific Time',
      '(UTC) Coordinated Universal Time',
      'Berlin',
      `(UTC+${'0'.repeat(99_999)}`,
    ];
    assert.deepEqual(zones.map(statedOffset), [330, -480, 0, undefined, undefined]);
    assert.deepEqual(
      [fitsStated(120, 60), fitsStated(60, 60), fitsStated(0, 60), fitsStated(660, 630)],
      [true, true, false, true],
    );
  });
});

describe('A table with a clock', () => {
  const tableOf = (...times: string[]) => {
    const table = new TableBuilder('t', [first('when', 'localTime'), first('x')]);
    for (const time of times) {
      table.add(textOf('a\n'), 0, [time, 'x']);
    }
    return table;
  };
  const clock = clockOf([moment('07-08-2025 18:32:57')], '(UTC+05:30) Chennai');

  it('has its times in UTC beside their text', () => {
    const table = clockedTable(tableOf('07-08-2025 18:32:57', 'N/A', '30-11-1999 00:00:00'), clock);
    assert.deepEqual(
      [table.columns[0]?.kind, table.text(0, 0), table.number(0, 0), table.proof(0, 0)],
      ['time', '07-08-2025 18:32:57', utcMs, 'proven'],
    );
    assert.deepEqual([table.proof(1, 0), table.proof(2, 0), table.text(0, 1)], ['none', 'never', 'x']);
  });

  it('is not converted when it writes its dates in another order', () => {
    const table = clockedTable(tableOf('08-07-2025 18:32:57', '08-13-2025 18:32:57'), clock);
    assert.deepEqual(
      [table.proof(0, 0), table.number(0, 0), table.proof(1, 0)],
      ['unproven', NaN, 'unproven'],
    );
  });

  it('has no times in UTC without a proven clock', () => {
    const table = clockedTable(tableOf('08-07-2025 18:32:57'), clockOf([]));
    assert.deepEqual(
      [table.proof(0, 0), table.number(0, 0), table.text(0, 0)],
      ['unproven', NaN, '08-07-2025 18:32:57'],
    );
  });
});
