import { execFile } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { repositoryRoot } from '../host/paths.ts';
import type { MeasuredListing } from '../support/measuredListing.ts';
import { zipBytes } from '../support/zipBuilder.ts';
import { median, ratio } from './median.ts';
import { inScratchFolder } from './scratchFolder.ts';
import { isUnzipThere } from './unzip.ts';

const run = promisify(execFile);
const program = join(repositoryRoot, 'test', 'support', 'measuredListing.ts');
const MiB = 1024 * 1024;
const members = 20_000;
const memberBytes = 107_000;
const turns = 7;

/** The list of a large archive, beside that of the tool that everybody has. */
export async function benchArchiveListing(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const path = join(folder, 'package.zip');
    await writeArchive(path);
    return measure(path);
  });
}

async function measure(path: string): Promise<string[]> {
  const isThere = await isUnzipThere();
  const ours: MeasuredListing[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(await listed(path));
    if (isThere) {
      const startedMs = performance.now();
      await run('unzip', ['-l', path], { maxBuffer: 64 * MiB });
      theirs.push(performance.now() - startedMs);
    }
  }
  const [mine, other] = [median(ours.map(({ milliseconds }) => milliseconds)), median(theirs)];
  const firstBytes = median(ours.map(({ firstBytesMs }) => firstBytesMs));
  const rss = Math.max(...ours.map((measured) => measured.rss));
  return [
    `${members} members in ${((await stat(path)).size / MiB).toFixed(0)} MiB, in turns, median of ${turns}`,
    isThere
      ? `list ${mine.toFixed(1)} ms, unzip -l ${other.toFixed(1)} ms: ratio ${ratio(mine, other)}, at most 1.5`
      : `list ${mine.toFixed(1)} ms; there is no unzip to compare it with`,
    `first bytes of the last member ${firstBytes.toFixed(1)} ms later`,
    `memory at most ${(rss / MiB).toFixed(0)} MiB above that before`,
  ];
}

/** In a process of its own, whose start does not count: nothing is compiled yet, as in a thread that just began. */
async function listed(path: string): Promise<MeasuredListing> {
  const { stdout } = await run(process.execPath, [program, path]);
  const measured = JSON.parse(stdout) as MeasuredListing;
  if (measured.members !== members || measured.marks > 0) {
    throw new Error(`not listed: ${stdout}`);
  }
  return measured;
}

/** Nothing is written where the contents are: the disk keeps no blocks for them. */
async function writeArchive(path: string): Promise<void> {
  const crc = crc32(Buffer.alloc(memberBytes));
  const entries: Buffer[] = [];
  const file = await open(path, 'w');
  try {
    let start = 0;
    for (let index = 0; index < members; index++) {
      const both = { crc, compressedSize: memberBytes, size: memberBytes };
      const name = `Folder ${index % 97}/Member ${index}.txt`;
      const bytes = zipBytes({ members: [{ name, content: '', method: 0, both, entry: { offset: start } }] });
      const header = bytes.subarray(0, bytes.indexOf('PK\u0001\u0002'));
      entries.push(bytes.subarray(header.length, -22));
      await file.write(header, 0, header.length, start);
      start += header.length + memberBytes;
    }
    const end = zipBytes({
      members: [],
      directoryEnd: Buffer.concat(entries),
      end: { entries: members, total: members, start },
    });
    await file.write(end, 0, end.length, start);
  } finally {
    await file.close();
  }
}
