import { window } from 'vscode';
import { actionsViewId } from '../views/actionsTree.ts';
import { chosenConnection } from './chosenConnection.ts';
import type { Services } from './services.ts';

export async function loadMore(services: Services, argument: unknown): Promise<void> {
  const list = services.lists.of(chosenConnection(services, argument));
  await window.withProgress({ location: { viewId: actionsViewId } }, async () => list?.loadMore());
}
