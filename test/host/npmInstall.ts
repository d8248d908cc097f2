import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { underLock } from './installLock.ts';
import { childEnvironment } from './paths.ts';

const manifestNames = ['package.json', 'package-lock.json'];

export interface Installation {
  /** What is installed, for the lines that say so. */
  name: string;
  /** The folder with the manifest and its lock file. */
  manifests: string;
  /** Where it goes. */
  folder: string;
  /** Raised when `steps` change, so that older installations are made again. */
  recipe: number;
  /** Run in the folder that has the manifests and nothing else. */
  steps: () => Promise<void>;
}

/** Installs from npm what is not installed yet; half an installation is made anew, and two processes make one. */
export async function installOnce({ name, manifests, folder, recipe, steps }: Installation): Promise<void> {
  const stamp = join(folder, 'installed.txt');
  const wanted = await fingerprint(manifests, recipe);
  const isThere = async (): Promise<boolean> =>
    (await readFile(stamp, 'utf8').catch(() => undefined)) === wanted;
  if (await isThere()) {
    return;
  }
  await underLock(`${folder}.lock`, async () => {
    if (await isThere()) {
      return;
    }
    await step(`Making room for ${name}`, async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      for (const file of manifestNames) {
        await copyFile(join(manifests, file), join(folder, file));
      }
    });
    await steps();
    await writeFile(stamp, wanted);
  });
}

async function fingerprint(manifests: string, recipe: number): Promise<string> {
  const hash = createHash('sha256').update(`${recipe} ${process.platform} ${process.arch}`);
  for (const file of manifestNames) {
    hash.update(await readFile(join(manifests, file)));
  }
  return hash.digest('hex');
}

/** Runs npm in a folder and answers with what it printed. */
export async function npm(
  folder: string,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
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

/** Says what is being done, and how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`${what} ...`);
  const start = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
