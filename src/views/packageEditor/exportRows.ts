import { open, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { Order, RowWish } from '../../packages/reading/messages.ts';
import type { OpenPackage } from '../packages/packageReaders.ts';
import { exportFormats } from './exportFormats.ts';

/** Characters of an artifact's name in that of a file. */
const longestStem = 80;

export interface Exported {
  path: string;
  sha256: string;
}

/**
 * Writes the rows of a wish to a file that a person chooses.
 * @returns undefined when nobody chose one
 * @throws what reading the package and the file system throw; half a file is not left
 */
export async function exportRows(
  source: OpenPackage,
  { artifact, wish, columns }: Order & { kind: 'export' },
  signal: AbortSignal,
): Promise<Exported | undefined> {
  const stem = `${path.basename(source.path, '.zip')}_${artifact.replace(/[^A-Za-z0-9.-]+/g, '_').slice(-longestStem)}`;
  const uri = await window.showSaveDialog({
    title: l10n.t('Export Rows'),
    saveLabel: l10n.t('Export'),
    defaultUri: Uri.file(path.join(path.dirname(source.path), `${stem}.csv`)),
    filters: Object.fromEntries(exportFormats.map(({ title, extension }) => [title, [extension]])),
  });
  if (!uri) {
    return undefined;
  }
  const format =
    exportFormats.find(({ extension }) => uri.fsPath.toLowerCase().endsWith(`.${extension}`)) ??
    exportFormats[0];
  if (!format) {
    return undefined;
  }
  const { sha256 } = await source.ask({ kind: 'fingerprint' }, signal);
  const heading = {
    packageName: path.basename(source.path),
    sha256,
    artifact,
    filter: filterWords(wish),
    exportedUtc: new Date().toISOString(),
  };
  const file = await open(uri.fsPath, 'w');
  let isWhole = false;
  try {
    let from = 0;
    for (let total = 1; from < total;) {
      const {
        titles,
        rows,
        rowCount: all,
      } = await source.ask({ kind: 'export', artifact, wish, columns, from }, signal);
      const text = rows.map((cells, at) => format.row(cells, from + at, titles)).join('');
      await file.appendFile(from === 0 ? format.begin(heading, titles) + text : text);
      from += rows.length;
      total = rows.length === 0 ? 0 : all;
    }
    await file.appendFile(format.end(from));
    isWhole = true;
    return { path: uri.fsPath, sha256 };
  } finally {
    await file.close();
    if (!isWhole) {
      await rm(uri.fsPath, { force: true });
    }
  }
}

/** In words that hold in every language: what was typed, under the names of the columns. */
function filterWords({ filters, text, sorting, hidesCollector, onlyTagged }: RowWish): string {
  return [
    ...Object.entries(filters).map(([column, filter]) => `${column}: ${filter}`),
    ...(text ? [text] : []),
    ...(hidesCollector ? ["without the collector's own traces"] : []),
    ...(onlyTagged ? ['tagged only'] : []),
    ...(sorting ? [`sorted by ${sorting.column}${sorting.isDescending ? ', descending' : ''}`] : []),
  ].join('; ');
}
