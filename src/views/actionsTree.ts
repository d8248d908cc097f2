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
import type { ListChange } from './actionList.ts';
import type { ActionLists, ListSection } from './actionLists.ts';
import { actionHover } from './actionHover.ts';
import { actionDescription, toTreeItem, type ListElement } from './actionItem.ts';
import type { ActionRow } from './actionRows.ts';
import { connectionDescription } from './connectionItem.ts';
import { setContextKey } from './contextKeys.ts';
import type { Grouping } from './groups.ts';
import { isFiltering, type ListFilter } from './listFilter.ts';
import { headingDescription, headingMessage } from './listHeading.ts';
import { isSignedIn } from './listState.ts';
import type { WorkspacePackages } from './workspacePackages.ts';
import type { WorkspaceValue } from './workspaceValue.ts';

export const actionsViewId = 'defenderMachineActions.actions';

/** What the view shows, and how. */
export interface TreeSource {
  lists: ActionLists;
  filter: WorkspaceValue<ListFilter>;
  grouping: WorkspaceValue<Grouping>;
  caseNote: WorkspaceValue<string>;
  packages: WorkspacePackages;
  /** The setting. */
  recentDays: () => number;
}

type CreateView = (id: string, options: TreeViewOptions<ListElement>) => TreeView<ListElement>;

/** The view *Machine Actions*. */
export class ActionsTree implements TreeDataProvider<ListElement> {
  readonly #source: TreeSource;
  readonly #redraw = new EventEmitter<ListElement[] | undefined>();
  readonly #subscriptions: { dispose(): unknown }[];
  /** What the drawn rows and connections say, since that grows old by itself. */
  readonly #drawn = new Map<ActionRow | ListSection, string>();
  readonly #isInWorkspace: (action: ActionRow['action']) => boolean;
  #ageTimer: NodeJS.Timeout | undefined;
  readonly view: TreeView<ListElement>;
  readonly onDidChangeTreeData = this.#redraw.event;

  /** @param createView tests put a view of their own in the window's place */
  constructor(source: TreeSource, createView: CreateView = window.createTreeView) {
    const { lists, filter, grouping, caseNote, packages } = source;
    this.#source = source;
    this.#isInWorkspace = (action) => packages.pathOf(action) !== undefined;
    this.view = createView(actionsViewId, { treeDataProvider: this, canSelectMany: true });
    this.#subscriptions = [
      this.#redraw,
      this.view,
      lists.onDidChange(({ section, change }) => this.#update(section, change)),
      lists.onDidSync((isOther) => this.#redrawAll(isOther)),
      filter.onDidChange(() => this.#redrawAll(false)),
      grouping.onDidChange(() => this.#redrawAll(true)),
      caseNote.onDidChange(() => this.#redrawAll(false)),
      packages.onDidChange(() => this.#redrawAll(false)),
      this.view.onDidExpandElement(({ element }) => this.#setOpen(element, true)),
      this.view.onDidCollapseElement(({ element }) => this.#setOpen(element, false)),
      this.view.onDidChangeVisibility(() => this.#look()),
      window.onDidChangeWindowState(() => this.#watchAges()),
      workspace.onDidGrantWorkspaceTrust(() => this.#redrawAll(false)),
    ];
    this.#setContext();
    lists.setViewVisible(this.view.visible);
  }

  getChildren(element?: ListElement): ListElement[] {
    const { isSideBySide, sections, problems } = this.#source.lists;
    if (!element) {
      this.#drawn.clear();
      return isSideBySide ? [...sections, ...problems] : sections.flatMap(childrenOf);
    }
    if (element.kind === 'connection') {
      for (const one of this.#drawn.keys()) {
        if (one.kind === 'action' && one.connection.name === element.connection?.name) {
          this.#drawn.delete(one);
        }
      }
      return childrenOf(element);
    }
    return element.kind === 'group' ? [...element.rows] : [];
  }

  getTreeItem(element: ListElement): TreeItem {
    const now = Date.now();
    if (element.kind === 'action' || element.kind === 'connection') {
      this.#drawn.set(element, this.#textOf(element, now));
    }
    return toTreeItem(element, { now, isInWorkspace: this.#isInWorkspace });
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

  #update(section: ListSection, change: ListChange): void {
    this.#describe();
    const redrawn = this.#regroup(section, change);
    if (redrawn) {
      this.#redrawElements(redrawn);
    } else {
      this.#redraw.fire(this.#source.lists.isSideBySide ? [section] : undefined);
    }
  }

  /** @param isOther whether there are other elements than before; else only what says something else is drawn anew */
  #redrawAll(isOther: boolean): void {
    this.#describe();
    if (isOther) {
      this.#source.lists.sections.forEach((section) => this.#regroup(section, undefined));
      this.#redraw.fire(undefined);
    } else {
      this.#redrawElements([]);
    }
  }

  #regroup({ grouped, list }: ListSection, change: ListChange): readonly ListElement[] | undefined {
    return grouped.update(list.rows, this.#source.grouping.value, change);
  }

  #describe(): void {
    this.#setContext();
    this.view.description = headingDescription(this.#source);
    this.view.message = headingMessage(this.#source);
    this.#setBadge();
  }

  #setOpen(element: ListElement, isOpen: boolean): void {
    if (element.kind === 'connection') {
      this.#source.lists.setOpen(element, isOpen);
    }
  }

  #look(): void {
    this.#source.lists.setViewVisible(this.view.visible);
    this.#watchAges();
  }

  /** What the rows say of their age is kept true while somebody can see them. */
  #watchAges(): void {
    clearInterval(this.#ageTimer);
    if (this.view.visible && window.state.focused) {
      this.#redrawElements([]);
      this.#ageTimer = setInterval(() => this.#redrawElements([]), 60_000);
    }
  }

  #redrawElements(change: readonly ListElement[]): void {
    const now = Date.now();
    const outdated = [...this.#drawn].filter(([element, text]) => text !== this.#textOf(element, now));
    const elements = new Set<ListElement>([...change, ...outdated.map(([element]) => element)]);
    if (elements.size > 0) {
      this.#redraw.fire([...elements]);
    }
  }

  #textOf(element: ActionRow | ListSection, now: number): string {
    return element.kind === 'action'
      ? actionDescription(element.action, now, this.#isInWorkspace(element.action))
      : connectionDescription(element);
  }

  #setContext(): void {
    const { lists, filter } = this.#source;
    const state = lists.active?.state ?? 'badConnection';
    setContextKey('defenderMachineActions.listState', lists.isSideBySide ? 'rows' : state);
    setContextKey('defenderMachineActions.filtered', isFiltering(filter.value));
    const signedIn = isSignedIn(state);
    if (signedIn !== undefined) {
      setContextKey('defenderMachineActions.signedIn', signedIn);
    }
  }

  #setBadge(): void {
    const { lists, packages } = this.#source;
    const value = packages.missing(lists.rows.map(({ action }) => action));
    const tooltip =
      value === 1
        ? l10n.t('1 investigation package is not in this workspace')
        : l10n.t('{0} investigation packages are not in this workspace', value);
    this.view.badge = value > 0 ? { value, tooltip } : undefined;
  }
}

function childrenOf({ grouped: { top }, list, more }: ListSection): ListElement[] {
  return list.hasMore ? [...top, more] : [...top];
}
