import assert from 'node:assert/strict';
import { parseMachineAction, type MachineAction } from '../../../src/defender/machineAction.ts';
import type { Connection } from '../../../src/auth/connection.ts';
import { mergeRows as merge, type ActionRow, type MergedRows } from '../../../src/views/actionRows.ts';
import { SeededRandom } from '../../support/random.ts';

const contoso = { name: 'Contoso' } as Connection;

function mergeRows(before: readonly ActionRow[], actions: readonly MachineAction[]): MergedRows {
  return merge(before, actions, contoso);
}

describe('The rows of the list', () => {
  /** An action of the given minute. */
  function action(id: string, minute = 0, fields: Record<string, unknown> = {}): MachineAction {
    const creationDateTimeUtc = `2026-01-02T03:${String(minute).padStart(2, '0')}:00Z`;
    return parseMachineAction({ id, creationDateTimeUtc, status: 'Pending', ...fields }) ?? assert.fail();
  }

  const three = () => [action('c', 3), action('b', 2), action('a', 1)];
  const rowsOf = (actions: MachineAction[]): ActionRow[] => mergeRows([], actions).rows;
  const idsOf = (rows: readonly ActionRow[]) => rows.map((row) => row.action.id).join('');

  it('are made for the first answer, newest first', () => {
    const { rows, changed, isReordered } = mergeRows([], [action('a', 1), action('c', 3), action('b', 2)]);
    assert.deepEqual([idsOf(rows), changed, isReordered], ['cba', [], true]);
    assert.deepEqual([...new Set(rows.map(({ kind }) => kind))], ['action']);
    assert.ok(rows.every(({ connection }) => connection === contoso));
  });

  it('are none for an empty answer', () => {
    assert.deepEqual(mergeRows([], []), { rows: [], changed: [], isReordered: false });
    assert.deepEqual(mergeRows(rowsOf(three()), []), { rows: [], changed: [], isReordered: true });
  });

  it('stay the same objects, with the actions they had, when nothing changed', () => {
    const before = rowsOf(three());
    const actions = before.map((row) => row.action);
    const { rows, changed, isReordered } = mergeRows(before, three());
    assert.deepEqual([changed, isReordered], [[], false]);
    assert.ok(rows.every((row, index) => row === before[index] && row.action === actions[index]));
  });

  it('stay the same objects while their actions change, and only those are named', () => {
    const before = rowsOf(three());
    const [c, b, a] = three();
    const done = action('b', 2, { status: 'Succeeded' });
    const { rows, changed, isReordered } = mergeRows(
      before,
      [c, done, a].filter((known) => known !== undefined),
    );
    assert.ok(b);
    assert.ok(rows.every((row, index) => row === before[index]));
    assert.deepEqual([changed, isReordered], [[before[1]], false]);
    assert.equal(rows[1]?.action, done);
  });

  it('come and go around those that stay', () => {
    const before = rowsOf(three());
    const { rows, changed, isReordered } = mergeRows(before, [
      action('d', 4),
      action('c', 3),
      action('a', 1),
    ]);
    assert.deepEqual([idsOf(rows), changed, isReordered], ['dca', [], true]);
    assert.deepEqual([rows[1], rows[2]], [before[0], before[2]]);
    assert.ok(rows[1] === before[0] && rows[2] === before[2]);
  });

  it('are reordered when as many come as go', () => {
    assert.equal(
      mergeRows(rowsOf(three()), [action('d', 4), action('c', 3), action('b', 2)]).isReordered,
      true,
    );
  });

  it('move when the time of their action changes', () => {
    const before = rowsOf(three());
    const { rows, changed, isReordered } = mergeRows(before, [
      action('c', 3),
      action('b', 2),
      action('a', 9),
    ]);
    assert.deepEqual([idsOf(rows), changed, isReordered], ['acb', [before[2]], true]);
  });

  it('are not given up when an answer comes that has them in another order', () => {
    const before = rowsOf(three());
    const { rows, changed, isReordered } = mergeRows(before, three().reverse());
    assert.deepEqual([changed, isReordered], [[], false]);
    assert.ok(rows.every((row, index) => row === before[index]));
  });

  const times: [string, string, string][] = [
    ['by their fractions', '2026-01-02T03:04:05.7000000Z', '2026-01-02T03:04:05.6999999Z'],
    ['by fractions of different lengths', '2026-01-02T03:04:05.123Z', '2026-01-02T03:04:05.12Z'],
    ['by a fraction before none', '2026-01-02T03:04:05.1Z', '2026-01-02T03:04:05Z'],
    ['by their days', '2026-01-10T00:00:00Z', '2026-01-09T23:59:59.9999999Z'],
  ];
  for (const [words, newer, older] of times) {
    it(`are ordered ${words}`, () => {
      const actions = [
        action('old', 0, { creationDateTimeUtc: older }),
        action('new', 0, { creationDateTimeUtc: newer }),
      ];
      assert.equal(idsOf(rowsOf(actions)), 'newold');
      assert.equal(idsOf(rowsOf(actions.reverse())), 'newold');
    });
  }

  it('keep the order of the service within one moment, and stand last without a time', () => {
    const untimed = (id: string) => action(id, 0, { creationDateTimeUtc: null });
    const actions = [untimed('x'), action('q', 1), action('p', 1), untimed('w'), action('r', 1)];
    assert.equal(idsOf(rowsOf(actions)), 'qprxw');
  });

  it('are one for an action that comes twice, as the later answer has it', () => {
    const early = action('b', 2);
    const late = action('b', 2, { status: 'Succeeded' });
    for (const before of [[], rowsOf(three())]) {
      const { rows } = mergeRows(before, [action('c', 3), early, late, action('a', 1)]);
      assert.equal(idsOf(rows), 'cba');
      assert.equal(rows[1]?.action, late);
    }
  });

  it('name a row once when its action comes twice', () => {
    const before = rowsOf(three());
    const twice = [action('b', 2, { status: 'InProgress' }), action('b', 2, { status: 'Succeeded' })];
    const { changed } = mergeRows(before, [action('c', 3), ...twice, action('a', 1)]);
    assert.deepEqual(changed, [before[1]]);
  });

  it('do not name a row whose action came otherwise and then as it was', () => {
    const before = rowsOf(three());
    const actions = [action('c', 3), action('b', 2, { status: 'Failed' }), action('b', 2), action('a', 1)];
    assert.deepEqual(mergeRows(before, actions).changed, []);
  });

  const changes: [string, object, object, boolean][] = [
    ['a value', { status: 'Pending' }, { status: 'Failed' }, true],
    ['a key that came', {}, { scope: null }, true],
    ['a key that went', { scope: null }, {}, true],
    ['another key in place of one', { scope: null }, { title: null }, true],
    ['null and an object', { relatedFileInfo: null }, { relatedFileInfo: {} }, true],
    ['something deep within', { commands: [{ status: 1 }] }, { commands: [{ status: 2 }] }, true],
    [
      'nothing but the objects themselves',
      { commands: [{ status: 1 }] },
      { commands: [{ status: 1 }] },
      false,
    ],
    ['0 and null', { errorHResult: 0 }, { errorHResult: null }, true],
    ['a number and its text', { errorHResult: 1 }, { errorHResult: '1' }, true],
    ['nothing but the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, false],
  ];
  for (const [words, first, second, isChange] of changes) {
    it(`${isChange ? 'change' : 'do not change'} with ${words}`, () => {
      const { changed } = mergeRows(rowsOf([action('a', 1, { ...first })]), [action('a', 1, { ...second })]);
      assert.equal(changed.length, isChange ? 1 : 0);
    });
  }

  it('leave the rows and the answer that they were made from as they are', () => {
    const before = rowsOf(three());
    const copy = [...before];
    const actions = Object.freeze(three().reverse());
    mergeRows(Object.freeze(before), actions);
    assert.deepEqual(before, copy);
  });

  it('are right for thousands of actions of which some come, go and change', () => {
    const random = new SeededRandom(5);
    const time = () => new Date(Date.UTC(2026, 0, 1) + random.below(1e9)).toISOString();
    const first = Array.from({ length: 5000 }, (_, id) =>
      action(`${id}`, 0, { creationDateTimeUtc: time() }),
    );
    const before = rowsOf(first);
    const kept = first.filter(() => random.below(10) > 0);
    const second = kept.map((known) =>
      random.below(10) > 0
        ? (parseMachineAction({ ...known.raw }) ?? assert.fail())
        : (parseMachineAction({ ...known.raw, status: 'Failed' }) ?? assert.fail()),
    );
    second.push(
      ...Array.from({ length: 500 }, (_, id) => action(`n${id}`, 0, { creationDateTimeUtc: time() })),
    );
    const { rows, changed } = mergeRows(before, second);
    assert.equal(rows.length, second.length);
    const rowById = new Map(before.map((row) => [row.action.id, row]));
    assert.ok(rows.every((row) => row.action.id.startsWith('n') || row === rowById.get(row.action.id)));
    assert.equal(
      changed.length,
      second.filter(({ status, id }) => status === 'Failed' && !id.startsWith('n')).length,
    );
    const sorted = rows.map((row) => Date.parse(row.action.creationDateTimeUtc ?? ''));
    assert.ok(sorted.every((at, index) => index === 0 || at <= (sorted[index - 1] ?? 0)));
  });
});
