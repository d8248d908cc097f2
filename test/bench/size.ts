import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';

const budgets: [file: string, bytes: number][] = [
  ['dist/extension.js', 200_000],
  ['dist/auth.js', 300_000],
  ['dist/archive.js', 30_000],
  ['dist/fetch.js', 50_000],
  ['dist/packages.js', 40_000],
  ['dist/reader.js', 250_000],
  ['dist/window.js', 50_000],
];

const vsix = (await readdir(repositoryRoot)).find((name) => name.endsWith('.vsix'));
if (vsix) {
  budgets.push([vsix, 500_000]);
} else {
  console.log('There is no packaged extension: npm run package makes it.');
}
for (const [file, budget] of budgets) {
  const { size } = await stat(join(repositoryRoot, file));
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  console.log(`${file}: ${kB(size)} of ${kB(budget)}`);
  if (size > budget) {
    process.exitCode = 1;
  }
}
