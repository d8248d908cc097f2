import { FileDecoration, l10n, Uri, type FileDecorationProvider } from 'vscode';
import type { MachineAction } from '../defender/machineAction.ts';

const scheme = 'defender-package-here';

/** Gives a row the mark, which a narrow side bar shows where it cuts the words off. */
export function markedUri({ id }: MachineAction): Uri {
  return Uri.from({ scheme, path: `/${id}` });
}

/** Marks the rows whose packages are in the workspace. */
export const inWorkspaceMark: FileDecorationProvider = {
  provideFileDecoration: (uri) =>
    uri.scheme === scheme ? new FileDecoration('↓', l10n.t('The package is in the workspace')) : undefined,
};
