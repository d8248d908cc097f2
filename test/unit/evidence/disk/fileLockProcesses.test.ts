import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tryLock } from '../../../../src/evidence/disk/fileLock.ts';
import { nodeFiles } from '../../../../src/evidence/disk/files.ts';
import { Random } from '../../../simulator/tenant/random.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const script = fileURLToPath(new URL('../../../support/lockingProcess.ts', import.meta.url));

describe('A lock file between processes', () => {
  let folder: string;
  const running = new Set<ChildProcess>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
  });

  afterEach(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  function start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }

  it('lets no addition of 8 processes, 50 each, be lost', async () => {
    await writeFile(join(folder, 'number'), '0');
    const children = Array.from({ length: 8 }, () => start('count', folder, '50'));
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    assert.deepEqual(codes, Array(8).fill([0, null]));
    assert.equal(await readFile(join(folder, 'number'), 'utf8'), '400');
    assert.deepEqual(await readdir(folder), ['number']);
  });

  it('is held by a process that lives, and taken over at once when that is killed', async () => {
    const path = join(folder, 'lock');
    const holder = start('hold', path);
    await once(holder.stdout ?? assert.fail(), 'data');
    const services = { files: nodeFiles, clock: new FakeClock() };
    assert.equal(await tryLock(path, services), undefined);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await tryLock(path, services);
    assert.equal(await lock?.isHeld(), true);
    await lock?.release();
    assert.deepEqual(await readdir(folder), []);
  });

  it('has one holder at a time while processes are killed at any moment', async () => {
    const random = new Random('kills');
    let entries = 0;
    const said: string[] = [];
    const startOne = () => {
      const child = start('enter', folder);
      child.stdout?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trim().split('\n')) {
          if (line === '.') {
            entries++;
          } else {
            said.push(line);
          }
        }
      });
    };
    for (let count = 0; count < 4; count++) {
      startOne();
    }
    for (let kills = 0; kills < 25; kills++) {
      await setTimeout(random.integer(50, 250));
      const victim = random.pick([...running]);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      startOne();
    }
    assert.deepEqual(said, []);
    const before = entries;
    for (let waits = 0; entries < before + 20 && waits < 300; waits++) {
      await setTimeout(100);
    }
    assert.ok(entries >= before + 20, `${entries} entries: it got stuck`);
  });
});
