import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { families } from './families.ts';
import { faultsDocument, testName } from './faultsDocument.ts';

for (const family of families) {
  describe(`Acquiring a package: ${family.title}`, function () {
    // Windows are processes, and may have to wait for what one that was killed has left.
    this.timeout(30_000);

    if (family.before) {
      before(family.before);
    }
    if (family.after) {
      after(family.after);
    }
    for (const [index, { title, prove }] of family.rows.entries()) {
      it(`${testName(family, index)} ${title}`, prove);
    }
  });
}

describe('The faults of acquiring a package', () => {
  it('are told apart by their titles', () => {
    const titles = families.flatMap(({ rows }) => rows.map(({ title }) => title));
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  it('stand in docs/faults.md, every one with its promise and its test', async () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'faults.md');
    const text = faultsDocument(families);
    if (process.env['UPDATE_DOCS']) {
      await writeFile(path, text);
    } else {
      assert.equal(await readFile(path, 'utf8'), text, 'UPDATE_DOCS=1 renews it');
    }
  });
});
