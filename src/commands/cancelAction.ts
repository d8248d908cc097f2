import { l10n, window } from 'vscode';
import { createdAt, isUnfinished, type MachineAction } from '../defender/machineAction.ts';
import { deviceWords, typeWords } from '../views/words/actionWords.ts';
import { timeAgo } from '../views/words/timeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction } from './chosenAction.ts';
import { askForComment } from './comment.ts';
import { confirm } from './confirm.ts';
import type { Services } from './services.ts';

/** Cancels a machine action that is not finished, after saying whose it is. */
export async function cancelAction(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Cancel Machine Action');
  const { action: chosen, connection } = await chosenAction(services, argument, title, isUnfinished);
  const client = services.clients.for(connection);
  // The row may be older than what has happened since.
  const action = await client.getMachineAction(chosen.id);
  if (!isUnfinished(action)) {
    void services.lists.renew(connection);
    void window.showInformationMessage(
      l10n.t('{0} is finished already: there is nothing to cancel.', wordsOf(action)),
    );
    return;
  }
  const comment = await askForComment(services, title);
  await confirmCancel(action, comment);
  await client.cancelMachineAction(action.id, comment);
  services.statusBar.announce(l10n.t('{0} is cancelled', wordsOf(action)), comment, {
    command: 'defenderMachineActions.showAction',
    title: l10n.t('Show Machine Action'),
    arguments: [{ id: action.id, connection }],
  });
  await services.lists.renew(connection);
}

async function confirmCancel(action: MachineAction, comment: string): Promise<void> {
  const at = createdAt(action);
  await confirm(
    l10n.t('Cancel {0}?', wordsOf(action)),
    l10n.t(
      'Started {0} by {1}.\nComment: {2}',
      at === undefined ? '' : timeAgo(at, Date.now()),
      plainText(action.requestor ?? l10n.t('nobody known')),
      plainText(comment),
    ),
    l10n.t('Cancel Action'),
  );
}

/** `Investigation package on ws-042` */
function wordsOf(action: MachineAction): string {
  return plainText(l10n.t('{0} on {1}', typeWords(action), deviceWords(action)));
}
