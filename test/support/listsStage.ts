import assert from 'node:assert/strict';
import { EventEmitter, type TreeItem, type TreeView } from 'vscode';
import type { Connection } from '../../src/auth/connection.ts';
import type { SettingsError } from '../../src/auth/settingsError.ts';
import type { ListQuery } from '../../src/defender/listQuery.ts';
import { parsePage } from '../../src/defender/machineAction.ts';
import type { ListElement } from '../../src/views/actionItem.ts';
import { ActionLists } from '../../src/views/actionLists.ts';
import { ActionsTree } from '../../src/views/actionsTree.ts';
import type { Grouping } from '../../src/views/groups.ts';
import { filterOf, isFiltering, noFilter, toListQuery, type ListFilter } from '../../src/views/listFilter.ts';
import { ListLoader } from '../../src/views/listLoader.ts';
import { WorkspacePackages } from '../../src/views/workspacePackages.ts';
import type { WorkspaceValue } from '../../src/views/workspaceValue.ts';

/** A connection of this name, as the settings would give it. */
export const connectionTo = (name: string, tenantId = `${name.toLowerCase()}.com`) =>
  ({ name, tenantId, clientId: `app of ${name}`, cloud: 'commercial' }) as Connection;

/** A value of a workspace that keeps nothing. */
class Value<T> {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  value: T;

  constructor(value: T) {
    this.value = value;
  }

  set(value: T): void {
    this.value = value;
    this.#changed.fire();
  }

  /** In the place of one that keeps. */
  get kept(): WorkspaceValue<T> {
    return this as unknown as WorkspaceValue<T>;
  }
}

/** The tree over several tenants, in a view that only a test sees. */
export class ListsStage {
  usable = ['Contoso', 'Fabrikam', 'Tailspin'].map((name) => connectionTo(name));
  problems: SettingsError[] = [];
  activeName = 'Contoso';
  showsAll = true;
  /** What each tenant answers; an error is thrown. */
  readonly answers = new Map<string, Record<string, unknown>[] | Error>();
  /** The tenants in the order in which they were asked, and for what. */
  asked: string[] = [];
  readonly queries: ListQuery[] = [];
  readonly filter = new Value<ListFilter>(noFilter);
  readonly grouping = new Value<Grouping>('none');
  readonly caseNote = new Value('');
  redrawn: (ListElement[] | undefined)[] = [];
  readonly #expanded = new EventEmitter<{ element: ListElement }>();
  readonly #collapsed = new EventEmitter<{ element: ListElement }>();
  readonly #visibility = new EventEmitter<{ visible: boolean }>();
  readonly view = {
    visible: false,
    description: '',
    message: '',
    onDidChangeVisibility: this.#visibility.event,
    onDidExpandElement: this.#expanded.event,
    onDidCollapseElement: this.#collapsed.event,
    dispose: () => undefined,
  };
  readonly packages = new WorkspacePackages(() => 'packages');
  readonly lists: ActionLists;
  readonly tree: ActionsTree;

  constructor() {
    const active = () => this.usable.find(({ name }) => name === this.activeName);
    const orThrow = (found = active()) => found ?? assert.fail();
    this.lists = new ActionLists({
      connections: {
        read: () => ({ usable: this.usable, problems: this.problems }),
        active,
        requireActive: () => orThrow(),
        require: (name) => orThrow(this.usable.find((one) => one.name === name)),
      },
      showsAll: () => this.showsAll,
      client: ({ name }) => ({
        listMachineActions: (wish?: ListQuery) => {
          const query = wish ?? {};
          this.asked.push(name);
          this.queries.push(query);
          const answer = this.answers.get(name) ?? [{ id: 'same', status: 'Succeeded', type: 'Isolate' }];
          return answer instanceof Error
            ? Promise.reject(answer)
            : Promise.resolve(parsePage({ value: answer.slice(query.skip) }, query) ?? assert.fail());
        },
      }),
      query: (of) => toListQuery(filterOf(this.filter.value, of), 30, Date.now()),
      isFiltered: (of) => isFiltering(filterOf(this.filter.value, of)),
      load: (list, sight) =>
        new ListLoader(
          list,
          sight,
          () => 30,
          () => undefined,
        ),
    });
    this.tree = new ActionsTree(
      {
        lists: this.lists,
        filter: this.filter.kept,
        grouping: this.grouping.kept,
        caseNote: this.caseNote.kept,
        packages: this.packages,
        recentDays: () => 30,
      },
      () => this.view as unknown as TreeView<ListElement>,
    );
    this.tree.onDidChangeTreeData((elements) => this.redrawn.push(elements));
  }

  async show(visible = true): Promise<void> {
    this.view.visible = visible;
    this.#visibility.fire({ visible });
    await settle();
  }

  async open(name: string): Promise<void> {
    this.#expanded.fire({ element: this.connection(name) });
    await settle();
  }

  async close(name: string): Promise<void> {
    this.#collapsed.fire({ element: this.connection(name) });
    await settle();
  }

  async sync(): Promise<void> {
    this.lists.sync();
    await settle();
  }

  get top(): TreeItem[] {
    return this.tree.getChildren().map((element) => this.tree.getTreeItem(element));
  }

  connection(name: string): ListElement {
    const found = this.tree
      .getChildren()
      .find((element) => element.kind === 'connection' && element.connection?.name === name);
    return found ?? assert.fail(name);
  }

  item(name: string): TreeItem {
    return this.tree.getTreeItem(this.connection(name));
  }

  below(name: string): ListElement[] {
    return this.tree.getChildren(this.connection(name));
  }

  dispose(): void {
    for (const part of [this.tree, this.lists, this.packages]) {
      part.dispose();
    }
  }
}

/** Lets everything run that waits for nothing but promises and VS Code's progress. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
