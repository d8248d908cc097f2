import { EventEmitter, type Disposable } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import type { SettingsError } from '../auth/settingsError.ts';
import { ActionList, type ActionSource, type ListChange } from './actionList.ts';
import { isSameOrder, type ActionRow } from './actionRows.ts';
import { GroupedRows } from './groups.ts';
import type { ListLoader, Sight } from './listLoader.ts';

/** A list as the tree has it: by itself, or below an element for its connection. */
export interface ListSection {
  readonly kind: 'connection';
  /** That its list is of; undefined where none can be used. */
  readonly connection: Connection | undefined;
  readonly list: ActionList;
  readonly grouped: GroupedRows;
  readonly more: LoadMoreRow;
  /** Whether its rows can be seen while the view can. */
  readonly isOpen: boolean;
}

/** The last row of a list where the service has more. */
export interface LoadMoreRow {
  readonly kind: 'loadMore';
  readonly list: ActionList;
}

/** A connection in the settings that cannot be used. */
export interface ProblemRow {
  readonly kind: 'problem';
  readonly problem: SettingsError;
}

export interface ListsSource extends Omit<ActionSource, 'connection'> {
  connections: Pick<ConnectionStore, 'read' | 'active' | 'require' | 'requireActive'>;
  /** The setting `showAllConnections`. */
  showsAll: () => boolean;
  /** Loads a list while it can be seen. */
  load: (list: ActionList, sight: Sight) => Pick<ListLoader, 'restart' | 'dispose'>;
}

/** Which list changed, and how. */
export interface SectionChange {
  section: ListSection;
  change: ListChange;
}

/**
 * The lists that the view shows: that of the active connection, or, side by side, one for each. A list asks over its
 * own connection alone, and is loaded when its rows can be seen.
 */
export class ActionLists implements Disposable {
  readonly #source: ListsSource;
  readonly #changed = new EventEmitter<SectionChange>();
  readonly #synced = new EventEmitter<boolean>();
  readonly #sections: Section[] = [];
  #problems: readonly ProblemRow[] = [];
  #isSideBySide = false;
  #isViewVisible = false;
  readonly onDidChange = this.#changed.event;
  /** The connections were looked at anew; tells whether the tree has other lists now. */
  readonly onDidSync = this.#synced.event;

  constructor(source: ListsSource) {
    this.#source = source;
    this.sync();
  }

  /** Whether each connection is an element of the tree. While there is none, one list says so. */
  get isSideBySide(): boolean {
    return this.#isSideBySide;
  }

  get sections(): readonly ListSection[] {
    return this.#sections;
  }

  get problems(): readonly ProblemRow[] {
    return this.#problems;
  }

  /** Those of all lists. */
  get rows(): readonly ActionRow[] {
    return this.#sections.flatMap(({ list }) => list.rows);
  }

  /** The list of the active connection; where it is the only one, it knows why that cannot be used. */
  get active(): ActionList | undefined {
    return this.#isSideBySide ? this.of(this.#source.connections.active()) : this.#sections[0]?.list;
  }

  /** The lists whose rows can be seen while the view can. */
  get open(): ActionList[] {
    return this.#sections.filter(({ isOpen }) => isOpen).map(({ list }) => list);
  }

  /** @returns undefined where the view has no list of the connection */
  of(connection: Pick<Connection, 'name'> | undefined): ActionList | undefined {
    return this.#sections.find((one) => one.connection && one.connection.name === connection?.name)?.list;
  }

  /** After something was done over a connection: loads its list again, if ever it was. What fails is the list's to say. */
  async renew(connection: Pick<Connection, 'name'>): Promise<void> {
    const list = this.of(connection);
    if (list?.connection) {
      await list.refresh().catch(() => undefined);
    }
  }

  setViewVisible(isVisible: boolean): void {
    this.#isViewVisible = isVisible;
    for (const section of this.#sections) {
      section.look(isVisible);
    }
  }

