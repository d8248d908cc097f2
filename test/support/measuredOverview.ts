// A program of its own: reads a package as the reader's thread does, and prints how long that took.
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { PackageArchive } from '../../src/packages/archive/packageArchive.ts';
import { packageLayout } from '../../src/packages/layout/packageLayout.ts';
import { isTextArtifact } from '../../src/packages/packageTexts.ts';
import { PackageSession } from '../../src/packages/reading/packageSession.ts';

/** In milliseconds. */
export interface MeasuredOverview {
  /** From opening the file to the answer, with nothing compiled yet, and again. */
  coldMs: number;
  warmMs: number[];
  /** Listing the archive and reading and inflating the text members, without looking at them. */
  inflatedMs: number[];
  rows: number;
}

const [path = '', turns = '5'] = process.argv.slice(2);
const { signal } = new AbortController();

async function overview(): Promise<{ ms: number; rows: number }> {
  const startedMs = performance.now();
  const session = await PackageSession.open({ path, notes: {}, words: undefined }, { signal });
  const { artifacts } = await session.answer({ kind: 'overview' }, signal);
  const ms = performance.now() - startedMs;
  await session.close();
  return { ms, rows: artifacts.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0) };
}

async function inflated(): Promise<number> {
  const startedMs = performance.now();
  const archive = await PackageArchive.open(nodeFiles, path, { signal });
  const layout = packageLayout(archive.list.members.map(({ entry }) => entry.name));
  for (const { index, artifact } of layout.members) {
    const member = archive.list.members[index];
    if (member && isTextArtifact(artifact)) {
      await archive.readWhole(member, { signal });
    }
  }
  const ms = performance.now() - startedMs;
  await archive.close();
  return ms;
}

const first = await overview();
const measured: MeasuredOverview = { coldMs: first.ms, warmMs: [], inflatedMs: [], rows: first.rows };
for (let turn = 0; turn < Number(turns); turn++) {
  measured.inflatedMs.push(await inflated());
  measured.warmMs.push((await overview()).ms);
}
process.stdout.write(JSON.stringify(measured));
