import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { recordPathOf, type AcquisitionRecord } from '../../src/evidence/acquisitionRecord.ts';
import { checkCustody } from '../../src/evidence/custody/custodyChain.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import type { DownloadState } from '../../src/evidence/download/downloadState.ts';
import type { UnfinishedDownload } from '../../src/evidence/download/unfinishedDownloads.ts';

/** What is known of an unfinished download lies in a file of such a name. */
const stateName = /^[0-9a-f]{32}\.json$/;

/** Where an acquisition writes. */
export interface Place {
  packagePath: string;
  /** The workspace folder, and the folder of the extension's own. */
  root: string;
  storage: string;
}

/** What an acquisition leaves, besides the logs and lists that stay for good. */
export interface Left {
  /** Bytes of the `.zip.part`, where there is one. */
  part?: number;
  /** Whether package and record are there. */
  package: boolean;
  /** Whether it is known as unfinished. */
  unfinished: boolean;
}

/**
 * Asserts that nothing else lies about: no lock, no half-written file, nothing under a name that is not whole.
 * @param foreign paths of files and folders that are none of the extension's
 * @param mayStay names in the folder of the package
 */
export async function assertLeft(
  { packagePath, root, storage }: Place,
  left: Left,
  foreign: ReadonlySet<string> = new Set(),
  mayStay: readonly string[] = [],
): Promise<void> {
  const names = [basename(packagePath), basename(recordPathOf(packagePath))];
  const expected = [
    ...(left.part === undefined ? [] : [`${names[0] ?? ''}.part`]),
    ...(left.package ? names : []),
  ];
  const lasting = ['.gitignore', '.ignore', 'custody.jsonl', ...mayStay];
  const found = (await filesIn(root))
    .filter((path) => ![...foreign].some((other) => path === other || path.startsWith(`${other}${sep}`)))
    .map((path) => (dirname(path) === dirname(packagePath) ? basename(path) : path));
  assert.deepEqual(found.filter((name) => !lasting.includes(name)).sort(), expected.sort());
  if (left.part !== undefined) {
    assert.equal((await stat(`${packagePath}.part`)).size, left.part, 'what is kept has another size');
  }
  const kept = (await filesIn(storage)).map((path) => path.slice(storage.length + 1));
  const states = kept.filter((path) => stateName.test(path));
  const others = kept.filter(
    (path) =>
      !stateName.test(path) &&
      path !== 'unfinished-downloads.json' &&
      !/^link-quota.[0-9a-f]{32}\.json$/.test(path),
  );
  assert.deepEqual({ states: states.length, others }, { states: Number(left.unfinished), others: [] });
  const list = await readFile(join(storage, 'unfinished-downloads.json'), 'utf8').catch(() => '[]');
  const listed = (JSON.parse(list) as UnfinishedDownload[]).map((download) => download.packagePath);
  assert.deepEqual(listed, left.unfinished ? [packagePath] : []);
}

/** Asserts that no file has the final name unless it is what the host has and its record says. */
export async function assertFinalName(
  { packagePath }: Place,
  digest: { bytes: number; sha256: string },
): Promise<AcquisitionRecord | undefined> {
  const bytes = await readFile(packagePath).catch(() => undefined);
  if (!bytes) {
    return undefined;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  assert.deepEqual({ bytes: bytes.length, sha256 }, digest, 'the package is not what the host has');
  const record = JSON.parse(await readFile(recordPathOf(packagePath), 'utf8')) as AcquisitionRecord;
  assert.deepEqual(record.file, { name: basename(packagePath), ...digest });
  return record;
}

/** Asserts that package, record and custody log are whole and say the same. */
export async function assertComplete(
  place: Place,
  digest: { bytes: number; sha256: string },
): Promise<AcquisitionRecord> {
  const { packagePath } = place;
  const record = (await assertFinalName(place, digest)) ?? assert.fail('there is no package');
  const recordPath = recordPathOf(packagePath);
  for (const path of [packagePath, recordPath]) {
    assert.equal((await stat(path)).mode & 0o222, 0, `${path} can be written to`);
  }
  const { transfers, verification } = record;
  // Where a later one begins, the earlier ones had come to, unless it replaced them.
  let reached = 0;
  for (const { fromByte, toByte } of transfers) {
    assert.ok(fromByte === 0 || fromByte <= reached, `${fromByte} follows ${reached}`);
    reached = toByte;
  }
  assert.deepEqual([reached, verification.result], [digest.bytes, 'intact']);
  const file = basename(packagePath);
  const custody = await checkCustody(dirname(packagePath), { files: nodeFiles }, { file });
  assert.equal(custody?.brokenAt, undefined, 'the custody log is broken');
  const recordSha256 = createHash('sha256')
    .update(await readFile(recordPath))
    .digest('hex');
  assert.deepEqual(
    custody?.entries.map((entry) => [entry.event, entry.sha256, entry.recordSha256]),
    [['acquired', digest.sha256, recordSha256]],
  );
  return record;
}

/** Asserts that none of the secrets is in a file below these folders, nor in these texts. */
export async function assertNoSecret(
  secrets: Iterable<string>,
  folders: string[],
  texts: string[],
): Promise<void> {
  const searched: [name: string, content: Buffer][] = texts.map((text) => [
    'a log or an error',
    Buffer.from(text),
  ]);
  for (const path of (await Promise.all(folders.map(filesIn))).flat()) {
    if ((await lstat(path)).isFile()) {
      searched.push([path, await readFile(path)]);
    }
  }
  for (const secret of secrets) {
    for (const [name, content] of searched) {
      assert.ok(!content.includes(secret), `${name} holds a secret`);
    }
  }
}

/** How many bytes an unfinished download is known to have on the disk: those of its last checkpoint. */
export function sureBytes(storage: string): number {
  const name = readdirSync(storage).find((other) => stateName.test(other));
  const state = name && (JSON.parse(readFileSync(join(storage, name), 'utf8')) as DownloadState);
  return (state && state.checkpoint?.bytes) || 0;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
