import assert from 'node:assert/strict';
import { tabSeparated } from '../../../src/window/grid/tabSeparated.ts';

describe('Rows for the clipboard', () => {
  it('are separated by tabs and end with a line end', () => {
    assert.equal(tabSeparated([['a', 'b'], ['1', '']]), 'a\tb\r\n1\t\r\n'); // prettier-ignore
  });

  it('quote what would be taken for another cell or row', () => {
    assert.equal(tabSeparated([['x\ty', 'l1\r\nl2', 'say "hi"']]), '"x\ty"\t"l1\r\nl2"\t"say ""hi"""\r\n');
  });

  it('have no formulas', () => {
    for (const text of ['=1+1', '+cmd|calc', '@sum(1)', '-1+cmd', '--']) {
      assert.equal(tabSeparated([[text]]), `'${text}\r\n`, text);
    }
    for (const text of ['-5', '-1,024.5', 'a=b', '5', '']) {
      assert.equal(tabSeparated([[text]]), `${text}\r\n`, text);
    }
    assert.equal(tabSeparated([['\t=1+1']]), '"\'\t=1+1"\r\n');
  });
});
