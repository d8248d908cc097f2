import { l10n, window } from 'vscode';
import { plainText } from '../views/words/visibleText.ts';
import { chosenConnection } from './chosenConnection.ts';
import type { Services } from './services.ts';

export async function signOut(services: Services, argument: unknown): Promise<void> {
  const connection = chosenConnection(services, argument);
  await services.sessions.signOut(connection);
  void window.showInformationMessage(
    l10n.t('Signed out of "{0}". What was stored for it is removed.', plainText(connection.name)),
  );
}
