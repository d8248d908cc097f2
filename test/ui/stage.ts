import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedExtension } from '../host/paths.ts';
import { installExtension, startVsCode, type RunningVsCode } from '../host/server.ts';
import { closeBrowser, openWindow, type VsCodeWindow, type WindowOptions } from '../host/window.ts';
import { secretMarker, startSimulator, type Simulator, type SimulatorOptions } from '../simulator/index.ts';

// The demo takes from this file too, and runs without mocha.
if ('after' in globalThis) {
  after(closeBrowser);
}

export interface StageOptions extends SimulatorOptions {
  /** User settings, told where the simulated tenant is. */
  settings?: (simulator: Simulator, folder: string) => Record<string, unknown>;
  /** Other names for the workspace folder or folders; none for an empty window. */
  folders?: string[];
  /** What the extension host finds in its environment. */
  env?: NodeJS.ProcessEnv;
}

/** A simulated tenant, and a real VS Code with the packaged extension in it, on workspace folders of its own. */
export interface Stage {
  readonly simulator: Simulator;
  readonly vscode: RunningVsCode;
  /** Everything that VS Code and the extension write is below this folder. */
  readonly root: string;
  /** The first workspace folder. */
  readonly folder: string;
  open(options?: WindowOptions): Promise<VsCodeWindow>;
  /** Changes the user's settings on the disk and loads the window anew, since code-server reads them only then. */
  changeSettings(window: VsCodeWindow, changes: Record<string, unknown>): Promise<void>;
  /** Writes the settings of the first workspace folder. A window takes them soon, if it opened with such a file. */
  changeFolderSettings(settings: Record<string, unknown>): Promise<void>;
  /** The names of packages and what belongs to each, in the download folder; none where it does not exist. */
  packages(): Promise<string[]>;
  /** Files below `root` that hold a secret of the simulator's. */
  leaks(): Promise<string[]>;
  close(): Promise<void>;
}

/** Settings with one connection to the simulated tenant, signed in to with the browser. */
export function connected(simulator: Simulator): Record<string, unknown> {
  return { 'defenderMachineActions.connections': [simulator.connection('browser')] };
}

export async function setStage({
  settings,
  folders = ['case-042'],
  env = {},
  ...options
}: StageOptions = {}): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'stage-'));
  const paths = folders.map((name) => join(root, name));
  for (const path of paths) {
    await mkdir(path);
    await writeFile(join(path, 'notes.md'), '# Case 042\n');
  }
  const simulator = await startSimulator(options);
  const folder = paths[0] ?? root;
  const extensionsDir = join(root, 'extensions');
  await cp(await installedExtension(), extensionsDir, { recursive: true });
  const vscode = await startVsCode({
    kind: 'program',
    workspace: await workspaceOf(root, paths),
    userDataDir: join(root, 'data'),
    extensionsDir,
    settings: settings?.(simulator, folder) ?? {},
    env,
  });
  return {
    simulator,
    vscode,
    root,
    folder,
    open: (windowOptions) => openWindow(vscode, windowOptions),
    changeSettings: async (window, changes) => {
      const path = join(root, 'data', 'User', 'settings.json');
      const before = JSON.parse(await readFile(path, 'utf8')) as object;
      await writeFile(path, JSON.stringify({ ...before, ...changes }));
      await window.reload();
    },
    changeFolderSettings: async (settings) => {
      await mkdir(join(folder, '.vscode'), { recursive: true });
      await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    },
    packages: async () => {
      const names = await readdir(join(folder, 'investigation-packages')).catch(() => []);
      return names.filter((name) => !['.gitignore', '.ignore', 'custody.jsonl'].includes(name));
    },
    leaks: () => filesWith(root, secretMarker),
    close: async () => {
      await vscode.close();
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Opens the view *Machine Actions* and signs in by its welcome button. The sign-in page has to answer by itself. */
export async function signIn(window: VsCodeWindow): Promise<void> {
  await window.openContainer('Defender');
  const view = window.view('Machine Actions');
  await view.waitForWelcome(/Sign in/);
  await view.clickWelcomeButton('Sign In');
  await view.waitForRows((rows) => rows.length > 1);
}

async function workspaceOf(root: string, folders: string[]): Promise<string | undefined> {
  if (folders.length < 2) {
    return folders[0];
  }
  const path = join(root, 'case.code-workspace');
  await writeFile(path, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
  return path;
}

let installed: Promise<string> | undefined;

/** A folder of extensions with the packaged one in it. Installing takes as long as a start of VS Code, copying nothing. */
function installedExtension(): Promise<string> {
  installed ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'extensions-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await installExtension(await packagedExtension(), folder);
    return folder;
  })();
  return installed;
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await contentOf(path)).includes(text)) {
      found.push(path);
    }
  }
  return found;
}

/** Nothing of a file that has gone meanwhile, as locks do while a window is at work. */
async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}
