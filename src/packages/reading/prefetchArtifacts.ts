import { markCollector, type CollectionWindow } from '../joins/collectorTraces.ts';
import type { Table } from '../table/table.ts';
import { commandArtifact } from '../verdict/commandKind.ts';
import { catalogueArtifact } from './catalogueArtifact.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { PackageArtifact } from './packageArtifact.ts';
import {
  earlierWindows,
  learnVolumes,
  readPrefetchFiles,
  type OwnCollection,
  type PrefetchItem,
} from './prefetchContent.ts';
import { collectionTable } from './tables/collectionTable.ts';
import { PrefetchTable, prefetchRuns } from './tables/prefetchTables.ts';

/** What prefetch files tell: of programs, of their runs, and of other collections. */
export class PrefetchArtifacts {
  readonly #opened: OpenedPackage;
  readonly #signal: AbortSignal;
  #items: Promise<PrefetchItem[]> | undefined;

  /** @param signal ends the reading */
  constructor(opened: OpenedPackage, signal: AbortSignal) {
    this.#opened = opened;
    this.#signal = signal;
  }

  get list(): PackageArtifact[] {
    const files = this.#opened.membersOf('prefetchFile');
    const artifact = (id: string, make: () => Promise<Table>, rowCount?: number) =>
      new PackageArtifact({
        ...catalogueArtifact(id),
        ...(rowCount !== undefined && { rowCount }),
        load: async () => ({ table: await make() }),
      });
    return files.length === 0
      ? []
      : [
          artifact(
            'prefetch',
            async () => new PrefetchTable('prefetch', await this.#read(), this.#opened.reading.letters),
            files.length,
          ),
          artifact('prefetchRuns', () => this.#runs()),
          artifact('collections', () => this.#collections()),
        ];
  }

  /** When other collections ran. */
  async earlier(): Promise<CollectionWindow[]> {
    return earlierWindows(await this.#read(), this.#own);
  }

  /** When this collection and others ran. */
  async windows(): Promise<CollectionWindow[]> {
    const { window } = this.#own;
    return [...(window ? [window] : []), ...(await this.earlier())];
  }

  get #own(): OwnCollection {
    const { host, commands } = this.#opened.reading.verdict;
    const { collectionStartMs: startMs, collectionEndMs: endMs } = host;
    const copy = commands.find(({ command }) => commandArtifact(command) === 'prefetchFile')?.command.utcMs;
    return {
      window: startMs === undefined || endMs === undefined ? undefined : { startMs, endMs },
      copyMs: Number.isNaN(copy) ? undefined : copy,
    };
  }

  #read(): Promise<PrefetchItem[]> {
    const files = this.#opened.membersOf('prefetchFile');
    this.#items ??= readPrefetchFiles(this.#opened, files, this.#signal).then((items) => {
      learnVolumes(items, this.#opened.reading.letters);
      return items;
    });
    return this.#items;
  }

  async #runs(): Promise<Table> {
    const windows = await this.windows();
    const runs = prefetchRuns('prefetchRuns', await this.#read());
    return markCollector(runs, { program: 'program', time: 'time' }, windows);
  }

  async #collections(): Promise<Table> {
    const { host, earlierCollections } = this.#opened.reading.verdict;
    return collectionTable('collections', {
      guid: host.guid,
      startedMs: host.collectionStartMs,
      others: earlierCollections,
      prefetch: await this.#read(),
    });
  }
}
