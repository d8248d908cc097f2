import { accessSync, constants, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const repositoryRoot = join(import.meta.dirname, '..', '..');

/** Everything that is installed, unpacked or written while VS Code runs; ignored by git. */
export const cacheRoot = join(repositoryRoot, '.vscode-test');

/** What would lead a new VS Code to the window that it is started from, or code-server to another port or a password. */
const foreign =
  /^(VSCODE_(?!TEST_)|ELECTRON_|CODE_SERVER_|CS_|PORT$|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$)/;

/** The environment for a program of ours: a home it can write to, and nothing of a VS Code it was started from. */
export function childEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!foreign.test(name)) {
      environment[name] = value;
    }
  }
  if (!isWritable(environment.HOME)) {
    environment.HOME = join(cacheRoot, 'home');
    mkdirSync(environment.HOME, { recursive: true });
  }
  return { ...environment, ...extra };
}

function isWritable(folder: string | undefined): boolean {
  if (folder === undefined || folder === '') {
    return false;
  }
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Full path of the packaged extension. */
export async function packagedExtension(): Promise<string> {
  const name = (await readdir(repositoryRoot)).find((file) => file.endsWith('.vsix'));
  if (!name) {
    throw new Error('There is no packaged extension: npm run package makes it.');
  }
  return join(repositoryRoot, name);
}
