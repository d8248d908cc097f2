import assert from 'node:assert/strict';
import { RowSelection } from '../../../src/window/grid/rowSelection.ts';

describe('The selection of rows', () => {
  it('joins what touches, and splits where one is taken out', () => {
    const selection = new RowSelection();
    for (const place of [5, 3, 4, 9]) {
      selection.toggle(place);
    }
    assert.deepEqual(selection.ranges, [
      [3, 5],
      [9, 9],
    ]);
    selection.toggle(4);
    assert.deepEqual(selection.ranges, [
      [3, 3],
      [5, 5],
      [9, 9],
    ]);
    assert.equal(selection.count, 3);
    assert.deepEqual(
      [3, 4, 5].map((place) => selection.has(place)),
      [true, false, true],
    );
  });

  it('extends from where it began, in both directions', () => {
    const selection = new RowSelection();
    selection.only(10);
    selection.extend(14);
    assert.deepEqual(selection.ranges, [[10, 14]]);
    selection.extend(8);
    assert.deepEqual(selection.ranges, [[8, 10]]);
    selection.toggle(20);
    selection.extend(22, true);
    assert.deepEqual(selection.ranges, [
      [8, 10],
      [20, 22],
    ]);
    selection.clear(30);
    assert.equal(selection.count, 0);
    selection.extend(31);
    assert.deepEqual(selection.ranges, [[30, 31]]);
  });

  it('takes all of millions of rows, and nothing that is not there', () => {
    const selection = new RowSelection();
    selection.all(3_000_000);
    assert.equal(selection.count, 3_000_000);
    selection.all(0);
    assert.equal(selection.count, 0);
    selection.restore([[1, 2], [9, 5], [8, 100]], 10); // prettier-ignore
    assert.deepEqual(selection.ranges, [[1, 2]]);
  });
});