  setOpen(section: ListSection, isOpen: boolean): void {
    const owned = this.#sections.find((one) => one === section);
    if (owned && owned.isOpen !== isOpen) {
      owned.isOpen = isOpen;
      owned.look(this.#isViewVisible);
    }
  }

  /** Begins lists anew. @param isConcerned those of which connections; without it all of them */
  restart(isConcerned?: (connection: Connection) => boolean): void {
    for (const { connection, loader } of this.#sections) {
      if (!isConcerned || (connection && isConcerned(connection))) {
        loader?.restart();
      }
    }
  }

  /** Follows the settings and the choice of the active connection. A list whose connection is as it was stays. */
  sync(): void {
    const { connections, showsAll } = this.#source;
    const { usable, problems } = connections.read();
    const before = [this.#isSideBySide, ...this.#problems.map(({ problem }) => problem)];
    this.#isSideBySide = showsAll() && usable.length + problems.length > 0;
    this.#problems = problems.map((problem) => ({ kind: 'problem', problem }));
    const wanted = this.#isSideBySide ? usable : [connections.active()];
    const next = wanted.map((connection) => {
      const key = this.#isSideBySide ? connection?.name : undefined;
      return [this.#sections.find((one) => one.key === key) ?? this.#newSection(key), connection] as const;
    });
    const sections = next.map(([section]) => section);
    const isOther =
      JSON.stringify(before) !== JSON.stringify([this.#isSideBySide, ...problems]) ||
      !isSameOrder(sections, this.#sections);
    for (const gone of this.#sections.splice(0, Infinity, ...sections)) {
      if (!sections.includes(gone)) {
        gone.dispose();
      }
    }
    for (const [section, connection] of next) {
      section.follow(connection, this.#isViewVisible);
    }
    this.#synced.fire(isOther);
  }

  dispose(): void {
    for (const part of [...this.#sections, this.#changed, this.#synced]) {
      part.dispose();
    }
  }

  #newSection(key: string | undefined): Section {
    const { connections, load } = this.#source;
    const list = new ActionList({
      ...this.#source,
      connection: () => (key === undefined ? connections.requireActive() : connections.require(key)),
    });
    // The active one is what a person came for. VS Code tells of those that are opened and closed later.
    const isOpen = key === undefined || key === connections.active()?.name;
    const section = new Section(key, list, load, isOpen);
    list.onDidChange((change) => this.#changed.fire({ section, change }));
    return section;
  }
}

class Section implements ListSection, Disposable {
  readonly kind = 'connection';
  /** The name of its connection, or undefined for whichever is active. */
  readonly key: string | undefined;
  readonly list: ActionList;
  readonly grouped = new GroupedRows();
  readonly more: LoadMoreRow;
  readonly #load: ListsSource['load'];
  readonly #seen = new EventEmitter<void>();
  readonly #sight = { visible: false, onDidChangeVisibility: this.#seen.event };
  connection: Connection | undefined;
  loader: ReturnType<ListsSource['load']> | undefined;
  isOpen: boolean;

  constructor(key: string | undefined, list: ActionList, load: ListsSource['load'], isOpen: boolean) {
    this.key = key;
    this.list = list;
    this.more = { kind: 'loadMore', list };
    this.isOpen = isOpen;
    this.#load = load;
  }

  /** Begins anew where the connection is another, or what is wrong with it may be. */
  follow(connection: Connection | undefined, isViewVisible: boolean): void {
    const isSame = connection && JSON.stringify(connection) === JSON.stringify(this.connection);
    this.connection = connection;
    if (!this.loader) {
      this.#sight.visible = isViewVisible && this.isOpen;
      this.loader = this.#load(this.list, this.#sight);
    } else if (!isSame) {
      this.loader.restart();
    }
  }

  look(isViewVisible: boolean): void {
    const visible = isViewVisible && this.isOpen;
    if (visible !== this.#sight.visible) {
      this.#sight.visible = visible;
      this.#seen.fire();
    }
  }

  dispose(): void {
    for (const part of [this.loader, this.list, this.#seen]) {
      part?.dispose();
    }
  }
}
