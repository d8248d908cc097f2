import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { packageLayout } from '../../src/packages/layout/packageLayout.ts';
import { isTextArtifact } from '../../src/packages/packageTexts.ts';
import { repositoryRoot } from '../host/paths.ts';
import { windowsPackageMembers } from '../simulator/package/windowsPackage.ts';
import { zipOf, type Member } from '../simulator/package/zip.ts';
import type { MeasuredOverview } from '../support/measuredOverview.ts';
import { collectionIn } from '../support/packageTexts.ts';
import { median, ratio } from './median.ts';
import { inScratchFolder } from './scratchFolder.ts';
import { isUnzipThere } from './unzip.ts';

const run = promisify(execFile);
const source = join(repositoryRoot, 'test', 'support', 'measuredOverview.ts');
/** As the thread's own bundle is. */
const bundled = { bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node22' } as const;
const MB = 1e6;
const packageBytes = 6 * MB;
const collectedAt = new Date(Date.UTC(2026, 0, 20, 15, 55));
/** With these a generated registry has as many values as a real one, some 14 000. */
const registryCopies = 2;
const turns = 5;

/** The first look at a package, beside the tool that everybody has, and beside what cannot be avoided. */
export async function benchPackageReading(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const path = join(folder, 'package.zip');
    const program = join(folder, 'measuredOverview.mjs');
    await build({ ...bundled, entryPoints: [source], outfile: program });
    const members = packageMembers();
    await writeFile(path, await zipOf(members, collectedAt));
    return measure(program, path, textMembers(members));
  });
}

async function measure(program: string, path: string, texts: readonly Member[]): Promise<string[]> {
  const isThere = await isUnzipThere();
  const ours: MeasuredOverview[] = [];
  const theirs: number[] = [];
  const names = texts.map((member) => member.path);
  for (let turn = 0; turn < turns; turn++) {
    const { stdout } = await run(process.execPath, [program, path]);
    ours.push(JSON.parse(stdout) as MeasuredOverview);
    if (isThere) {
      const startedMs = performance.now();
      await run('unzip', ['-p', path, ...names], { maxBuffer: 64 * MB, encoding: 'buffer' });
      theirs.push(performance.now() - startedMs);
    }
  }
  const [cold, warm] = [
    median(ours.map(({ coldMs }) => coldMs)),
    median(ours.flatMap(({ warmMs }) => warmMs)),
  ];
  const [inflated, other] = [median(ours.flatMap(({ inflatedMs }) => inflatedMs)), median(theirs)];
  const bytes = texts.reduce((sum, { content }) => sum + content.length, 0);
  return [
    `${((await stat(path)).size / MB).toFixed(1)} MB, ${(bytes / MB).toFixed(1)} MB of text in ${texts.length} members, ` +
      `${ours[0]?.rows ?? 0} rows, in turns, median of ${turns}`,
    isThere
      ? `verdict and overview ${cold.toFixed(0)} ms in a thread that just began, unzip -p of the same members ` +
        `${other.toFixed(0)} ms: ratio ${ratio(cold, other)}; once compiled ${warm.toFixed(0)} ms: ` +
        `ratio ${ratio(warm, other)}, at most 2`
      : `verdict and overview ${cold.toFixed(0)} ms; there is no unzip to compare it with`,
    `all text tables ${warm.toFixed(1)} ms, reading and inflating the same bytes ${inflated.toFixed(1)} ms: ` +
      `ratio ${ratio(warm, inflated)}, at most 3`,
  ];
}

function packageMembers(): Member[] {
  const collection = collectionIn('english', collectedAt);
  return windowsPackageMembers(collection, packageBytes).map((member) =>
    member.path === 'Autoruns/Autoruns.txt' ? { ...member, content: largeRegistry(member.content) } : member,
  );
}

function largeRegistry(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const encoding = bytes[0] === 0xff ? 'utf16le' : 'utf8';
  const text = bytes.toString(encoding);
  const services = text.slice(text.search(/^HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\/im));
  const copies = Array.from({ length: registryCopies }, (_, copy) =>
    services.replaceAll(/(\\Services\\)/gi, `$1Copy${copy}`),
  );
  return Buffer.from(text + copies.join(''), encoding);
}

function textMembers(members: readonly Member[]): Member[] {
  const layout = packageLayout(members.map(({ path }) => path));
  return layout.members.flatMap(({ index, artifact }) => {
    const member = members[index];
    return member && isTextArtifact(artifact) ? [member] : [];
  });
}
