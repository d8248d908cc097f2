import {
  EventEmitter,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { Overview } from '../../packages/reading/messages.ts';
import { toTreeItem, type PackageElement } from './packageItem.ts';

export const packagesViewId = 'defenderMachineActions.packages';

export interface PackagesTreeSource {
  /** Full paths of the packages in the workspace. */
  paths: () => Promise<readonly string[]>;
  onDidChange: (listener: () => void) => Disposable;
  overview: (packagePath: string) => Promise<Overview>;
}

/** The view *Investigation Packages*: those of the workspace, what each holds, and what it does not. */
export class PackagesTree implements TreeDataProvider<PackageElement>, Disposable {
  readonly #source: PackagesTreeSource;
  readonly #redraw = new EventEmitter<PackageElement | undefined>();
  readonly #packages = new Map<string, PackageElement & { kind: 'package' }>();
  readonly #view: TreeView<PackageElement>;
  readonly #subscription: Disposable;
  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(source: PackagesTreeSource) {
    this.#source = source;
    this.#view = window.createTreeView(packagesViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = source.onDidChange(() => this.#redraw.fire(undefined));
  }

  /** Only asked for while the view can be seen. */
  async getChildren(element?: PackageElement): Promise<PackageElement[]> {
    switch (element?.kind) {
      case undefined:
        return this.#roots();
      case 'package': {
        const overview = element.overview ?? (await this.#read(element));
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
    this.#subscription.dispose();
    this.#view.dispose();
    this.#redraw.dispose();
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
      const before = element.overview;
      await this.#read(element);
      if (element.overview !== before || element.fault) {
        this.#redraw.fire(element);
      }
    }
  }

  async #read(element: PackageElement & { kind: 'package' }): Promise<Overview | undefined> {
    try {
      element.overview = await this.#source.overview(element.path);
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
