import {
  EventEmitter,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  type TreeViewOptions,
} from 'vscode';
import type { Overview } from '../../packages/reading/messages.ts';
import { toTreeItem, type PackageElement } from './packageItem.ts';

export const packagesViewId = 'defenderMachineActions.packages';

type CreateView = (
  id: string,
  options: TreeViewOptions<PackageElement>,
) => Pick<TreeView<PackageElement>, 'dispose'>;

export interface PackagesTreeSource {
  /** Full paths of the packages in the workspace. */
  paths: () => Promise<readonly string[]>;
  onDidChange: (listener: () => void) => Disposable;
  /** @param isFull with what takes a moment to read */
  overview: (packagePath: string, isFull: boolean) => Promise<Overview>;
  /** Another overview can be had of the package with this path. */
  onDidLearn: (listener: (packagePath: string) => void) => Disposable;
}

/** The view *Investigation Packages*: those of the workspace, what each holds, and what it does not. */
export class PackagesTree implements TreeDataProvider<PackageElement>, Disposable {
  readonly #source: PackagesTreeSource;
  readonly #redraw = new EventEmitter<PackageElement | undefined>();
  readonly #packages = new Map<string, PackageElement & { kind: 'package' }>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly onDidChangeTreeData = this.#redraw.event;

  /** @param createView tests put a view of their own in the window's place */
  constructor(source: PackagesTreeSource, createView: CreateView = window.createTreeView) {
    this.#source = source;
    const view = createView(packagesViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      source.onDidChange(() => this.#redraw.fire(undefined)),
      source.onDidLearn((path) => {
        const element = this.#packages.get(path);
        if (element) {
          void this.#readAll([element]);
        }
      }),
      view,
      this.#redraw,
    ];
  }

  /** Only asked for while the view can be seen. */
  async getChildren(element?: PackageElement): Promise<PackageElement[]> {
    switch (element?.kind) {
      case undefined:
        return this.#roots();
      case 'package': {
        const overview = await this.#read(element);
        void this.#readFully(element);
        return overview ? childrenOf(element.path, overview) : [];
      }
      case 'group':
        return element.artifacts.map((artifact) => ({ kind: 'artifact', path: element.path, artifact }));
      case 'missing':
        return element.lines.map((line) => ({ kind: 'line', path: element.path, line }));
      default:
        return [];
    }
  }

  getTreeItem(element: PackageElement): TreeItem {
    return toTreeItem(element);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  /** Their verdicts come one after the other, each as soon as it is read. */
  async #roots(): Promise<PackageElement[]> {
    const paths = await this.#source.paths();
    for (const known of this.#packages.keys()) {
      if (!paths.includes(known)) {
        this.#packages.delete(known);
      }
    }
    const elements = paths.map((path) => {
      const element = this.#packages.get(path) ?? { kind: 'package' as const, path };
      this.#packages.set(path, element);
      return element;
    });
    void this.#readAll(elements);
    return elements;
  }

  async #readAll(elements: (PackageElement & { kind: 'package' })[]): Promise<void> {
    for (const element of elements) {
      await this.#readAnew(element, false);
    }
  }

  /** Whoever looks into a package waits for nothing, and sees more as soon as it is read. */
  async #readFully(element: PackageElement & { kind: 'package' }): Promise<void> {
    if (element.overview) {
      await this.#readAnew(element, true);
    }
  }

  async #readAnew(element: PackageElement & { kind: 'package' }, isFull: boolean): Promise<void> {
    const { overview, fault } = element;
    await this.#read(element, isFull);
    if (element.overview !== overview || element.fault !== fault) {
      this.#redraw.fire(element);
    }
  }

  async #read(element: PackageElement & { kind: 'package' }, isFull = false): Promise<Overview | undefined> {
    try {
      element.overview = await this.#source.overview(element.path, isFull);
      delete element.fault;
    } catch (error) {
      delete element.overview;
      element.fault = (error as Error).message;
    }
    return element.overview;
  }
}

function childrenOf(path: string, { artifacts, lines }: Overview): PackageElement[] {
  const titles = [...new Set(artifacts.map(({ group }) => group))];
  const groups = titles.map((title): PackageElement => {
    return { kind: 'group', path, title, artifacts: artifacts.filter(({ group }) => group === title) };
  });
  const missing = lines.filter(({ state }) => state !== 'data');
  return missing.length > 0 ? [...groups, { kind: 'missing', path, lines: missing }] : groups;
}
