import type { CollectionWindow } from '../joins/collectorTraces.ts';
import type { VolumeLetters } from '../joins/volumeLetters.ts';
import { readPrefetch, type Prefetch } from '../prefetch/readPrefetch.ts';
import { pathParts } from '../layout/artifact.ts';
import type { NamedMember } from './namedMembers.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { Pace } from './pace.ts';
import { prefetchFaultWords } from './words/programWords.ts';

export interface PrefetchItem {
  /** The member's name. */
  readonly member: string;
  /** Undefined when not even its header could be read. */
  readonly prefetch: Prefetch | undefined;
  /** In words. */
  readonly faults: readonly string[];
}

/** Windows keeps at most a thousand. */
const mostFiles = 20_000;
/** Packed; they have a tenth of it. */
const longestFile = 16 * 1024 * 1024;

/** Reads the prefetch files, each for itself. @throws the signal's reason */
export async function readPrefetchFiles(
  opened: OpenedPackage,
  files: readonly NamedMember[],
  signal: AbortSignal,
): Promise<PrefetchItem[]> {
  const pace = new Pace(signal);
  const items: PrefetchItem[] = [];
  for (const named of files.slice(0, mostFiles)) {
    const { bytes } = await opened.readWhole(named, signal, longestFile);
    const { prefetch, faults } = readPrefetch(bytes, pathParts(named.name).at(-1));
    items.push({
      member: named.name,
      prefetch,
      faults: [...opened.faultsOf(named.name), ...faults.map(prefetchFaultWords)],
    });
    await pace.rest();
  }
  return items;
}

/**
 * Which device is the volume of which serial number: old files name the device; of new ones, the program's image is on
 * the device, and the same file among those that were loaded is on the volume.
 */
export function learnVolumes(items: readonly PrefetchItem[], letters: VolumeLetters): void {
  for (const { image, executable, volumes } of items.flatMap(({ prefetch }) => prefetch ?? [])) {
    for (const { devicePath, serialNumber } of volumes) {
      if (/^\\device\\/i.test(devicePath)) {
        letters.learn(devicePath, serialNumber);
      }
    }
    const volume = volumes[executable?.volume ?? -1];
    const below = volume && executable?.path.slice(volume.devicePath.length).toUpperCase();
    const [, device = '', onDevice] = /^(\\device\\[^\\]+)(\\.+)$/i.exec(image ?? '') ?? [];
    if (volume && below === onDevice?.toUpperCase()) {
      letters.learn(device, volume.serialNumber);
    }
  }
}

/** Other collections that are known of; Windows keeps eight runs of a program. */
const mostWindows = 100;
/** The collector's own command that copies prefetch files, which Windows notes as it does others. */
const copyTool = 'ROBOCOPY.EXE';
/** Where the copy lies in a collection when the summary does not tell. */
const usualWindow = { beforeMs: 60_000, afterMs: 300_000 };

export interface OwnCollection {
  readonly window: CollectionWindow | undefined;
  /** When the collection's own copy began, in milliseconds since 1970. */
  readonly copyMs: number | undefined;
}

/**
 * When other collections ran: each copied the prefetch files with a program whose last runs are known. A copy that
 * names no collection's folder is somebody else's.
 */
export function earlierWindows(items: readonly PrefetchItem[], own: OwnCollection): CollectionWindow[] {
  const { window, copyMs } = own;
  const span =
    window && copyMs !== undefined
      ? { beforeMs: copyMs - window.startMs, afterMs: window.endMs - copyMs }
      : usualWindow;
  return copyTimes(items)
    .map(Date.parse)
    .filter((ms) => window === undefined || ms < window.startMs || ms > window.endMs)
    .slice(0, mostWindows)
    .map((ms) => ({ startMs: ms - span.beforeMs, endMs: ms + span.afterMs }));
}

/** ISO 8601 in UTC, the last one first. */
export function copyTimes(items: readonly PrefetchItem[]): string[] {
  return items
    .flatMap(({ prefetch }) =>
      prefetch?.executableName === copyTool && prefetch.collections.length > 0 ? prefetch.lastRuns : [],
    )
    .toSorted()
    .reverse();
}
