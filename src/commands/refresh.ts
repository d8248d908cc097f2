import { window } from 'vscode';
import { actionsViewId } from '../views/actionsTree.ts';
import type { Services } from './services.ts';

export async function refresh({ list }: Services): Promise<void> {
  await window.withProgress({ location: { viewId: actionsViewId } }, () => list.refresh());
}
