import { pathHash } from '../../../src/packages/prefetch/pathHash.ts';
import { packedPrefetch, prefetchContent, type BuiltVolume } from '../../fixtures/prefetch/prefetchBytes.ts';
import type { Random } from '../tenant/random.ts';
import type { Collection } from './collectedHost.ts';
import { workFolder } from './collectedHost.ts';
import { fileTicks } from './fileTicks.ts';
import { firstLibraries, libraries, prefetchPrograms, type PrefetchProgram } from './prefetchPrograms.ts';
import { secondsAfter } from './text.ts';

export interface PrefetchFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A run of the collector on the host, this one or one before it. */
export interface CollectorRun {
  readonly guid: string;
  readonly startedAt: Date;
}

const day = 86_400;
const device = '\\DEVICE\\HARDDISKVOLUME3';
// Prefetch is copied five seconds after the start; what runs later is not seen to run.
const copiedAfter = 5;
const keptRuns = 8;

/** The prefetch files of a host: its programs, and the collector's own tools with the folders they wrote to. */
export function prefetchFiles(collection: Collection): PrefetchFile[] {
  const { host } = collection;
  const volume = systemVolume(collection);
  const runs = collectorRuns(collection);
  return prefetchPrograms(host.isServer).map((program) => {
    const name = program.path.slice(program.path.lastIndexOf('\\') + 1);
    const image = `${device}${program.path}`;
    const random = choicesOf(collection, name);
    const hash =
      program.kind === 'host' ? host.choices(`hash of ${name}`).integer(0, 2 ** 32 - 1) : plainHash(image);
    const lastRuns = runsOf(program, runs, collection.startedAt, random);
    const files = loadedFiles(program, runs, random).map((path) => `${volume.devicePath}${path}`);
    const content = prefetchContent({
      version: host.osVersion.startsWith('10.0.26') ? 31 : 30,
      executableName: name,
      hash,
      runCount: lastRuns.length < keptRuns ? lastRuns.length : keptRuns + random.integer(0, 150),
      lastRuns,
      files,
      image,
      volumes: [{ ...volume, directories: directoriesOf(files, volume.devicePath) }],
    });
    const fileName = `${name}-${hash.toString(16).toUpperCase().padStart(8, '0')}.pf`;
    return { name: fileName, bytes: packedPrefetch(content) };
  });
}

/** When a program ran last, as its prefetch file says: 100 ns since 1601, the latest first. */
export function lastRunsOf(collection: Collection, program: PrefetchProgram): bigint[] {
  const random = choicesOf(collection, program.path.slice(program.path.lastIndexOf('\\') + 1));
  return runsOf(program, collectorRuns(collection), collection.startedAt, random);
}

function choicesOf(collection: Collection, name: string): Random {
  return collection.choices(`prefetch of ${name}`);
}

/** This run, and two before it that somebody else asked for. */
export function collectorRuns(collection: Collection): CollectorRun[] {
  const random = collection.host.choices('earlier collections');
  const earlier = [2.3, 6.1].map((days) => ({
    guid: random.guid(),
    startedAt: secondsAfter(collection.startedAt, -Math.round(days * day)),
  }));
  return [{ guid: collection.guid, startedAt: collection.startedAt }, ...earlier];
}

function plainHash(image: string): number {
  return parseInt(pathHash(image, 30), 16);
}

/** The volume of drive C:. */
export function systemVolume({ host }: Collection): Omit<BuiltVolume, 'directories'> {
  const random = host.choices('system volume');
  const createdAt = fileTicks(
    new Date(Date.UTC(2024, random.integer(0, 11), random.integer(1, 28), random.integer(0, 23))),
    random.integer(0, 9_999_999),
  );
  const serialNumber = random.integer(0, 2 ** 32 - 1);
  const [time, serial] = [
    createdAt.toString(16).padStart(16, '0'),
    serialNumber.toString(16).padStart(8, '0'),
  ];
  return { devicePath: `\\VOLUME{${time}-${serial}}`, serialNumber, createdAt };
}

/** The last runs, the latest first: for the collector's tools, those of the collections, up to the copy in this one. */
function runsOf(
  { kind, at = 0 }: PrefetchProgram,
  collections: readonly CollectorRun[],
  startedAt: Date,
  random: Random,
): bigint[] {
  const moments =
    kind === 'collector'
      ? collections
          .map((run) => secondsAfter(run.startedAt, at))
          .filter((moment) => moment <= secondsAfter(startedAt, copiedAfter - 1))
      : [];
  const others = kind === 'collector' ? random.integer(0, 2) : random.integer(1, 12);
  // Within the seven days that the collector copies.
  const furtherBack = Array.from({ length: others }, () =>
    secondsAfter(startedAt, -random.integer(600, 6 * day)),
  );
  return [...moments, ...furtherBack]
    .toSorted((a, b) => b.getTime() - a.getTime())
    .slice(0, keptRuns)
    .map((moment) => fileTicks(moment, random.integer(0, 9_999_999)));
}

function loadedFiles(
  { path, kind, at = 0, writes, own = [] }: PrefetchProgram,
  collections: readonly CollectorRun[],
  random: Random,
): string[] {
  const share = kind === 'collector' ? 0.35 : 0.8;
  const libraryPaths = [...firstLibraries, ...libraries.filter(() => random.chance(share))].map(
    (name) => `\\WINDOWS\\SYSTEM32\\${name}`,
  );
  const written = collections
    .filter((_, index) => index > 0 || at < copiedAfter)
    .map(({ guid }) => `${collectorFolder(guid)}\\${writes ?? ''}`);
  const language = `${path.slice(0, path.lastIndexOf('\\'))}\\EN-US${path.slice(path.lastIndexOf('\\'))}.MUI`;
  const [first = '', ...others] = libraryPaths;
  return [first, path, ...others, language, ...own, ...(writes === undefined ? [] : written)];
}

function collectorFolder(guid: string): string {
  return workFolder({ guid }).replace('C:', '').toUpperCase();
}

/** Every folder of a file, and those above it up to the volume. */
function directoriesOf(files: readonly string[], volume: string): string[] {
  const directories = new Set<string>();
  for (const file of files) {
    for (let end = file.lastIndexOf('\\'); end > volume.length; end = file.lastIndexOf('\\', end - 1)) {
      directories.add(file.slice(0, end));
    }
  }
  return [...directories].toSorted();
}
