import { setTimeout } from 'node:timers/promises';
import { abortable } from '../../defender/abortable.ts';
import type { Table } from '../table/table.ts';
import type { CollectionState } from './messages.ts';

/** What came of reading what an artifact shows. */
export interface LoadedTable {
  readonly table: Table;
  /** In words. */
  readonly faults?: readonly string[];
}

export interface ArtifactSource {
  readonly id: string;
  readonly title: string;
  /** In words. */
  readonly group: string;
  readonly state: CollectionState;
  /** In words. */
  readonly faults?: readonly string[];
  /** Rows that are known of before anything is read. */
  readonly rowCount?: number;
  /** Of what is read for it, so that nobody reads very much without need. */
  readonly bytes?: number;
  /** Reads what it shows, at most once. */
  readonly load: () => Promise<LoadedTable>;
  /** The table while it is read, where rows are there before the reading ends. */
  readonly growing?: () => Table | undefined;
}

/** One table of a package, which is read when it is asked for. */
export class PackageArtifact {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly #source: ArtifactSource;
  #loading: Promise<LoadedTable> | undefined;
  #loaded: LoadedTable | undefined;

  /** @param loaded where nothing has to be read any more */
  constructor(source: ArtifactSource, loaded?: LoadedTable) {
    this.#loaded = loaded;
    this.id = source.id;
    this.title = source.title;
    this.group = source.group;
    this.#source = source;
  }

  /** Undefined while nothing is known of it. */
  get rowCount(): number | undefined {
    return this.#loaded?.table.rowCount ?? this.#source.rowCount;
  }

  get isRead(): boolean {
    return this.#loaded !== undefined;
  }

  /** The table, once it was read. */
  get readTable(): Table | undefined {
    return this.#loaded?.table;
  }

  get state(): CollectionState {
    const { state } = this.#source;
    return state === 'data' && this.#loaded?.table.rowCount === 0 ? 'sourceEmpty' : state;
  }

  get unparsedLines(): number {
    return this.#loaded?.table.unparsed.count ?? 0;
  }

  get faults(): readonly string[] {
    return [...(this.#source.faults ?? []), ...(this.#loaded?.faults ?? [])];
  }

  /** Bytes that have yet to be read for it. */
  get unreadBytes(): number {
    return this.#loaded ? 0 : (this.#source.bytes ?? 0);
  }

  /**
   * Others may wait for the same reading: the signal only ends the waiting.
   * @throws what the reading throws; the signal's reason
   */
  async table(signal?: AbortSignal): Promise<Table> {
    return this.#loaded?.table ?? (await abortable(this.#load(), signal)).table;
  }

  /**
   * The table as soon as so many rows are there, or all. How many there will be is then known from what the source
   * declares, and `rowCount` says it; where nothing is declared, all rows are waited for.
   * @throws what the reading throws; the signal's reason
   */
  async tableWith(rows: number, signal: AbortSignal): Promise<Table> {
    const { growing, rowCount: declared } = this.#source;
    if (this.#loaded || !growing || declared === undefined) {
      return this.table(signal);
    }
    let loaded: LoadedTable | undefined;
    const loading = this.#load().then((each) => (loaded = each));
    for (;;) {
      const table = loaded?.table ?? growing();
      if (table && (loaded || table.rowCount >= rows)) {
        return table;
      }
      await abortable(Promise.race([loading, setTimeout(betweenLooksMs)]), signal);
    }
  }

  #load(): Promise<LoadedTable> {
    if (!this.#loading) {
      this.#loading = this.#source.load().then((loaded) => (this.#loaded = loaded));
      // It may end when nobody waits for it any more, and is begun anew by whoever asks next.
      this.#loading.catch(() => (this.#loading = undefined));
    }
    return this.#loading;
  }
}

const betweenLooksMs = 10;

/** An artifact whose table is there. */
export function readArtifact(source: Omit<ArtifactSource, 'load'>, table: Table): PackageArtifact {
  const loaded = { table };
  return new PackageArtifact({ ...source, load: () => Promise.resolve(loaded) }, loaded);
}
