import * as path from 'node:path';
import { RelativePattern, Uri, window, workspace } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';
import type { MachineAction } from '../defender/machineAction.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { isEvidenceName, packageName } from '../evidence/packageName.ts';
import { plainText } from '../views/words/visibleText.ts';
import { readActionArgument } from './chosenAction.ts';
import { downloadFolderOf } from './destination.ts';

/**
 * The packages that a command is about: the files it was called on in the Explorer, the one of a machine action's
 * row, or the one that a person chooses.
 * @param more with a selection, the second argument of the Explorer's menu
 * @param title of the question which one
 * @returns full paths
 * @throws AcquisitionError `notOnDisk`, `noPackage`; a cancellation
 */
export async function chosenPackages(argument: unknown, more: unknown, title: string): Promise<string[]> {
  const uris = Array.isArray(more) && more.length > 0 ? (more as unknown[]) : [argument];
  const files = uris.filter((uri): uri is Uri => uri instanceof Uri);
  if (files.length > 0) {
    return files.filter(({ path: name }) => isEvidenceName(name)).map(pathOnDisk);
  }
  const row = pathOfRow(argument);
  if (row !== undefined) {
    return [row];
  }
  const action = readActionArgument(argument);
  return [typeof action === 'object' ? await packageOf(action) : await pick(title)];
}

/** A row of the view *Investigation Packages*, or what leads from there to a window. */
function pathOfRow(argument: unknown): string | undefined {
  const { path: packagePath } = (argument ?? {}) as { path?: unknown };
  return typeof packagePath === 'string' ? packagePath : undefined;
}

function pathOnDisk(uri: Uri): string {
  if (uri.scheme !== 'file') {
    throw new AcquisitionError('notOnDisk', { path: uri.toString(true) });
  }
  return uri.fsPath;
}

/** Wherever in the workspace it was downloaded to. */
async function packageOf(action: MachineAction): Promise<string> {
  const name = packageName(action);
  const found = (await packagesHere()).find((uri) => path.basename(uri.fsPath) === name);
  if (!found) {
    throw new AcquisitionError('noPackage', { path: name });
  }
  return found.fsPath;
}

async function pick(title: string): Promise<string> {
  const items = (await packagesHere()).map((uri) => ({
    label: plainText(path.basename(uri.fsPath)),
    description: plainText(workspace.asRelativePath(path.dirname(uri.fsPath))),
    path: uri.fsPath,
  }));
  if (items.length === 0) {
    throw new AcquisitionError('noPackage', { path: '' });
  }
  const chosen = await window.showQuickPick(items, {
    title,
    matchOnDescription: true,
  });
  if (!chosen) {
    throw cancelled();
  }
  return chosen.path;
}

/** The packages and live response results in the download folders of this workspace, the newest names last in each. */
async function packagesHere(): Promise<Uri[]> {
  const { workspaceFolders = [] } = workspace;
  const found = await Promise.all(
    workspaceFolders
      .filter(({ uri }) => uri.scheme === 'file')
      // Excludes of the search do not hide evidence from its owner.
      .map(({ uri }) =>
        workspace.findFiles(
          new RelativePattern(Uri.joinPath(uri, downloadFolderOf(uri)), '*.{zip,gz,json}'),
          null,
        ),
      ),
  );
  return found.flatMap((uris) =>
    uris.filter(({ path: name }) => isEvidenceName(name)).sort((a, b) => a.fsPath.localeCompare(b.fsPath)),
  );
}
