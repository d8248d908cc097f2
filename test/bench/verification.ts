import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { hashFile } from '../../src/evidence/disk/fileHash.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { repositoryRoot } from '../host/paths.ts';
import type { MeasuredVerification } from '../support/measuredVerification.ts';
import { SeededRandom } from '../support/random.ts';
import { median, ratio } from './median.ts';
import { inScratchFolder } from './scratchFolder.ts';
import { isUnzipThere } from './unzip.ts';

const run = promisify(execFile);
const program = join(repositoryRoot, 'test', 'support', 'measuredVerification.ts');
const MiB = 1024 * 1024;
const members = 20_000;
const unpackedBytes = 1024 * MiB;
const poolBytes = 24 * MiB;
const turns = 5;

/** The proof of an archive, beside that of the tool that everybody has. */
export async function benchVerification(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const path = join(folder, 'package.zip');
    await writeArchive(path);
    return measure(path);
  });
}

async function measure(path: string): Promise<string[]> {
  const isThere = await isUnzipThere();
  const seconds: Record<'ours' | 'withHash' | 'unzip', number[]> = { ours: [], withHash: [], unzip: [] };
  const memory: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const { ours, rss } = await verified(path);
    const hash = await timed(() => hashFile(nodeFiles, path));
    seconds.ours.push(ours);
    seconds.withHash.push(ours + hash);
    memory.push(rss);
    if (isThere) {
      seconds.unzip.push(await timed(() => run('unzip', ['-tq', path])));
    }
  }
  const [mine, withHash, theirs] = [median(seconds.ours), median(seconds.withHash), median(seconds.unzip)];
  const packedMiB = ((await stat(path)).size / MiB).toFixed(0);
  return [
    `${members} members, ${unpackedBytes / MiB} MiB in ${packedMiB} MiB, in turns, median of ${turns}`,
    isThere
      ? `verification ${mine.toFixed(2)} s, unzip -tq ${theirs.toFixed(2)} s: ratio ${ratio(mine, theirs)}`
      : `verification ${mine.toFixed(2)} s; there is no unzip to compare it with`,
    `SHA-256 of the file and then its verification ${withHash.toFixed(2)} s`,
    `memory at most ${(Math.max(...memory) / MiB).toFixed(0)} MiB above that before`,
  ];
}

/** In a process of its own, whose start does not count: the extension's has been started long before. */
async function verified(path: string): Promise<{ ours: number; rss: number }> {
  const { stdout } = await run(process.execPath, [program, path]);
  const { report, milliseconds, rss } = JSON.parse(stdout) as MeasuredVerification;
  if (report.faultCount > 0 || report.members !== members || report.unpackedBytes !== unpackedBytes) {
    throw new Error(`not proved: ${JSON.stringify(report)}`);
  }
  return { ours: milliseconds / 1000, rss };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

/** Most members are small and one in two hundred has some MiB, as in packages. */
async function writeArchive(path: string): Promise<void> {
  const random = new SeededRandom(20261101);
  const pools = [logLine, csvLine].map((line) => lines(() => line(random)));
  const kinds = [...pools, registryBytes(random)];
  const zip = new ZipFile();
  let leftBytes = unpackedBytes;
  for (let index = 0; index < members; index++) {
    const isLast = index === members - 1;
    const wanted =
      index % 200 === 199 ? MiB + random.below(5 * MiB) : random.below(random.pick([2000, 74_000, 74_000]));
    const length = isLast ? leftBytes : Math.min(wanted, leftBytes);
    leftBytes -= length;
    const kind = random.pick(kinds);
    const from = random.below(poolBytes - Math.min(length, poolBytes));
    const content = Readable.from(repeated(kind, from, length));
    zip.addReadStreamLazy(`Folder ${index % 97}/Member ${index}.txt`, (give) => give(null, content));
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** The pool from somewhere on, and again from its beginning if it ends before. */
function* repeated(pool: Buffer, from: number, length: number): Generator<Buffer> {
  for (let at = from, left = length; left > 0; at = 0) {
    const piece = pool.subarray(at, at + left);
    left -= piece.length;
    yield piece;
  }
}

const words =
  'svchost.exe explorer.exe MsSense.exe C:\\Windows\\System32 HKEY_LOCAL_MACHINE\\SOFTWARE Microsoft CurrentVersion Services Parameters ImagePath REG_SZ REG_DWORD ErrorControl DisplayName'.split(
    ' ',
  );

function logLine(random: SeededRandom): string {
  const time = `2026-01-${10 + random.below(20)}T0${random.below(10)}:${10 + random.below(50)}`;
  return `${time}.${random.below(1000)} [${random.below(9000)}] ${random.pick(words)} ${random.pick(words)} ${random.below(1e6)}\r\n`;
}

function csvLine(random: SeededRandom): string {
  return `"${random.pick(words)}","${random.below(1e6)}","${random.pick(words)}",,,"0x${random.below(2 ** 31).toString(16)}","Running"\r\n`;
}

function lines(line: () => string): Buffer {
  const pool = Buffer.alloc(poolBytes);
  for (let at = 0; at < poolBytes;) {
    at += pool.write(line(), at, 'latin1');
  }
  return pool;
}

/** Names in UTF-16 and numbers, by turns. */
function registryBytes(random: SeededRandom): Buffer {
  const pool = Buffer.alloc(poolBytes);
  for (let at = 0; at < poolBytes - 8;) {
    at += pool.write(random.pick(words), at, 'utf16le');
    for (let numbers = random.below(4); numbers > 0 && at < poolBytes - 8; numbers--) {
      at = pool.writeUInt32LE(random.below(2 ** 32), at);
    }
  }
  return pool;
}
