// Collects what is to be translated in `bundle.l10n.json`, of this folder or of the one that is named. VS Code's own tool
// finds what is said by `l10n.t`. Rooms that know no VS Code say theirs by `t`, which is shown to the tool as the same.
// Names of events and of their codes are said from lists, which are taken as a whole: what such a module exports.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const importOfT = /import \{ t \} from '[^']*\/translate\.ts';/;
const root = join(import.meta.dirname, '..');
const [, , folder = import.meta.dirname] = process.argv;

const sources = globSync('src/**/*.ts', { cwd: root })
  .sort()
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .map((text) => (importOfT.test(text) ? asTheToolReads(text) : text));
const words = await getL10nJson(sources.map((contents) => ({ contents, extension: '.ts' })));
for (const path of globSync('src/packages/eventLog/{securityWords,auditCodes}.ts', { cwd: root }).sort()) {
  for (const name of textsIn(Object.values(await import(join(root, path))))) {
    words[name] = name;
  }
}
writeFileSync(join(folder, 'bundle.l10n.json'), `${JSON.stringify(words, undefined, 2)}\n`);
console.log(`${Object.keys(words).length} texts to be translated`);

function textsIn(value) {
  if (typeof value === 'object') {
    return (value instanceof Map ? [...value.values()] : Object.values(value)).flatMap(textsIn);
  }
  return typeof value === 'string' ? [value] : [];
}

function asTheToolReads(text) {
  return text
    .replace(importOfT, "import * as l10n from '@vscode/l10n';")
    .replace(/(?<![\w.])t\(/g, 'l10n.t(');
}
