import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extensions, TreeItemCollapsibleState, workspace, type TreeItem } from 'vscode';
import type { PackageElement } from '../../src/views/packages/packageItem.ts';
import { PackageReaders } from '../../src/views/packages/packageReaders.ts';
import { PackagesTree } from '../../src/views/packages/packagesTree.ts';
import { WorkspacePackages } from '../../src/views/workspacePackages.ts';
import { generatedMembers, packed } from '../support/readingStage.ts';
import { waitUntil } from '../host/waiting.ts';

const folderName = 'packages of a tree';
const [runs, signIns] = ['Program runs (prefetch)', 'Sign-ins (Security log)'];

/** The tree over a folder of packages, in a view that only a test sees. */
class Stage {
  readonly readers: PackageReaders;
  readonly packages = new WorkspacePackages(() => folderName);
  readonly tree: PackagesTree;
  redrawn: (PackageElement | undefined)[] = [];

  constructor() {
    const extension = extensions.getExtension('machine-actions.defender-machine-actions') ?? assert.fail();
    const program = join(extension.extensionPath, 'dist', 'reader.js');
    this.readers = new PackageReaders({ program, words: undefined, notes: () => Promise.resolve({}) });
    this.tree = new PackagesTree(
      {
        paths: async () => {
          await this.packages.look();
          return this.packages.paths;
        },
        onDidChange: this.packages.onDidChange,
        overview: (path, isFull) => this.readers.overview(path, isFull),
        onDidLearn: this.readers.onDidChange,
      },
      () => ({ dispose: () => undefined }),
    );
    this.tree.onDidChangeTreeData((element) => this.redrawn.push(element));
  }

  /** What is below an element, by what its row says. */
  async below(element?: PackageElement): Promise<Map<string, { element: PackageElement; item: TreeItem }>> {
    const children = await this.tree.getChildren(element);
    return new Map(
      children.map((child) => {
        const item = this.tree.getTreeItem(child);
        return [typeof item.label === 'string' ? item.label : '', { element: child, item }];
      }),
    );
  }

  /** The descriptions of a package's artifacts, by title. */
  async artifacts(root: PackageElement): Promise<Map<string, string>> {
    const groups = [...(await this.below(root)).values()].filter(({ element }) => element.kind === 'group');
    const below = await Promise.all(groups.map(({ element }) => this.below(element)));
    return new Map(
      below.flatMap((rows) => [...rows].map(([label, { item }]) => [label, String(item.description)])),
    );
  }

  dispose(): void {
    this.tree.dispose();
    this.readers.dispose();
    this.packages.dispose();
  }
}

