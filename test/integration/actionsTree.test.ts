import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EventEmitter,
  TreeItemCollapsibleState,
  workspace,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { Connection } from '../../src/auth/connection.ts';
import type { ListQuery } from '../../src/defender/listQuery.ts';
import { parseMachineAction, parsePage } from '../../src/defender/machineAction.ts';
import { packageName } from '../../src/evidence/packageName.ts';
import type { ListElement } from '../../src/views/actionItem.ts';
import type { ActionList } from '../../src/views/actionList.ts';
import { ActionLists } from '../../src/views/actionLists.ts';
import { ActionsTree } from '../../src/views/actionsTree.ts';
import { readCase } from '../../src/views/caseNote.ts';
import { readGrouping } from '../../src/views/groups.ts';
import { filterOf, isFiltering, noFilter, readFilter, toListQuery } from '../../src/views/listFilter.ts';
import { WorkspacePackages } from '../../src/views/workspacePackages.ts';
import { WorkspaceValue } from '../../src/views/workspaceValue.ts';

const downloadFolder = 'packages [of] a test';

function collection(id: string, minutes: number, status = 'Succeeded'): Record<string, unknown> {
  const creationDateTimeUtc = new Date(Date.UTC(2026, 0, 2, 3) - minutes * 60_000).toISOString();
  return {
    id,
    type: 'CollectInvestigationPackage',
    status,
    computerDnsName: `ws-${id}`,
    creationDateTimeUtc,
  };
}

