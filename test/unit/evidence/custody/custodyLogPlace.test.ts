import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { checkCustody } from '../../../../src/evidence/custody/custodyChain.ts';
import { CustodySetup } from '../../../support/custodySetup.ts';
import { assertRefused } from '../../../support/rejections.ts';

describe('The place of a custody log', () => {
  let setup: CustodySetup;
  let outside: string;
  let server: Server;

  beforeEach(async () => {
    setup = await CustodySetup.start();
    outside = join(setup.root, 'of-somebody-else');
    await mkdir(outside);
    await writeFile(join(outside, 'file'), 'precious');
    server = createServer();
  });

  afterEach(async () => {
    server.close();
    assert.equal(await readFile(join(outside, 'file'), 'utf8'), 'precious');
    assert.deepEqual(await readdir(outside), ['file']);
    await setup.close();
  });

  const check = () => checkCustody(setup.folder, setup.disk);

  const others: [string, () => unknown][] = [
    ['a link to a file', () => symlink(join(outside, 'file'), setup.path)],
    ['a link to nothing', () => symlink(join(outside, 'not-there'), setup.path)],
    ['a link to a folder', () => symlink(outside, setup.path)],
    ['a link to a log in the same folder', () => symlink('other.jsonl', setup.path)],
    ['a folder', () => mkdir(setup.path)],
    ['a pipe', () => execFileSync('mkfifo', [setup.path])],
    ['a socket', () => once(server.listen(setup.path), 'listening')],
  ];
  for (const [words, make] of others) {
    it(`is not written or read when it is ${words}`, async () => {
      await writeFile(join(setup.folder, 'other.jsonl'), '');
      await make();
      await assertRefused(setup.append(), 'nameTaken', { path: setup.path });
      await assertRefused(check(), 'nameTaken', { path: setup.path });
      assert.deepEqual((await readdir(setup.folder)).sort(), ['custody.jsonl', 'other.jsonl']);
      assert.equal(await readFile(join(setup.folder, 'other.jsonl'), 'utf8'), '');
    });
  }

  it('is not in a folder that is a link', async () => {
    await rm(setup.folder, { recursive: true });
    await symlink(outside, setup.folder);
    await assertRefused(setup.append(), 'folderOutside', { path: setup.folder });
    await writeFile(join(outside, 'custody.jsonl'), 'precious');
    await assertRefused(check(), 'folderOutside', { path: setup.path });
    await rm(join(outside, 'custody.jsonl'));
  });

  it('is not in a folder that becomes a link meanwhile', async () => {
    await setup.append();
    const before = await setup.read();
    await writeFile(join(outside, 'custody.jsonl'), 'precious');
    const { open } = setup.disk.files;
    setup.disk.replace('open', async (path: string, flags: number) => {
      await rename(setup.folder, `${setup.folder}-before`);
      await symlink(outside, setup.folder);
      return open(path, flags);
    });
    await assertRefused(setup.append(), 'folderOutside', { path: setup.path });
    assert.equal(await readFile(join(outside, 'custody.jsonl'), 'utf8'), 'precious');
    assert.equal(await readFile(join(`${setup.folder}-before`, 'custody.jsonl'), 'utf8'), before);
    await rm(join(outside, 'custody.jsonl'));
  });

  it('may be a folder that is gone', async () => {
    await rm(setup.folder, { recursive: true });
    await assertRefused(setup.append(), 'folderGone', { path: setup.path });
    assert.equal(await check(), undefined);
  });

  it('may hold no log yet', async () => {
    assert.equal(await check(), undefined);
    await writeFile(setup.path, '');
    assert.deepEqual(await check(), { lines: 0, entries: [] });
  });
});