describe('The tree of investigation packages', () => {
  const folder = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', folderName);
  const name = 'ws-042_20260120T155500Z_17.zip';
  let bytes: Buffer;
  let stage: Stage;

  before(async () => {
    bytes = await packed(generatedMembers());
  });

  beforeEach(() => {
    mkdirSync(folder);
    writeFileSync(join(folder, name), bytes);
    stage = new Stage();
  });

  afterEach(() => {
    stage.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The row of a package once its verdict stands there. */
  async function root(label: string, verdict: RegExp): Promise<{ element: PackageElement; item: TreeItem }> {
    await stage.below();
    const rows = await waitUntil(
      `${label} says ${String(verdict)}`,
      () => stage.below(),
      (found) => verdict.test(String(found.get(label)?.item.description)),
    );
    return rows.get(label) ?? assert.fail();
  }

  const drawnAnew = (element: PackageElement | undefined) =>
    waitUntil(
      'the tree is drawn anew',
      () => Promise.resolve(stage.redrawn),
      (redrawn) => redrawn.includes(element),
    );

  it('has packages with their verdicts, what they hold, and what they do not', async () => {
    const { element, item } = await root('ws-042', /^2026-01-20 15:55Z · Complete: /);
    assert.equal(item.contextValue, ';package;');
    assert.equal(item.collapsibleState, TreeItemCollapsibleState.Collapsed);
    assert.match(typeof item.tooltip === 'string' ? item.tooltip : '', /^Host: WS-042$/m);
    const groups = await stage.below(element);
    const { element: missing, item: missingItem } = groups.get('Not collected') ?? assert.fail();
    const lines = await stage.below(missing);
    assert.ok(lines.size > 0 && lines.size <= Number(missingItem.description));
    assert.ok([...lines.keys()].some((label) => label.includes('RunOnce')));
    const rows = await Promise.all([...groups.values()].map(({ element: group }) => stage.below(group)));
    const processes = rows.find((below) => below.has('Processes'))?.get('Processes')?.item ?? assert.fail();
    assert.match(String(processes.description), /^\d+$/);
    assert.deepEqual(processes.command?.arguments, [{ path: join(folder, name), artifact: 'processes' }]);
  });

  it('counts no rows that nobody has counted, and those that were read meanwhile', async () => {
    const { element } = await root('ws-042', /Complete/);
    const before = await stage.artifacts(element);
    assert.deepEqual([before.get(runs), before.get(signIns)], ['', '']);
    await drawnAnew(element);
    const after = await waitUntil(
      'the runs are counted',
      () => stage.artifacts(element),
      (found) => found.get(runs) !== '',
    );
    assert.match(after.get(runs) ?? '', /^[1-9]/);
    assert.equal(after.get(signIns), '');
  });

  it('goes on after a package that nobody can read in any time', async () => {
    const program = join(folder, 'endless.js');
    writeFileSync(program, 'for (;;);');
    const notes = () => Promise.resolve({});
    const readers = new PackageReaders({ program, words: undefined, notes, patienceMs: 300 });
    await assert.rejects(readers.overview(join(folder, name)), /Reading it takes long/);
    readers.dispose();
  });

  it('notices changes of a package whose name has the signs of a pattern', async () => {
    const path = join(folder, '[case] {1}.zip');
    writeFileSync(path, bytes);
    const open = stage.readers.open(path);
    const changes: string[] = [];
    open.onDidChange((changed) => changes.push(changed));
    await open.ask({ kind: 'columns', artifact: 'processes' });
    await waitUntil(
      'the change is noticed',
      () => {
        writeFileSync(path, bytes.subarray(0, bytes.length - changes.length));
        return Promise.resolve(changes);
      },
      (all) => all.includes('package'),
    );
    open.dispose();
  });

  it('keeps what a window has found out when the window is gone', async () => {
    const { element } = await root('ws-042', /Complete/);
    const window = stage.readers.open(join(folder, name));
    const { rowCount } = await window.ask({ kind: 'columns', artifact: 'signIns' });
    // As its page does; only who has seen an overview is told that there is more.
    await window.ask({ kind: 'overview' });
    await window.ask({ kind: 'columns', artifact: 'processes' });
    await waitUntil(
      'the sign-ins are counted',
      () => stage.artifacts(element),
      (counts) => counts.get(signIns) === String(rowCount),
    );
    window.dispose();
    assert.equal((await stage.artifacts(element)).get(signIns), String(rowCount));
  });

  it('says what is no package, and what cannot be read', async () => {
    writeFileSync(join(folder, 'page.zip'), '<html>nothing</html>');
    const page = await root('page.zip', /./);
    assert.match(String(page.item.description), /^No archive: the file is an HTML page/);
    assert.ok((await stage.below(page.element)).size > 0);
    rmSync(join(folder, 'page.zip'));
    assert.equal((await stage.below(page.element)).size, 0);
    assert.match(String(stage.tree.getTreeItem(page.element).description), /page\.zip/);
  });

  it('sees packages come, change and go', async () => {
    await root('ws-042', /Complete/);
    stage.redrawn = [];
    writeFileSync(join(folder, 'other.zip'), bytes);
    await drawnAnew(undefined);
    const { element } = await root('other.zip', /^Complete/);
    writeFileSync(join(folder, 'other.zip'), await packed([{ path: 'a.csv', content: 'x,y\r\n1,2\r\n' }]));
    assert.deepEqual(
      [...(await stage.artifacts(element))],
      [
        ['All files in the package', '1'],
        ['a.csv', ''],
      ],
    );
    stage.redrawn = [];
    rmSync(join(folder, 'other.zip'));
    await drawnAnew(undefined);
    assert.deepEqual([...(await stage.below()).keys()], ['ws-042']);
  });
});
