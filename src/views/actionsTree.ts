import {
  EventEmitter,
  l10n,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { ActionList, ListChange } from './actionList.ts';
import { actionHover } from './actionHover.ts';
import { actionDescription, toTreeItem, type ListElement, type LoadMoreRow } from './actionItem.ts';
import type { ActionRow } from './actionRows.ts';
import { setContextKey } from './contextKeys.ts';
import { isSignedIn } from './listState.ts';
import { errorWords } from './words/errorWords.ts';
import { clockTime } from './words/timeWords.ts';

export const actionsViewId = 'defenderMachineActions.actions';

const loadMoreRow: LoadMoreRow = { kind: 'loadMore' };

/** The view *Machine Actions*. */
export class ActionsTree implements TreeDataProvider<ListElement>, Disposable {
  readonly #list: ActionList;
  readonly #recentDays: () => number;
  readonly #redraw = new EventEmitter<ListElement[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[];
  /** What the drawn rows say, since that grows old by itself. */
  readonly #drawn = new Map<ActionRow, string>();
  #ageTimer: NodeJS.Timeout | undefined;
  readonly view: TreeView<ListElement>;
  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(list: ActionList, recentDays: () => number) {
    this.#list = list;
    this.#recentDays = recentDays;
    this.view = window.createTreeView(actionsViewId, { treeDataProvider: this });
    this.#subscriptions = [
      this.#redraw,
      this.view,
      list.onDidChange((change) => this.#update(change)),
      this.view.onDidChangeVisibility(() => this.#watchAges()),
      window.onDidChangeWindowState(() => this.#watchAges()),
      workspace.onDidGrantWorkspaceTrust(() => this.#update([])),
    ];
    this.#setContext();
  }

  getChildren(element?: ListElement): ListElement[] {
    if (element) {
      return [];
    }
    this.#drawn.clear();
    return this.#list.hasMore ? [...this.#list.rows, loadMoreRow] : [...this.#list.rows];
  }

  getTreeItem(element: ListElement): TreeItem {
    const now = Date.now();
    if (element.kind === 'action') {
      this.#drawn.set(element, actionDescription(element.action, now));
    }
    return toTreeItem(element, this.#list.rows.length, now);
  }

  resolveTreeItem(item: TreeItem, element: ListElement): TreeItem {
    if (element.kind === 'action') {
      item.tooltip = actionHover(element.action);
    }
    return item;
  }

  dispose(): void {
    clearInterval(this.#ageTimer);
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  #update(change: ListChange): void {
    this.#setContext();
    this.view.description = this.#description();
    this.view.message = this.#message() ?? '';
    if (change === undefined) {
      this.#redraw.fire(undefined);
      return;
    }
    this.#redrawRows(change);
  }

  /** What the rows say of their age is kept true while somebody can see them. */
  #watchAges(): void {
    clearInterval(this.#ageTimer);
    if (this.view.visible && window.state.focused) {
      this.#redrawRows([]);
      this.#ageTimer = setInterval(() => this.#redrawRows([]), 60_000);
    }
  }

  #redrawRows(change: readonly ActionRow[]): void {
    const now = Date.now();
    const aged = [...this.#drawn].filter(([row, text]) => text !== actionDescription(row.action, now));
    const rows = new Set([...change, ...aged.map(([row]) => row)]);
    if (rows.size > 0) {
      this.#redraw.fire([...rows]);
    }
  }

  #setContext(): void {
    const { state } = this.#list;
    setContextKey('defenderMachineActions.listState', state);
    const signedIn = isSignedIn(state);
    if (signedIn !== undefined) {
      setContextKey('defenderMachineActions.signedIn', signedIn);
    }
  }

  #description(): string {
    const { connection } = this.#list;
    return connection ? l10n.t('{0} · last {1} days', connection.name, this.#recentDays()) : '';
  }

  /** Only above rows: an empty view has its welcome content to say it. */
  #message(): string | undefined {
    const { error, rows, malformed, loadedAt } = this.#list;
    if (rows.length === 0) {
      return undefined;
    }
    if (error !== undefined) {
      return l10n.t('{0} This is the list as of {1}.', errorWords(error).what, clockTime(loadedAt));
    }
    if (!workspace.isTrusted) {
      return l10n.t(
        'Restricted Mode: packages can be downloaded after "Workspaces: Manage Workspace Trust".',
      );
    }
    return malformed > 0 ? l10n.t('{0} entries could not be read and are left out.', malformed) : undefined;
  }
}
