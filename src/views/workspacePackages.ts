import { EventEmitter, FileType, Uri, workspace, type Disposable } from 'vscode';
import { hasPackage, type MachineAction } from '../defender/machineAction.ts';
import { packageName } from '../evidence/packageName.ts';

/**
 * Which packages are in the download folders of this workspace, by their names alone. The folders are read when it is
 * told to look, and when VS Code says that something in them came or went.
 */
export class WorkspacePackages implements Disposable {
  readonly #folderOf: (workspaceFolder: Uri) => string;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[] = [this.#changed];
  /** Making a name of thousands of actions at each change would take long. */
  readonly #names = new WeakMap<MachineAction, string>();
  #paths: ReadonlyMap<string, string> | undefined;
  #folders: readonly Uri[] = [];
  #looking: Promise<void> | undefined;
  #isLookOld = false;
  readonly onDidChange = this.#changed.event;

  /** @param folderOf the setting `downloadFolder` as it holds in a workspace folder */
  constructor(folderOf: (workspaceFolder: Uri) => string) {
    this.#folderOf = folderOf;
  }

  /** @returns the full path of the action's package, or undefined when it is not there or nobody has looked yet */
  pathOf(action: MachineAction): string | undefined {
    return hasPackage(action) ? this.#paths?.get(this.#nameOf(action)) : undefined;
  }

  /** Full paths of all that are here; none while nobody has looked. */
  get paths(): string[] {
    return [...(this.#paths?.values() ?? [])];
  }

  /** How many of the actions have a package that is not here; 0 while that is not known, or here is nowhere. */
  missing(actions: readonly MachineAction[]): number {
    return this.#paths && this.#folders.length > 0
      ? actions.filter((action) => hasPackage(action) && !this.pathOf(action)).length
      : 0;
  }

  /** Calls while it looks are answered by one more look. */
  look(): Promise<void> {
    this.#watch();
    this.#isLookOld = true;
    this.#looking ??= this.#look();
    return this.#looking;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  async #look(): Promise<void> {
    try {
      while (this.#isLookOld) {
        this.#isLookOld = false;
        await this.#readFolders();
      }
    } finally {
      this.#looking = undefined;
    }
  }

  async #readFolders(): Promise<void> {
    this.#folders = (workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => Uri.joinPath(uri, this.#folderOf(uri)))
      // Nothing is downloaded to a folder outside, and nothing outside is looked at.
      .filter((folder) => workspace.getWorkspaceFolder(folder));
    const before = this.#paths;
    const paths = new Map((await Promise.all(this.#folders.map(packagesIn))).flat());
    this.#paths = paths;
    if (before?.size !== paths.size || [...paths].some(([name, path]) => before.get(name) !== path)) {
      this.#changed.fire();
    }
  }

  /** Begins with the first look. */
  #watch(): void {
    if (this.#subscriptions.length > 1) {
      return;
    }
    // Everything is watched, since of a folder that goes as a whole nothing is said about the files within.
    const watcher = workspace.createFileSystemWatcher('**', false, true, false);
    const onFile = (uri: Uri) => {
      if (this.#folders.some((folder) => isPackageOf(folder, uri) || isAt(uri, folder))) {
        void this.look();
      }
    };
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(onFile),
      watcher.onDidDelete(onFile),
      workspace.onDidChangeWorkspaceFolders(() => void this.look()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('defenderMachineActions.downloadFolder')) {
          void this.look();
        }
      }),
    );
  }

  #nameOf(action: MachineAction): string {
    const name = this.#names.get(action) ?? packageName(action);
    this.#names.set(action, name);
    return name;
  }
}

function isPackageOf(folder: Uri, { path }: Uri): boolean {
  return path.endsWith('.zip') && path.startsWith(`${folder.path}/`);
}

function isAt(ancestor: Uri, folder: Uri): boolean {
  return `${folder.path}/`.startsWith(`${ancestor.path}/`);
}

/** @returns names and full paths; none where the folder is not there or cannot be read */
async function packagesIn(folder: Uri): Promise<[name: string, path: string][]> {
  const entries = await workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  return entries
    .filter(([name, type]) => name.endsWith('.zip') && type === FileType.File)
    .map(([name]) => [name, Uri.joinPath(folder, name).fsPath]);
}
