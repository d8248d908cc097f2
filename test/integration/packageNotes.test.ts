import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageNotes } from '../../src/views/packageEditor/packageNotes.ts';

const note = { artifact: 'processes', rows: [3], tag: 'bad', comment: '' };

describe('The tags beside a package', () => {
  const notes = new PackageNotes('somebody');
  let folder: string;
  let packagePath: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notes-'));
    packagePath = join(folder, 'ws-042.zip');
    file = join(folder, 'ws-042.notes.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function holds(kept: unknown): Promise<void> {
    await writeFile(file, JSON.stringify({ schema: 'package-notes/1', notes: kept }));
  }

  it('change nothing but themselves, whatever an artifact is called', async () => {
    const kept = ['__proto__', 'constructor', 'toString'].map((artifact) => {
      return { artifact, row: 7, tag: 'x', comment: '' };
    });
    await holds(kept);
    const read = await notes.read(packagePath);
    assert.equal(Reflect.get({}, 7), undefined);
    assert.equal(Reflect.get(Object, 7), undefined);
    assert.deepEqual(
      Object.entries(read).map(([artifact, rows]) => [artifact, rows[7]?.tag]),
      kept.map(({ artifact }) => [artifact, 'x']),
    );
    await notes.put(packagePath, { ...note, artifact: '__proto__' }, new Date());
    assert.equal(Reflect.get({}, 3), undefined);
  });

  it('are none where another thing has their name, which is left as it is', async () => {
    for (const content of ['null', '5', '[]', '{', '{"schema":"package-notes/2","notes":[]}']) {
      await writeFile(file, content);
      assert.deepEqual(Object.keys(await notes.read(packagePath)), []);
      await assert.rejects(notes.put(packagePath, note, new Date()));
      assert.equal(await readFile(file, 'utf8'), content);
    }
  });

  it('are not written to where a link leads', async () => {
    const elsewhere = join(folder, 'elsewhere.json');
    await symlink(elsewhere, file);
    await assert.rejects(notes.put(packagePath, note, new Date()), /cannot hold the tags/);
    await assert.rejects(readFile(elsewhere), { code: 'ENOENT' });
    await holds([{ artifact: 'processes', row: 1, tag: 'x', comment: '' }]);
    const before = await readFile(elsewhere, 'utf8');
    await assert.rejects(notes.put(packagePath, note, new Date()), /cannot hold the tags/);
    assert.equal(await readFile(elsewhere, 'utf8'), before);
  });

  it('are not read from a file that is far too large', async () => {
    await holds([{ artifact: 'processes', row: 1, tag: 'x', comment: '' }]);
    await truncate(file, 2 ** 31);
    const startedMs = performance.now();
    assert.deepEqual(Object.keys(await notes.read(packagePath)), []);
    await assert.rejects(notes.put(packagePath, note, new Date()), /cannot hold the tags/);
    assert.ok(performance.now() - startedMs < 2000);
  });
});
