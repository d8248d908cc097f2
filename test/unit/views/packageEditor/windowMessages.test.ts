import assert from 'node:assert/strict';
import type { FromWindow } from '../../../../src/packages/reading/messages.ts';
import { readFromWindow } from '../../../../src/views/packageEditor/windowMessages.ts';

const wish = {
  filters: { name: 'power' },
  text: '-x',
  sorting: { column: 'name', isDescending: true },
  hidesCollector: false,
  onlyTagged: true,
};

const good: FromWindow[] = [
  { id: 1, question: { kind: 'overview' } },
  { id: 2, question: { kind: 'columns', artifact: 'a' } },
  { id: 3, question: { kind: 'view', artifact: 'a', wish } },
  { id: 4, question: { kind: 'view', artifact: 'a', wish, row: 7 } },
  { id: 5, question: { kind: 'rows', artifact: 'a', view: 1, from: 0, count: 100, columns: ['name'] } },
  { id: 6, question: { kind: 'details', artifact: 'a', row: 0 } },
  { id: 7, question: { kind: 'search', text: 'x', hidesCollector: true, onlyTagged: false } },
  { cancel: 3 },
  { order: { kind: 'goToSource', artifact: 'a', row: 1 } },
  { order: { kind: 'copy', text: 'x' } },
  { order: { kind: 'copyHash' } },
  { order: { kind: 'tag', artifact: 'a', rows: [1, 2], tag: 't', comment: '' } },
  { order: { kind: 'export', artifact: 'a', wish, columns: ['name'] } },
];

/** Each part of a message replaced, one at a time, by what it may not be. */
function spoiled(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return [
      {},
      'x',
      ...value.flatMap((part, at) => spoiled(part).map((bad) => (value as unknown[]).with(at, bad))),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value);
    return [
      7,
      null,
      ...fields.flatMap(([name, part]) => spoiled(part).map((bad) => ({ ...value, [name]: bad }))),
    ];
  }
  return typeof value === 'number' ? [-1, 0.5, '1', NaN] : typeof value === 'string' ? [7, null] : ['yes', 1];
}

describe('What the window of a package says', () => {
  it('is taken when it is of the protocol, and nothing beside it', () => {
    for (const message of good) {
      assert.deepEqual(readFromWindow({ ...message, more: 1 }), message);
    }
  });

  it('is left alone when any part of it is something else', () => {
    for (const message of good) {
      for (const bad of spoiled(message)) {
        assert.equal(readFromWindow(bad), undefined, JSON.stringify(bad));
      }
    }
  });

  it('is left alone when it asks for more than a window shows', () => {
    const rows = { kind: 'rows', artifact: 'a', view: 1, from: 0, count: 1001, columns: [] };
    assert.equal(readFromWindow({ id: 1, question: rows }), undefined);
    assert.equal(readFromWindow({ order: { kind: 'copy', text: 'x'.repeat(50_000_001) } }), undefined);
    for (const other of [undefined, null, 'x', 7, [], { id: 1 }, { id: 1, question: { kind: 'member' } }]) {
      assert.equal(readFromWindow(other), undefined);
    }
  });
});
