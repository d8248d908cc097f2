import { l10n, window } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { Account } from '../auth/session.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenConnection } from './chosenConnection.ts';
import { withCancellableProgress } from '../views/progress.ts';
import type { Services } from './services.ts';
import { signInDialog } from './signInDialog.ts';

export async function signIn(services: Services, argument: unknown): Promise<void> {
  const connection = chosenConnection(services, argument);
  const account = await signInTo(services, connection);
  const words =
    account.kind === 'user'
      ? l10n.t('Signed in to "{0}" as {1}.', connection.name, account.name)
      : l10n.t('Signed in to "{0}" as the app {1}.', connection.name, account.name);
  void window.showInformationMessage(plainText(words));
}

/** Signs in the way the connection names, with progress that can be cancelled. */
export function signInTo({ sessions }: Services, connection: Connection): Promise<Account> {
  const name = plainText(connection.name);
  return withCancellableProgress(l10n.t('Signing in to "{0}"', name), (signal, progress) =>
    sessions.signIn(connection, signInDialog(name, progress), signal),
  );
}
