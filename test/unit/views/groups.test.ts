import assert from 'node:assert/strict';
import type { Connection } from '../../../src/auth/connection.ts';
import { parseMachineAction, type MachineAction } from '../../../src/defender/machineAction.ts';
import { mergeRows, type ActionRow } from '../../../src/views/actionRows.ts';
import {
  GroupedRows,
  groupings,
  readGrouping,
  type ActionGroup,
  type Grouping,
} from '../../../src/views/groups.ts';

/** An action so many hours old. */
function action(id: string, hours: number, fields: Record<string, unknown> = {}): MachineAction {
  const at = new Date(new Date(2026, 0, 20, 12).getTime() - hours * 3_600_000);
  return (
    parseMachineAction({ id, creationDateTimeUtc: at.toISOString(), type: 'Isolate', ...fields }) ??
    assert.fail()
  );
}

/** A list that is asked again and again, and what its tree shows. */
class Stage {
  rows: readonly ActionRow[] = [];
  readonly grouped = new GroupedRows();

  load(actions: MachineAction[], grouping: Grouping): ReturnType<GroupedRows['update']> {
    const { rows, changed, isReordered } = mergeRows(this.rows, actions, { name: 'Contoso' } as Connection);
    this.rows = rows;
    return this.grouped.update(rows, grouping, isReordered ? undefined : changed);
  }

  get groups(): ActionGroup[] {
    return this.grouped.top.filter((element) => element.kind === 'group');
  }

  /** `key:ids` of each group. */
  get shape(): string[] {
    return this.groups.map(({ key, rows }) => `${key}:${rows.map((row) => row.action.id).join('')}`);
  }
}

describe('The groups of the list', () => {
  const four = () => [
    action('a', 1, { status: 'Pending', computerDnsName: 'ws-1' }),
    action('b', 2, { status: 'Failed', computerDnsName: 'WS-1 ', type: 'Offboard' }),
    action('c', 20, { status: 'Failed', machineId: '77' }),
    action('d', 30, { status: 'Odd' }),
  ];
  let stage: Stage;

  beforeEach(() => (stage = new Stage()));

  it('are none where none are wanted', () => {
    stage.load(four(), 'none');
    assert.equal(stage.grouped.top, stage.rows);
  });

  it('are the days of this machine, the newest first', () => {
    stage.load([...four(), action('e', 0, { creationDateTimeUtc: null })], 'day');
    const day = (date: number) => new Date(2026, 0, date).getTime();
    assert.deepEqual(stage.shape, [`${day(20)}:ab`, `${day(19)}:cd`, ':e']);
  });

  it('are the devices, by their names however written, or by their ids', () => {
    stage.load(four(), 'device');
    assert.deepEqual(stage.shape, ['ws-1:ab', '77:c', ':d']);
  });

  it('are the types and the states, unknown ones too', () => {
    stage.load(four(), 'type');
    assert.deepEqual(stage.shape, ['Isolate:acd', 'Offboard:b']);
    stage.load(four(), 'state');
    assert.deepEqual(stage.shape, ['Pending:a', 'Failed:bc', 'Odd:d']);
  });

  it('stay the same objects while rows come and go', () => {
    stage.load(four(), 'state');
    const [pending, failed] = stage.groups;
    const redrawn = stage.load([action('n', 0, { status: 'Failed' }), ...four()], 'state');
    assert.equal(redrawn, undefined, 'the list is another');
    assert.deepEqual(stage.shape, ['Failed:nbc', 'Pending:a', 'Odd:d']);
    assert.ok(stage.groups[0] === failed && stage.groups[1] === pending);
  });

  it('are others when another grouping has the same keys', () => {
    const same = [action('a', 1, { status: 'X', type: 'X' })];
    stage.load(same, 'state');
    const [before] = stage.groups;
    assert.equal(stage.load(same, 'type'), undefined);
    assert.notEqual(stage.groups[0], before);
  });

  it('are drawn anew, and no others, when a row goes from one to another', () => {
    stage.load(four(), 'state');
    const [, failed, odd] = stage.groups;
    const row = stage.rows[3];
    const [a, b, c] = four();
    const redrawn = stage.load(
      [a, b, c, action('d', 30, { status: 'Failed' }), action('x', 40, { status: 'Odd' })].filter(
        (one) => one !== undefined,
      ),
      'state',
    );
    assert.equal(redrawn, undefined);
    const back = stage.load(
      [a, b, c, action('d', 30, { status: 'Odd' }), action('x', 40, { status: 'Odd' })].filter(
        (one) => one !== undefined,
      ),
      'state',
    );
    assert.deepEqual(back, [failed, odd, row]);
  });

  it('are all drawn anew when one ends or begins', () => {
    stage.load(four(), 'state');
    const [, ...others] = four();
    assert.equal(stage.load([action('a', 1, { status: 'Succeeded' }), ...others], 'state'), undefined);
  });

  for (const grouping of groupings) {
    it(`redraw one row for one changed action among 10,000, grouped by ${grouping}`, () => {
      const many = () =>
        Array.from({ length: 10_000 }, (_, at) =>
          action(`${at}`, at / 20, { status: 'InProgress', computerDnsName: `ws-${at % 500}` }),
        );
      stage.load(many(), grouping);
      const groups = [...stage.groups];
      const again = many();
      again[7000] = action('7000', 350, {
        status: 'InProgress',
        computerDnsName: 'ws-0',
        requestorComment: 'new',
      });
      const redrawn = stage.load(again, grouping);
      assert.deepEqual(
        redrawn?.map((element) => element.kind === 'action' && element.action.id),
        ['7000'],
      );
      assert.ok(stage.groups.every((group, index) => group === groups[index]));
    });
  }

  it('are those that were kept, and none when that is no grouping', () => {
    assert.deepEqual(groupings.map(readGrouping), groupings);
    assert.deepEqual([undefined, 'Day', 7, null].map(readGrouping), ['none', 'none', 'none', 'none']);
  });
});
