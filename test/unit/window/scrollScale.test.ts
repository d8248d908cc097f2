import assert from 'node:assert/strict';
import { rowHeight, ScrollScale } from '../../../src/window/grid/scrollScale.ts';

const viewHeight = 600;

function scaleOf(rowCount: number): ScrollScale {
  const scale = new ScrollScale();
  scale.resize(rowCount, viewHeight);
  return scale;
}

/** The farthest that the browser's scroll bar goes. */
const lastBar = ({ contentHeight }: ScrollScale) => contentHeight - viewHeight;

describe('The scale between a scroll bar and rows', () => {
  it('is one to one as long as the rows are not too high for an element', () => {
    const scale = scaleOf(100_000);
    assert.equal(scale.contentHeight, 100_000 * rowHeight);
    for (const bar of [0, 1, 12_345, lastBar(scale)]) {
      scale.follow(bar);
      assert.equal(scale.top, bar);
    }
    assert.equal(scale.rows.end, 100_000);
  });

  for (const rowCount of [400_000, 3_000_000, 500_000_000]) {
    it(`reaches the first and the last of ${rowCount} rows`, () => {
      const scale = scaleOf(rowCount);
      assert.ok(scale.contentHeight <= 8_000_000);
      scale.follow(lastBar(scale));
      assert.equal(scale.rows.end, rowCount);
      assert.equal(scale.top, rowCount * rowHeight - viewHeight);
      scale.follow(0);
      assert.deepEqual(scale.rows, { start: 0, end: Math.ceil(viewHeight / rowHeight) });
    });
  }

  it('moves pixel by pixel with small steps of a scaled bar, and in proportion with leaps', () => {
    const scale = scaleOf(3_000_000);
    scale.follow(4_000_000);
    const middle = scale.top;
    assert.ok(Math.abs(middle / (3_000_000 * rowHeight) - 0.5) < 0.001);
    scale.follow(4_000_100);
    assert.equal(scale.top, middle + 100);
    scale.follow(3_999_900);
    assert.equal(scale.top, middle - 100);
  });

  it('brings the bar to where it belongs without moving the rows, and to an end only with them', () => {
    const scale = scaleOf(3_000_000);
    scale.follow(4_000_000);
    for (let step = 1; step <= 50; step++) {
      scale.follow(4_000_000 + step * 100);
    }
    const { top, bar } = scale;
    assert.ok(bar < 4_005_000, 'the bar went further than the rows');
    scale.settle(bar);
    scale.follow(bar);
    assert.equal(scale.top, top);
    scale.moveTo(5);
    assert.ok(scale.bar > 0, 'there are rows above');
    scale.moveTo(0);
    assert.equal(scale.bar, 0);
    scale.moveTo(3_000_000 * rowHeight);
    assert.equal(scale.bar, lastBar(scale));
  });

  it('reveals a row by moving as little as needed', () => {
    const scale = scaleOf(1000);
    scale.reveal(10);
    assert.equal(scale.top, 0);
    scale.reveal(100);
    assert.equal(scale.top, 101 * rowHeight - viewHeight);
    scale.reveal(99);
    assert.equal(scale.top, 101 * rowHeight - viewHeight);
    scale.reveal(5);
    assert.equal(scale.top, 5 * rowHeight);
  });

  it('has rows again after there were none', () => {
    const scale = scaleOf(0);
    assert.deepEqual(scale.rows, { start: 0, end: 0 });
    scale.follow(0);
    scale.resize(10, viewHeight);
    assert.deepEqual(scale.rows, { start: 0, end: 10 });
    assert.equal(scale.bar, 0);
  });
});
