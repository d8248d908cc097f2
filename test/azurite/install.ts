import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { underLock } from '../host/installLock.ts';
import { cacheRoot, childEnvironment } from '../host/paths.ts';

const manifests = import.meta.dirname;
const manifestNames = ['package.json', 'package-lock.json'];
const installation = join(cacheRoot, 'azurite');
const stamp = join(installation, 'installed.txt');
// Raised when the steps below change, so that older installations are made again.
const recipe = 1;

/**
 * Installs Azurite from the npm registry into `.vscode-test`, unless it is there already: it is larger than all that
 * the project itself depends on, and only the tests of real links need it.
 * @returns the program that serves blobs
 */
export async function ensureAzurite(): Promise<string> {
  const wanted = await fingerprint();
  if ((await readStamp()) !== wanted) {
    await underLock(`${installation}.lock`, async () => {
      if ((await readStamp()) !== wanted) {
        await install(wanted);
      }
    });
  }
  return join(installation, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(`${recipe} ${process.platform} ${process.arch}`);
  for (const name of manifestNames) {
    hash.update(await readFile(join(manifests, name)));
  }
  return hash.digest('hex');
}

async function readStamp(): Promise<string | undefined> {
  return readFile(stamp, 'utf8').catch(() => undefined);
}

async function install(wanted: string): Promise<void> {
  await step('Making room for Azurite', async () => {
    await rm(installation, { recursive: true, force: true });
    await mkdir(installation, { recursive: true });
    for (const name of manifestNames) {
      await copyFile(join(manifests, name), join(installation, name));
    }
  });
  // None of its packages has an install script that it needs.
  await step('Installing Azurite from npm', () => npm(['ci', '--ignore-scripts']));
  await writeFile(stamp, wanted);
}

async function npm(args: string[]): Promise<void> {
  const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };
  const child = spawn('npm', args, {
    cwd: installation,
    env: childEnvironment({ ...outsideOfScripts, ...quiet }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`npm ${args.join(' ')} ended with ${String(code)}:\n${output.slice(0, 4000)}`);
  }
}

/** What `npm run` sets for its scripts would lead a nested npm to the outer project. */
const outsideOfScripts: NodeJS.ProcessEnv = {
  npm_config_local_prefix: undefined,
  npm_config_workspace: undefined,
  INIT_CWD: undefined,
};

async function step(what: string, work: () => Promise<void>): Promise<void> {
  say(`${what} ...`);
  const start = performance.now();
  await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
