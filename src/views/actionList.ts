import { EventEmitter, type Disposable } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { SignInError } from '../auth/signInError.ts';
import type { DefenderClient } from '../defender/client.ts';
import { InTurn } from '../defender/inTurn.ts';
import type { ListQuery } from '../defender/listQuery.ts';
import { isUnfinished, type MachineAction, type MachineActionPage } from '../defender/machineAction.ts';
import { mergeRows, type ActionRow } from './actionRows.ts';
import { isSignedIn, stateOf, type ListState } from './listState.ts';

const pageSize = 100;
/** Recorded clients of the service never ask for more at once. */
const largestPage = 1000;

/** Where the list comes from; asked anew at each refresh. */
export interface ActionSource {
  /** @throws SettingsError when there is no usable connection */
  connection(): Connection;
  client(connection: Connection): Pick<DefenderClient, 'listMachineActions'>;
  /** Which actions are wanted. */
  query(connection: Connection): ListQuery;
  /** Whether that is fewer than there are in the usual period. */
  isFiltered(connection: Connection): boolean;
}

/** Rows to redraw, or undefined when the list itself is another. */
export type ListChange = readonly ActionRow[] | undefined;

/** The machine actions of one connection, and what there is to say about them. */
export class ActionList implements Disposable {
  readonly #source: ActionSource;
  readonly #changed = new EventEmitter<ListChange>();
  #connection: Connection | undefined;
  #rows: readonly ActionRow[] = [];
  #state: ListState = 'loading';
  #error: unknown;
  #hasMore = false;
  #received = 0;
  #malformed = 0;
  #loadedAt = 0;
  /** Aborted when the list becomes another one's: what is on its way no longer counts. */
  #era = new AbortController();
  #refreshing: Promise<void> | undefined;
  readonly #inTurn = new InTurn();
  readonly onDidChange = this.#changed.event;

  constructor(source: ActionSource) {
    this.#source = source;
  }

  get rows(): readonly ActionRow[] {
    return this.#rows;
  }

  get state(): ListState {
    return this.#state;
  }

  /** Why the last refresh failed; the rows are then those of `loadedAt`. */
  get error(): unknown {
    return this.#error;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Elements of the service's answer that could not be read. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Milliseconds since 1970 of the last answer. */
  get loadedAt(): number {
    return this.#loadedAt;
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  get hasUnfinished(): boolean {
    return this.#rows.some(({ action }) => isUnfinished(action));
  }

  /** Loads as many rows as are shown, a page at least. Calls at the same time share one. */
  refresh(): Promise<void> {
    if (!this.#refreshing) {
      const refreshing = this.#inTurn
        .run(() => this.#refresh())
        .finally(() => {
          if (this.#refreshing === refreshing) {
            this.#refreshing = undefined;
          }
        });
      this.#refreshing = refreshing;
    }
    return this.#refreshing;
  }

  loadMore(): Promise<void> {
    return this.#inTurn.run(() => this.#loadMore());
  }

  /** The connection or the sign-in is another: everything that was loaded is dropped. */
  reset(): void {
    this.#era.abort();
    this.#era = new AbortController();
    this.#refreshing = undefined;
    this.#connection = undefined;
    this.#loadedAt = 0;
    this.#error = undefined;
    this.#clear('loading');
  }

  dispose(): void {
    this.#era.abort();
    this.#changed.dispose();
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#era;
    try {
      const connection = this.#source.connection();
      this.#connection = connection;
      const wanted = Math.max(pageSize, this.#received);
      const actions: MachineAction[] = [];
      const totals = { received: 0, malformed: 0, hasMore: true };
      while (totals.hasMore && totals.received < wanted) {
        const top = Math.min(largestPage, wanted - totals.received);
        const page = await this.#page(connection, totals.received, top, signal);
        actions.push(...page.actions);
        totals.received += page.received;
        totals.malformed += page.malformed;
        totals.hasMore = page.hasMore;
      }
      if (!signal.aborted) {
        this.#loadedAt = Date.now();
        this.#show(connection, actions, totals);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.#fail(error);
        throw error;
      }
    }
  }

  async #loadMore(): Promise<void> {
    const { signal } = this.#era;
    const connection = this.#connection;
    if (!connection || !this.#hasMore) {
      return;
    }
    const page = await this.#page(connection, this.#received, pageSize, signal);
    if (!signal.aborted) {
      this.#show(connection, [...this.#rows.map(({ action }) => action), ...page.actions], {
        received: this.#received + page.received,
        malformed: this.#malformed + page.malformed,
        hasMore: page.hasMore,
      });
    }
  }

  #page(connection: Connection, skip: number, top: number, signal: AbortSignal): Promise<MachineActionPage> {
    const query = { ...this.#source.query(connection), top, skip };
    return this.#source.client(connection).listMachineActions(query, { signal });
  }

  #show(
    connection: Connection,
    actions: readonly MachineAction[],
    page: { received: number; malformed: number; hasMore: boolean },
  ): void {
    const hadMore = this.#hasMore;
    const { rows, changed, isReordered } = mergeRows(this.#rows, actions, connection);
    this.#rows = rows;
    this.#received = page.received;
    this.#malformed = page.malformed;
    this.#hasMore = page.hasMore;
    this.#error = undefined;
    this.#state = rows.length > 0 ? 'rows' : this.#source.isFiltered(connection) ? 'nothingFits' : 'empty';
    this.#changed.fire(isReordered || hadMore !== page.hasMore ? undefined : changed);
  }

  #fail(error: unknown): void {
    this.#error = error;
    const state = stateOf(error);
    // Rows of somebody who is signed out are nobody's to see.
    const isOver = isSignedIn(state) !== true || (error instanceof SignInError && state === 'signInFailed');
    if (this.#rows.length === 0 || isOver) {
      this.#clear(state);
    } else {
      this.#changed.fire([]);
    }
  }

  #clear(state: ListState): void {
    this.#rows = [];
    this.#received = 0;
    this.#malformed = 0;
    this.#hasMore = false;
    this.#state = state;
    this.#changed.fire(undefined);
  }
}
