import { l10n, window } from 'vscode';
import { plainText } from '../views/words/visibleText.ts';
import type { Services } from './services.ts';

export async function signOut({ connections, sessions }: Services): Promise<void> {
  const connection = connections.requireActive();
  await sessions.signOut(connection);
  void window.showInformationMessage(
    l10n.t('Signed out of "{0}". What was stored for it is removed.', plainText(connection.name)),
  );
}
