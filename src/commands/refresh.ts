import { window } from 'vscode';
import { actionsViewId } from '../views/actionsTree.ts';
import { chosenConnection } from './chosenConnection.ts';
import { logError } from './errorReport.ts';
import type { Services } from './services.ts';

/** Refreshes the list of the connection it was called on; from the title of the view every list that is open. */
export async function refresh(services: Services, argument: unknown): Promise<void> {
  const { lists, logger } = services;
  await window.withProgress({ location: { viewId: actionsViewId } }, async () => {
    if (!lists.isSideBySide) {
      await lists.active?.refresh();
    } else if (argument) {
      await lists.of(chosenConnection(services, argument))?.refresh();
    } else {
      // Each says in its place what went wrong with it: one message would be about no one knows which.
      const told = (error: unknown) => logError(logger, 'list', error);
      await Promise.all(lists.open.map((list) => list.refresh().catch(told)));
    }
  });
}
