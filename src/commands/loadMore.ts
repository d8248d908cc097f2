import { window } from 'vscode';
import { actionsViewId } from '../views/actionsTree.ts';
import type { Services } from './services.ts';

export async function loadMore({ list }: Services): Promise<void> {
  await window.withProgress({ location: { viewId: actionsViewId } }, () => list.loadMore());
}
