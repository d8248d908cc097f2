import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, sep } from 'node:path';
import { underLock } from './installLock.ts';
import { cacheRoot, childEnvironment } from './paths.ts';

export interface InstalledVsCode {
  /** VS Code's own server. */
  serverMain: string;
  /** The code-server program around it. */
  codeServerEntry: string;
  /** Version of VS Code, such as 1.139.1. */
  version: string;
}

const manifests = join(import.meta.dirname, 'code-server');
const installation = join(cacheRoot, 'code-server');
const codeServer = join(installation, 'node_modules', 'code-server');
const server = join(codeServer, 'lib', 'vscode');
const stamp = join(installation, 'installed.txt');
// Raised when the steps below change, so that older installations are made again.
const recipe = 2;
// Addons without which VS Code works, but prints an error for each log and for each extension host.
const addons = [
  ['@vscode/spdlog', 'spdlog.node'],
  ['@vscode/native-watchdog', 'watchdog.node'],
] as const;

/** Installs VS Code from the npm registry into `.vscode-test`, unless it is there already. */
export async function ensureVsCode(): Promise<InstalledVsCode> {
  const wanted = await fingerprint();
  if ((await readStamp()) !== wanted) {
    await underLock(`${installation}.lock`, async () => {
      if ((await readStamp()) !== wanted) {
        await install(wanted);
      }
    });
  }
  const product = JSON.parse(await readFile(join(server, 'package.json'), 'utf8')) as { version: string };
  return {
    serverMain: join(server, 'out', 'server-main.js'),
    codeServerEntry: join(codeServer, 'out', 'node', 'entry.js'),
    version: product.version,
  };
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(`${recipe} ${process.platform} ${process.arch}`);
  for (const name of ['package.json', 'package-lock.json']) {
    hash.update(await readFile(join(manifests, name)));
  }
  return hash.digest('hex');
}

async function readStamp(): Promise<string | undefined> {
  return readFile(stamp, 'utf8').catch(() => undefined);
}

async function install(wanted: string): Promise<void> {
  await step('Making room for VS Code', async () => {
    await rm(installation, { recursive: true, force: true });
    await mkdir(installation, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) {
      await copyFile(join(manifests, name), join(installation, name));
    }
  });
  await step('Installing VS Code from npm', () => npm(installation, ['ci', '--ignore-scripts']));
  await step("Installing its server's dependencies", () =>
    // Not `npm ci`: the lock file that comes with it lacks a few packages that VS Code does not need to run.
    npm(server, ['install', '--no-save', '--omit=dev', '--ignore-scripts']),
  );
  await buildAddons();
  await writeFile(stamp, wanted);
}

/** They are Node-API addons: any version of Node loads them, whichever version's headers they were built with. */
async function buildAddons(): Promise<void> {
  const prefix = nodeWithHeaders();
  if (prefix === undefined) {
    say("Going on without VS Code's native addons: no Node.js headers on this machine");
    return;
  }
  await step("Compiling VS Code's native addons", async () => {
    const nodedir = { npm_config_nodedir: prefix, npm_package_config_node_gyp_nodedir: prefix };
    const allow = (await npmMajor()) >= 12 ? ['--dangerously-allow-all-scripts'] : [];
    const names = addons.map(([name]) => name);
    const failure = await npm(server, ['rebuild', ...names, ...allow], nodedir).then(
      () => 'npm built nothing',
      (error: unknown) => String(error),
    );
    // npm can build nothing and report success, so the files are what counts.
    for (const [name, file] of addons) {
      if (!existsSync(join(server, 'node_modules', name, 'build', 'Release', file))) {
        say(`Going on without ${name}: ${failure}`);
      }
    }
  });
}

/** Where a Node installation with its headers lies; the one in node_modules comes without. */
function nodeWithHeaders(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((program) => existsSync(program) && !program.includes(`${sep}node_modules${sep}`))
    .map((program) => dirname(dirname(realpathSync(program))))
    .find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}

async function npmMajor(): Promise<number> {
  return Number.parseInt(await npm(installation, ['--version']), 10);
}

async function npm(folder: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };
  const child = spawn('npm', args, {
    cwd: folder,
    env: childEnvironment({ ...outsideOfScripts, ...quiet, ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`npm ${args.join(' ')} ended with ${String(code)}:\n${(errors + output).slice(0, 4000)}`);
  }
  return output;
}

/** What `npm run` sets for its scripts would lead a nested npm to the outer project. */
const outsideOfScripts: NodeJS.ProcessEnv = {
  npm_config_local_prefix: undefined,
  npm_config_workspace: undefined,
  INIT_CWD: undefined,
};

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`${what} ...`);
  const start = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
