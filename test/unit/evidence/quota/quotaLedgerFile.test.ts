import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeFiles } from '../../../../src/evidence/disk/files.ts';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';
import { systemError } from '../../../support/testDisk.ts';

const turn = minute + margin;

describe('The quota ledger, when its file is hard to write', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;
  /** What was written before it takes the file's place. */
  const next = /\.next$/;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    one = setup.window();
  });

  afterEach(() => setup.close());

  it('waits while others read it, which on Windows keeps it from being replaced', async () => {
    let tries = 0;
    setup.testDisk.replace('rename', (from: string, to: string) =>
      ++tries < 8 ? Promise.reject(systemError('EPERM')) : nodeFiles.rename(from, to),
    );
    await setup.askInTurn([[one, 'a']]);
    await setup.advance(5 * second);
    assert.deepEqual(setup.names(), ['a']);
    assert.deepEqual(setup.logger.lines, []);
  });

  it('begins again when its lock was taken while this process stood still', async () => {
    await setup.write({ sentMs: [setup.wall.now()] });
    const path = await setup.path();
    let isTaken = false;
    setup.testDisk.replace('writeFile', async (file: string, ...values: [string]) => {
      await nodeFiles.writeFile(file, ...values);
      if (next.test(file) && !isTaken) {
        isTaken = true;
        await nodeFiles.writeFile(`${path}.lock`, await setup.nameOf(process.ppid, 1));
      }
    });
    await setup.askInTurn([[one, 'a']]);
    assert.deepEqual(setup.sent, []);
    const sentMs = [setup.wall.now(), setup.wall.now()];
    await setup.write({ sentMs });
    await nodeFiles.rm(`${path}.lock`);
    await setup.advance(second);
    assert.deepEqual((await setup.book()).sentMs, sentMs, 'what the other one wrote is kept');
    assert.deepEqual(setup.told('a'), [['minute', turn]]);
    assert.deepEqual(setup.logger.lines, []);
  });

  it('has what it writes on the disk before that takes the file’s place', async () => {
    const done: string[] = [];
    for (const operation of ['writeFile', 'rename'] as const) {
      const real = nodeFiles[operation] as (...values: unknown[]) => Promise<unknown>;
      setup.testDisk.replace(operation, (...values: unknown[]) => {
        if (next.test(String(values[0]))) {
          done.push(`${operation} ${JSON.stringify(values[2])}`);
        }
        return real(...values);
      });
    }
    await setup.askInTurn([[one, 'a']]);
    assert.deepEqual(done.slice(0, 2), ['writeFile {"flush":true}', 'rename undefined']);
  });

  it('heals what is left of a file that was being written', async () => {
    const path = await setup.write({});
    await nodeFiles.writeFile(`${path}.next`, '{"version":1,"sav');
    await setup.askInTurn([[one, 'a']]);
    assert.equal((await setup.book()).sentMs.length, 1);
  });
});

describe('The quota ledger, when its file cannot be written', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    one = setup.window();
  });

  afterEach(() => setup.close());

  /** What holds for every pace. */
  async function assertPaced(already: number): Promise<void> {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      setup.ask(one, name).catch(() => undefined);
    }
    await setup.advance(turn - second);
    assert.deepEqual(setup.names(), ['a', 'b'].slice(0, 2 - already));
    await setup.advance(2 * turn);
    assert.deepEqual(setup.names(), ['a', 'b', 'c', 'd', 'e']);
    const warnings = setup.logger.lines;
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /^warn .*other windows.*\((EACCES|EROFS|ENOSPC|ENOTDIR|EPERM|ESTALE)\)$/);
  }

  it('paces this process alone on storage that is read-only', async () => {
    setup.testDisk.fail('mkdir', 'EROFS');
    await assertPaced(0);
    await assert.rejects(readdir(setup.folder));
  });

  it('paces this process alone on a disk that is full from the first on', async () => {
    setup.testDisk.fail('writeFile', 'ENOSPC', /\.next$/);
    await assertPaced(0);
  });

  it('remembers what was sent before the disk was full', async () => {
    const other = setup.window();
    await setup.askInTurn([[other, 'z']]);
    setup.testDisk.fail('writeFile', 'ENOSPC', /\.next$/);
    setup.sent.length = 0;
    await assertPaced(1);
  });

  it('remembers what was sent before the folder could no longer be written', async () => {
    const other = setup.window();
    await setup.askInTurn([[other, 'z']]);
    setup.testDisk.fail('writeFile', 'EACCES');
    setup.sent.length = 0;
    await assertPaced(1);
  });

  it('waits for no other window any longer, and counts what those had under way', async () => {
    const other = await Promise.all([1, 2].map((number) => setup.nameOf(process.ppid, number)));
    const [name = ''] = other;
    await setup.write({ open: [{ name, sinceMs: setup.wall.now() }], queue: other.slice(1) });
    setup.testDisk.fail('rename', 'EROFS');
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
    ]);
    assert.deepEqual(setup.names(), ['a']);
    assert.deepEqual(setup.told('b'), [['minute', turn]]);
    await setup.advance(turn);
    assert.deepEqual(setup.names(), ['a', 'b']);
  });

  it('paces this process alone when its file can never be replaced', async () => {
    setup.testDisk.fail('rename', 'EPERM');
    await assertPaced(0);
  });

  it('paces this process alone when its lock is lost again and again', async () => {
    setup.testDisk.replace('writeFile', async (file: string, ...values: [string]) => {
      await nodeFiles.writeFile(file, ...values);
      if (file.endsWith('.next')) {
        await nodeFiles.rm(file.replace('.next', '.lock'));
      }
    });
    await assertPaced(0);
  });

  it('paces this process alone when a file has the folder’s name', async () => {
    await mkdir(dirname(dirname(setup.folder)), { recursive: true });
    await setup.testDisk.files.writeFile(dirname(setup.folder), '');
    await assertPaced(0);
  });
});
