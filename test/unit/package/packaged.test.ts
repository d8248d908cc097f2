import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readZipDirectory } from '../../../src/evidence/archive/zipDirectory.ts';
import { windowWords } from '../../../src/packages/reading/words/windowWords.ts';
import { packagedExtension, repositoryRoot } from '../../host/paths.ts';

const read = (name: string) => readFileSync(join(repositoryRoot, name), 'utf8');

async function withFile<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

describe('The package', () => {
  it('holds what the extension needs and nothing else', async () => {
    const { entries } = await withFile(await packagedExtension(), (file) =>
      readZipDirectory(file, { signal: new AbortController().signal }),
    );
    const files = entries.map(({ name }) => name).filter((name) => name.startsWith('extension/'));
    assert.deepEqual(files.map((name) => name.slice('extension/'.length)).sort(), [
      'LICENSE.txt',
      'changelog.md',
      'dist/archive.js',
      'dist/auth.js',
      'dist/extension.js',
      'dist/fetch.js',
      'dist/packages.js',
      'dist/reader.js',
      'dist/window.css',
      'dist/window.js',
      'media/collect-confirm.webp',
      'media/container.svg',
      'media/groups.webp',
      'media/hover.webp',
      'media/icon.png',
      'media/package-grid.webp',
      'media/package-overview.webp',
      'media/queue.webp',
      'media/record.webp',
      'media/side-by-side.webp',
      'package.json',
      'package.nls.json',
      'readme.md',
      'schemas/acquisition-record-1.schema.json',
    ]);
  });

  it('holds MSAL in a bundle of its own, and undici in none', () => {
    assert.match(read('dist/auth.js'), /acquireTokenByDeviceCode/);
    assert.doesNotMatch(read('dist/extension.js'), /no_tokens_found.{0,200}endpoints_resolution_error/);
    for (const bundle of ['dist/extension.js', 'dist/auth.js', 'dist/archive.js', 'dist/fetch.js']) {
      assert.doesNotMatch(read(bundle), /undici\.globalDispatcher/, bundle);
    }
  });

  it('has its strings for translators as they stand in the source', function () {
    // All sources are parsed for it.
    this.timeout(90_000);
    const folder = mkdtempSync(join(tmpdir(), 'l10n-'));
    execFileSync(process.execPath, [join(repositoryRoot, 'l10n/collect.mjs'), folder], { stdio: 'ignore' });
    const exported = readFileSync(join(folder, 'bundle.l10n.json'), 'utf8');
    rmSync(folder, { recursive: true });
    const texts = JSON.parse(exported) as Record<string, string>;
    assert.deepEqual(JSON.parse(read('l10n/bundle.l10n.json')), texts, 'npm run l10n renews them');
    for (const text of Object.values(windowWords())) {
      assert.equal(texts[text], text, 'what the window of a package says');
    }
    assert.deepEqual(
      [texts['Working set'], texts['Logon failed'], texts['Export Rows']],
      ['Working set', 'Logon failed', 'Export Rows'],
      'what a reading thread says, a name of an event, and what the extension says',
    );
  });
});
