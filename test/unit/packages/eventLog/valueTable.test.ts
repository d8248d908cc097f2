import assert from 'node:assert/strict';
import { ValueTable } from '../../../../src/packages/eventLog/valueTable.ts';
import { valueTypes } from '../../../../src/packages/eventLog/valueTypes.ts';

describe('The different values of a batch', () => {
  it('keep the same number, and are kept once', () => {
    const table = new ValueTable();
    assert.equal(table.addText('one'), 0);
    assert.equal(table.addText('two'), 1);
    assert.equal(table.addText('one'), 0);
    assert.equal(table.finish().valueTypes.length, 2);
  });

  it('are told apart by their types, too', () => {
    const table = new ValueTable();
    const view = new DataView(Uint8Array.of(1, 2, 3, 4).buffer);
    assert.equal(table.add(valueTypes.uint32, view, 0, 4), 0);
    assert.equal(table.add(valueTypes.hex32, view, 0, 4), 1);
    assert.equal(table.add(valueTypes.uint32, view, 0, 4), 0);
  });

  it('are told apart even where their hashes are the same, which some of so many are', () => {
    const table = new ValueTable();
    const view = new DataView(new ArrayBuffer(8));
    for (let index = 0; index < 300_000; index++) {
      view.setUint32(0, Math.imul(index, 0x9e3779b1), true);
      view.setUint32(4, index, true);
      assert.equal(table.add(valueTypes.binary, view, 0, 8), index);
    }
  });
});
