import { join } from 'node:path';
import { installOnce, npm, step } from '../host/npmInstall.ts';
import { cacheRoot } from '../host/paths.ts';

const folder = join(cacheRoot, 'azurite');

/**
 * Installs Azurite from the npm registry into `.vscode-test`, unless it is there already: it is larger than all that
 * the project itself depends on, and only the tests of real links need it.
 * @returns the program that serves blobs
 */
export async function ensureAzurite(): Promise<string> {
  await installOnce({
    name: 'Azurite',
    manifests: import.meta.dirname,
    folder,
    recipe: 1,
    // None of its packages has an install script that it needs.
    steps: async () => {
      await step('Installing Azurite from npm', () => npm(folder, ['ci', '--ignore-scripts']));
    },
  });
  return join(folder, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
}
