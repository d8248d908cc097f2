import { commands, env, l10n, UIKind, Uri, workspace, type Command } from 'vscode';

/**
 * Shows where a file lies: in the Explorer if it is in the workspace, else in the system's file manager.
 * @param otherwise a file to open in a browser window, which has no file manager
 */
export function revealCommand(path: string, otherwise = path): Command {
  const uri = Uri.file(path);
  const title = l10n.t('Reveal');
  if (workspace.getWorkspaceFolder(uri)) {
    return { title, command: 'revealInExplorer', arguments: [uri] };
  }
  return env.uiKind === UIKind.Desktop
    ? { title, command: 'revealFileInOS', arguments: [uri] }
    : { title, command: 'vscode.open', arguments: [Uri.file(otherwise)] };
}

export async function reveal(path: string, otherwise = path): Promise<void> {
  const { command, arguments: values = [] } = revealCommand(path, otherwise);
  await commands.executeCommand(command, ...(values as unknown[]));
}
