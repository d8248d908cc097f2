import {
  EventEmitter,
  l10n,
  window,
  workspace,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  type TreeViewOptions,
} from 'vscode';
import type { ActionList, ListChange } from './actionList.ts';
import { actionHover } from './actionHover.ts';
import { actionDescription, toTreeItem, type ListElement, type LoadMoreRow } from './actionItem.ts';
import type { ActionRow } from './actionRows.ts';
import { setContextKey } from './contextKeys.ts';
import { GroupedRows, type Grouping, type GroupedElement } from './groups.ts';
import { isFiltering, type ListFilter } from './listFilter.ts';
import { isSignedIn } from './listState.ts';
import { errorWords } from './words/errorWords.ts';
import { filterMessage, filterWords } from './words/filterWords.ts';
import { clockTime } from './words/timeWords.ts';
import { plainText } from './words/visibleText.ts';
import type { WorkspacePackages } from './workspacePackages.ts';
import type { WorkspaceValue } from './workspaceValue.ts';

export const actionsViewId = 'defenderMachineActions.actions';

const loadMoreRow: LoadMoreRow = { kind: 'loadMore' };

/** What the view shows, and how. */
export interface TreeSource {
  list: ActionList;
  filter: WorkspaceValue<ListFilter>;
  grouping: WorkspaceValue<Grouping>;
  packages: WorkspacePackages;
  /** The setting. */
  recentDays: () => number;
}

type CreateView = (id: string, options: TreeViewOptions<ListElement>) => TreeView<ListElement>;

/** The view *Machine Actions*. */
export class ActionsTree implements TreeDataProvider<ListElement> {
  readonly #source: TreeSource;
  readonly #grouped = new GroupedRows();
  readonly #redraw = new EventEmitter<ListElement[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[];
  /** What the drawn rows say, since that grows old by itself. */
  readonly #drawn = new Map<ActionRow, string>();
  readonly #isInWorkspace: (action: ActionRow['action']) => boolean;
  #ageTimer: NodeJS.Timeout | undefined;
  readonly view: TreeView<ListElement>;
  readonly onDidChangeTreeData = this.#redraw.event;

  /** @param createView tests put a view of their own in the window's place */
  constructor(source: TreeSource, createView: CreateView = window.createTreeView) {
    const { list, filter, grouping, packages } = source;
    this.#source = source;
    this.#isInWorkspace = (action) => packages.pathOf(action) !== undefined;
    this.view = createView(actionsViewId, { treeDataProvider: this, canSelectMany: true });
    this.#subscriptions = [
      this.#redraw,
      this.view,
      list.onDidChange((change) => this.#update(change)),
      filter.onDidChange(() => this.#update([])),
      grouping.onDidChange(() => this.#update(undefined)),
      packages.onDidChange(() => this.#update([])),
      this.view.onDidChangeVisibility(() => this.#watchAges()),
      window.onDidChangeWindowState(() => this.#watchAges()),
      workspace.onDidGrantWorkspaceTrust(() => this.#update([])),
    ];
    this.#setContext();
  }

  getChildren(element?: ListElement): ListElement[] {
    if (element) {
      return element.kind === 'group' ? [...element.rows] : [];
    }
    this.#drawn.clear();
    const { top } = this.#grouped;
    return this.#source.list.hasMore ? [...top, loadMoreRow] : [...top];
  }

  getTreeItem(element: ListElement): TreeItem {
    const now = Date.now();
    if (element.kind === 'action') {
      this.#drawn.set(element, this.#textOf(element, now));
    }
    const shown = this.#source.list.rows.length;
    return toTreeItem(element, { shown, now, isInWorkspace: this.#isInWorkspace });
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
    const { list, grouping } = this.#source;
    this.#setContext();
    this.view.description = this.#description();
    this.view.message = this.#message();
    this.#setBadge();
    const redrawn = this.#grouped.update(list.rows, grouping.value, change);
    if (redrawn === undefined) {
      this.#redraw.fire(undefined);
    } else {
      this.#redrawElements(redrawn);
    }
  }

  /** What the rows say of their age is kept true while somebody can see them. */
  #watchAges(): void {
    clearInterval(this.#ageTimer);
    if (this.view.visible && window.state.focused) {
      this.#redrawElements([]);
      this.#ageTimer = setInterval(() => this.#redrawElements([]), 60_000);
    }
  }

  #redrawElements(change: readonly GroupedElement[]): void {
    const now = Date.now();
    const outdated = [...this.#drawn].filter(([row, text]) => text !== this.#textOf(row, now));
    const elements = new Set([...change, ...outdated.map(([row]) => row)]);
    if (elements.size > 0) {
      this.#redraw.fire([...elements]);
    }
  }

  #textOf({ action }: ActionRow, now: number): string {
    return actionDescription(action, now, this.#isInWorkspace(action));
  }

  #setContext(): void {
    const { list, filter } = this.#source;
    setContextKey('defenderMachineActions.listState', list.state);
    setContextKey('defenderMachineActions.filtered', isFiltering(filter.value));
    const signedIn = isSignedIn(list.state);
    if (signedIn !== undefined) {
      setContextKey('defenderMachineActions.signedIn', signedIn);
    }
  }

  #setBadge(): void {
    const { list, packages } = this.#source;
    const value = packages.missing(list.rows.map(({ action }) => action));
    const tooltip =
      value === 1
        ? l10n.t('1 investigation package is not in this workspace')
        : l10n.t('{0} investigation packages are not in this workspace', value);
    this.view.badge = value > 0 ? { value, tooltip } : undefined;
  }

  #description(): string {
    const { list, filter, recentDays } = this.#source;
    return list.connection
      ? `${plainText(list.connection.name)} · ${filterWords(filter.value, recentDays())}`
      : '';
  }

  /** Only above rows: an empty view has its welcome content to say it. */
  #message(): string {
    const { list, filter, recentDays } = this.#source;
    const parts = list.rows.length > 0 ? [filterMessage(filter.value, recentDays()), this.#notice()] : [];
    return parts.filter(Boolean).join(' ');
  }

  #notice(): string | undefined {
    const { error, malformed, loadedAt } = this.#source.list;
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
