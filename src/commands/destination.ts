import { l10n, window, workspace, type Uri, type WorkspaceFolder } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';

export interface Destination {
  /** Full path of the folder that the download folder is relative to. */
  root: string;
  /** The setting `downloadFolder` as it holds there. */
  folder: string;
}

/**
 * Where a package goes: the workspace folder, the one that is chosen where there are several, or a folder that is
 * asked for where none is open.
 * @throws AcquisitionError `untrusted`, `notOnDisk`; a cancellation
 */
export async function chooseDestination(): Promise<Destination> {
  if (!workspace.isTrusted) {
    throw new AcquisitionError('untrusted');
  }
  const uri = (await workspaceFolder())?.uri ?? (await askForFolder());
  if (uri.scheme !== 'file') {
    throw new AcquisitionError('notOnDisk', { path: uri.toString(true) });
  }
  return { root: uri.fsPath, folder: downloadFolderOf(uri) };
}

/** Full paths of the workspace folders that are on a disk. */
export function workspaceRoots(): string[] {
  const { workspaceFolders = [] } = workspace;
  return workspaceFolders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

/** The setting `downloadFolder` as it holds in a workspace folder. */
export function downloadFolderOf(folder: Uri): string {
  const value = workspace.getConfiguration('defenderMachineActions', folder).get<unknown>('downloadFolder');
  return typeof value === 'string' && value ? value : 'investigation-packages';
}

async function workspaceFolder(): Promise<WorkspaceFolder | undefined> {
  const { workspaceFolders = [] } = workspace;
  if (workspaceFolders.length <= 1) {
    return workspaceFolders[0];
  }
  const placeHolder = l10n.t('Workspace folder for the investigation package');
  const chosen = await window.showWorkspaceFolderPick({ placeHolder });
  if (!chosen) {
    throw cancelled();
  }
  return chosen;
}

async function askForFolder(): Promise<Uri> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t('Folder for the investigation package'),
    openLabel: l10n.t('Download Here'),
  });
  if (!chosen?.[0]) {
    throw cancelled();
  }
  return chosen[0];
}
