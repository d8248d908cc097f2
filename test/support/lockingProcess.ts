// Another window, which takes a lock: `count FOLDER TIMES` adds to a number that the lock protects, `hold PATH` keeps
// the lock until it is killed, `enter FOLDER` takes it again and again and says when it was not alone.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../src/defender/clock.ts';
import { withLock } from '../../src/evidence/disk/fileLock.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';

const [task, place = '', times = ''] = process.argv.slice(2);
const services = { files: nodeFiles, clock: systemClock };

switch (task ?? '') {
  case 'count':
    for (let turn = 0; turn < Number(times); turn++) {
      await withLock(join(place, 'lock'), services, async () => {
        const number = Number(await readFile(join(place, 'number'), 'utf8'));
        await writeFile(join(place, 'number'), String(number + 1));
      });
    }
    break;
  case 'hold':
    await withLock(place, services, async () => {
      process.stdout.write('held\n');
      await setTimeout(1e6);
    });
    break;
  case 'enter':
    for (;;) {
      await withLock(join(place, 'lock'), services, () => enter(join(place, 'inside')));
    }
}

/** The file `inside` has the process id of whoever is inside, or died there. */
async function enter(inside: string): Promise<void> {
  const other = Number(await readFile(inside, 'utf8').catch(() => '0'));
  if (other !== 0 && isRunning(other)) {
    process.stdout.write(`${other} is inside too\n`);
  }
  await writeFile(inside, String(process.pid));
  await setTimeout(Math.random() * 2);
  await rm(inside);
  process.stdout.write('.\n');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
