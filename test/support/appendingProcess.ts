// Another window: adds entries to a custody log, and prints the note of each that is in it.
import type { FileHandle } from 'node:fs/promises';
import { systemClock } from '../../src/defender/clock.ts';
import { appendCustody } from '../../src/evidence/custody/custodyLog.ts';
import { custodyEntry } from './custodySetup.ts';
import { TestDisk } from './testDisk.ts';

const [folder = '', name = '', count = '', pauseMs = ''] = process.argv.slice(2);
const disk = new TestDisk();
if (Number(pauseMs) > 0) {
  disk.changeFile(/custody\.jsonl$/, inTwoParts);
}
for (let number = 1; number <= Number(count); number++) {
  const note = `${name} ${number}`;
  await appendCustody(folder, custodyEntry({ note }), { files: disk.files, clock: systemClock });
  process.stdout.write(`${note}\n`);
}

/** A disk that takes a line in two parts: who is killed between them leaves it torn. */
function inTwoParts(file: FileHandle): Partial<FileHandle> {
  const write = file.write.bind(file) as (...values: unknown[]) => Promise<unknown>;
  return {
    write: async (line: Buffer, from: number) => {
      if (from > 0) {
        await systemClock.sleep(Number(pauseMs));
        return write(line, from);
      }
      return write(line, 0, Math.ceil(line.length / 2));
    },
  } as Partial<FileHandle>;
}
