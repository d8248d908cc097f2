import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GuardedProcess } from './guardedProcess.ts';
import { ensureVsCode } from './install.ts';
import { childEnvironment } from './paths.ts';

export interface VsCodeOptions {
  /**
   * `server` is VS Code's own: it can run tests inside the extension host, and forgets secrets when the page reloads.
   * `program` is code-server: it keeps secrets for each browser context, and serves `/proxy/<port>/`.
   */
  kind: 'server' | 'program';
  /** A folder or a `.code-workspace` file; without one the window is empty. */
  workspace?: string | undefined;
  userDataDir: string;
  extensionsDir: string;
  /** User settings, over the quiet ones. */
  settings?: Record<string, unknown>;
  /** For tests inside the extension host; without toasts then. Only for `server`. */
  smokeTestDriver?: boolean;
  /** Extensions to install first. */
  vsix?: string[];
  /** What the extension host finds in its environment. */
  env?: NodeJS.ProcessEnv;
  /** A port to serve on; a free one if left out. */
  port?: number;
}

export interface RunningVsCode {
  kind: 'server' | 'program';
  /** Such as `http://127.0.0.1:4711`. */
  url: string;
  port: number;
  /** The address of a window on a folder or `.code-workspace` file, by default the one it was started for; '' is none. */
  windowUrl(workspace?: string): string;
  /** What the server has printed. */
  logs(): string;
  close(): Promise<void>;
}

/** No news, no tips, no guesses: what a test sees is what the extension did. */
const quietSettings: Record<string, unknown> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.autoDetectColorScheme': true,
  'window.commandCenter': false,
  'window.confirmBeforeClose': 'never',
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  // A turn of the wheel moves two rows otherwise, and tests go through whole lists.
  'workbench.list.mouseWheelScrollSensitivity': 2.5,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** An empty gallery: nothing is looked up outside this machine. */
const noGallery = { EXTENSIONS_GALLERY: '{}' };

const readyWithin = 60_000;

/** Starts VS Code; `openWindow` then shows it. */
export async function startVsCode(options: VsCodeOptions): Promise<RunningVsCode> {
  const { serverMain, codeServerEntry } = await ensureVsCode();
  const userFolder = join(options.userDataDir, 'User');
  await mkdir(userFolder, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(settings, undefined, 2));
  for (const vsix of options.vsix ?? []) {
    await installExtension(vsix, options.extensionsDir);
  }
  // The sockets of the server: their paths may not be long, and it leaves them behind.
  const sockets = await mkdtemp(join(tmpdir(), 'vscode-sockets-'));
  const command =
    options.kind === 'server'
      ? [serverMain, ...serverArguments(options)]
      : [codeServerEntry, ...(await programArguments(options, sockets))];
  const server = new GuardedProcess('VS Code', command, {
    ...noGallery,
    XDG_RUNTIME_DIR: sockets,
    ...options.env,
  });
  const close = async (): Promise<void> => {
    await server.close();
    await rm(sockets, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const pattern = /(?:agent listening on |listening on http:\/\/127\.0\.0\.1:)(\d+)\/?\s/;
    const port = Number((await server.waitForOutput(pattern, readyWithin))[1]);
    const url = `http://127.0.0.1:${port}`;
    return {
      kind: options.kind,
      url,
      port,
      windowUrl: (workspace = options.workspace) => `${url}/?${windowQuery(workspace)}`,
      logs: () => server.output,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Installs a packaged extension for the servers that use the same folder of extensions. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  const { serverMain } = await ensureVsCode();
  const args = ['--install-extension', vsix, '--force', '--extensions-dir', extensionsDir];
  // The server keeps caches and a machine id even for this; they go where the extension goes.
  const data = ['--server-data-dir', join(extensionsDir, '.server-data'), '--accept-server-license-terms'];
  const output = await promisify(execFile)(process.execPath, [serverMain, ...args, ...data], {
    env: childEnvironment(),
  });
  if (!output.stdout.includes('was successfully installed')) {
    throw new Error(`${vsix} was not installed:\n${output.stdout}${output.stderr}`);
  }
}

function serverArguments(options: VsCodeOptions): string[] {
  const { userDataDir, extensionsDir, port = 0 } = options;
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--user-data-dir', userDataDir, '--server-data-dir', userDataDir, '--extensions-dir', extensionsDir],
    ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
  ];
}

async function programArguments(options: VsCodeOptions, sockets: string): Promise<string[]> {
  if (options.smokeTestDriver === true) {
    throw new Error('Only the kind "server" has a smoke-test driver.');
  }
  const { userDataDir, extensionsDir, port = 0 } = options;
  // Without a file of its own it would write one into the person's home.
  const config = join(userDataDir, 'code-server.yaml');
  await writeFile(config, 'auth: none\n');
  return [
    ...[
      '--auth',
      'none',
      '--session-socket',
      join(sockets, 'session.sock'),
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--config',
      config,
    ],
    ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
  ];
}

function windowQuery(workspace = ''): string {
  if (workspace === '') {
    return 'ew=true';
  }
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `${kind}=${encodeURIComponent(workspace)}`;
}