/** What a workspace keeps. */
class MemoryMemento implements Memento {
  readonly #kept = new Map<string, string>();
  keys = (): string[] => [...this.#kept.keys()];
  get = (key: string): never => {
    const text = this.#kept.get(key);
    return (text === undefined ? undefined : JSON.parse(text)) as never;
  };
  update(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

/** The tree over a service that a test changes, in a view that only a test sees. */
class Stage {
  actions: Record<string, unknown>[] = [];
  /** The most that the service gives at once. */
  pageSize = 100;
  #top: ListElement[] = [];
  redrawn: (ListElement[] | undefined)[] = [];
  readonly view: Partial<TreeView<ListElement>> &
    Pick<TreeView<ListElement>, 'badge' | 'message' | 'description'>;
  readonly filter;
  readonly grouping;
  readonly packages = new WorkspacePackages(() => downloadFolder);
  readonly lists: ActionLists;
  readonly list: ActionList;
  readonly tree: ActionsTree;

  constructor(memento: Memento) {
    this.filter = new WorkspaceValue(memento, 'filter', readFilter);
    this.grouping = new WorkspaceValue(memento, 'grouping', readGrouping);
    const recentDays = () => 30;
    const listMachineActions = (query: ListQuery = {}) => {
      const { skip = 0 } = query;
      const value = this.actions.slice(skip, skip + this.pageSize);
      return Promise.resolve(parsePage({ value }, query) ?? assert.fail());
    };
    const contoso = { name: 'Contoso' } as Connection;
    const connections = {
      read: () => ({ usable: [contoso], problems: [] }),
      active: () => contoso,
      require: () => contoso,
      requireActive: () => contoso,
    };
    this.lists = new ActionLists({
      connections,
      showsAll: () => false,
      client: () => ({ listMachineActions }),
      query: (of) => toListQuery(filterOf(this.filter.value, of), recentDays(), Date.now()),
      isFiltered: (of) => isFiltering(filterOf(this.filter.value, of)),
      load: () => ({ restart: () => undefined, dispose: () => undefined }),
    });
    this.list = this.lists.active ?? assert.fail();
    this.view = {
      visible: false,
      onDidChangeVisibility: new EventEmitter<{ visible: boolean }>().event,
      onDidExpandElement: new EventEmitter<{ element: ListElement }>().event,
      onDidCollapseElement: new EventEmitter<{ element: ListElement }>().event,
      dispose: () => undefined,
    };
    this.tree = new ActionsTree(
      {
        lists: this.lists,
        filter: this.filter,
        grouping: this.grouping,
        caseNote: new WorkspaceValue(memento, 'case', readCase),
        packages: this.packages,
        recentDays,
      },
      () => this.view as TreeView<ListElement>,
    );
    this.tree.onDidChangeTreeData((elements) => this.redrawn.push(elements));
  }

  /** Loads the list, draws it as VS Code would, and forgets what was drawn before. */
  async load(): Promise<void> {
    await this.list.refresh();
    await this.packages.look();
    this.draw();
    this.redrawn = [];
  }

  draw(): void {
    const provider: TreeDataProvider<ListElement> = this.tree;
    const draw = (element?: ListElement): ListElement[] => {
      const children = provider.getChildren(element) as ListElement[];
      for (const child of children) {
        void provider.getTreeItem(child);
        draw(child);
      }
      return children;
    };
    this.#top = draw();
  }

  get top(): readonly TreeItem[] {
    return this.#top.map((element) => this.tree.getTreeItem(element));
  }

  /** The row or group at this place of the top level. */
  at(index: number): ListElement {
    return this.#top[index] ?? assert.fail();
  }

  dispose(): void {
    for (const part of [this.tree, this.lists, this.packages, this.filter, this.grouping]) {
      part.dispose();
    }
  }
}

describe('The tree of machine actions', () => {
  const memento = new MemoryMemento();
  const folder = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', downloadFolder);
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage(memento);
    stage.actions = [collection('1', 1), collection('2', 2), collection('3', 3, 'Failed')];
  });

  afterEach(async () => {
    await stage.filter.set(noFilter);
    await stage.grouping.set('none');
    stage.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const nameOf = (raw: Record<string, unknown>) => packageName(parseMachineAction(raw) ?? assert.fail());

  function writePackage(raw: Record<string, unknown>): string {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, nameOf(raw));
    writeFileSync(path, 'PK');
    return path;
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 20_000; !holds();) {
      assert.ok(Date.now() < end, what);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('says beside its title and above its rows what it is narrowed to, in this window and the next', async () => {
    await stage.load();
    assert.equal(stage.view.description, 'Contoso · last 30 days');
    assert.equal(stage.view.message, '');
    await stage.filter.set({
      types: ['CollectInvestigationPackage'],
      statuses: ['Failed', '$(x)'],
      device: { name: 'ws-1', connection: 'Contoso', machineIds: ['77'] },
      requestor: 'anna',
      days: 7,
    });
    const words = 'Investigation package, Failed, $ (x), ws-1, anna · last 7 days';
    assert.equal(stage.view.description, `Contoso · ${words}`);
    assert.equal(stage.view.message, `Filter: ${words}.`);
    const next = new Stage(memento);
    next.actions = stage.actions;
    await next.load();
    assert.equal(next.view.message, `Filter: ${words}.`);
    next.dispose();
    await stage.filter.set({ ...noFilter, days: 1 });
    assert.equal(stage.view.description, 'Contoso · last 24 hours');
    await stage.filter.set(noFilter);
    assert.equal(stage.view.message, '');
  });

  it('has groups with their counts, which stay, and Load more last', async () => {
    stage.actions = Array.from({ length: 150 }, (_, at) =>
      collection(`${at}`, at, at ? 'Succeeded' : 'Failed'),
    );
    await stage.grouping.set('state');
    await stage.load();
    const items = stage.top;
    assert.deepEqual(
      items.map(({ label, description }) => `${label as string} ${description as string}`),
      ['Failed 1', 'Succeeded 99', 'Load more… 100 shown'],
    );
    assert.deepEqual(
      items.map(({ accessibilityInformation }) => accessibilityInformation?.label),
      ['Failed, 1 machine action', 'Succeeded, 99 machine actions', undefined],
    );
    assert.equal(items[0]?.collapsibleState, TreeItemCollapsibleState.Expanded);
    const group = stage.at(0);
    stage.actions = [collection('new', -1, 'Failed'), ...stage.actions];
    await stage.load();
    assert.equal(stage.at(0), group);
    assert.equal(stage.tree.getTreeItem(group).id, items[0].id);
    assert.equal(stage.tree.getTreeItem(group).description, '2');
    assert.equal(stage.tree.getChildren(group).length, 2);
    const next = new Stage(memento);
    next.actions = stage.actions;
    await next.load();
    assert.equal(next.at(0).kind, 'group');
    next.dispose();
  });

  it('counts the packages that are not in the workspace, and marks those that are', async () => {
    const path = writePackage(collection('2', 2));
    await stage.load();
    assert.equal(stage.view.badge?.value, 1);
    assert.match(stage.view.badge.tooltip, /^1 investigation package is not/);
    const [missing, there, failed] = stage.top;
    assert.match(String(there?.description), / · in the workspace$/);
    assert.match(there?.accessibilityInformation?.label ?? '', /, in the workspace$/);
    assert.equal(there?.contextValue, ';machineAction;downloadable;inWorkspace;');
    assert.deepEqual([!!there.resourceUri, !!missing?.resourceUri], [true, false]);
    assert.equal(missing?.contextValue, ';machineAction;downloadable;');
    assert.equal(failed?.contextValue, ';machineAction;');
    const row = stage.at(1);
    assert.equal(row.kind === 'action' && stage.packages.pathOf(row.action), path);
  });

  it('sees packages come and go, one row each, and the folder go as a whole', async () => {
    await stage.load();
    assert.equal(stage.view.badge?.value, 2);
    const row = stage.at(0);
    writePackage(collection('1', 1));
    await until('the package is seen', () => stage.view.badge?.value === 1);
    assert.deepEqual(stage.redrawn, [[row]]);
    writePackage(collection('2', 2));
    await until('the other is seen', () => stage.view.badge === undefined);
    rmSync(folder, { recursive: true });
    await until('both are gone', () => stage.view.badge?.value === 2);
  });

  it('has no badge before it knows', async () => {
    await stage.list.refresh();
    assert.equal(stage.view.badge, undefined);
  });

  it('redraws one of ten thousand rows when one action changed', async () => {
    stage.actions = Array.from({ length: 10_000 }, (_, at) => collection(`${at}`, at));
    stage.pageSize = 10_000;
    await stage.load();
    assert.equal(stage.list.rows.length, 10_000);
    stage.actions = stage.actions.with(7000, collection('7000', 7000, 'Failed'));
    const started = performance.now();
    await stage.list.refresh();
    const took = performance.now() - started;
    assert.deepEqual(stage.redrawn, [[stage.at(7000)]]);
    assert.ok(took < 2000, `took ${took} ms`);
  });
});
