import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join, sep } from 'node:path';
import { installOnce, npm, say, step } from './npmInstall.ts';
import { cacheRoot } from './paths.ts';

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
// Addons without which VS Code works, but prints an error for each log and for each extension host.
const addons = [
  ['@vscode/spdlog', 'spdlog.node'],
  ['@vscode/native-watchdog', 'watchdog.node'],
] as const;

/** Installs VS Code from the npm registry into `.vscode-test`, unless it is there already. */
export async function ensureVsCode(): Promise<InstalledVsCode> {
  await installOnce({ name: 'VS Code', manifests, folder: installation, recipe: 2, steps: install });
  const product = JSON.parse(await readFile(join(server, 'package.json'), 'utf8')) as { version: string };
  return {
    serverMain: join(server, 'out', 'server-main.js'),
    codeServerEntry: join(codeServer, 'out', 'node', 'entry.js'),
    version: product.version,
  };
}

async function install(): Promise<void> {
  await step('Installing VS Code from npm', () => npm(installation, ['ci', '--ignore-scripts']));
  await step("Installing its server's dependencies", () =>
    // Not `npm ci`: the lock file that comes with it lacks a few packages that VS Code does not need to run.
    npm(server, ['install', '--no-save', '--omit=dev', '--ignore-scripts']),
  );
  await buildAddons();
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
