import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { createdAt, hasPackage, type MachineAction } from '../defender/machineAction.ts';
import type { ActionRow } from './actionRows.ts';
import { deviceWords, statusWords, typeWords } from './words/actionWords.ts';
import { timeAgo } from './words/timeWords.ts';

/** The list's last row where the service has more. */
export interface LoadMoreRow {
  readonly kind: 'loadMore';
}

export type ListElement = ActionRow | LoadMoreRow;

const icons: Record<string, [icon: string, color?: string]> = {
  Pending: ['clock', 'charts.yellow'],
  InProgress: ['sync', 'charts.blue'],
  Succeeded: ['pass', 'charts.green'],
  Failed: ['error', 'charts.red'],
  TimeOut: ['watch', 'charts.orange'],
  Cancelled: ['circle-slash'],
};

/** `Investigation package · Succeeded · 5 min ago` */
export function actionDescription(action: MachineAction, now: number): string {
  const at = createdAt(action);
  const parts = [typeWords(action), statusWords(action.status), at === undefined ? '' : timeAgo(at, now)];
  return parts.filter(Boolean).join(' · ');
}

/** @param now milliseconds since 1970 */
export function toTreeItem(element: ListElement, shown: number, now: number): TreeItem {
  return element.kind === 'action' ? actionItem(element, now) : loadMoreItem(shown);
}

function actionItem({ action }: ActionRow, now: number): TreeItem {
  const device = deviceWords(action);
  const item = new TreeItem(device, TreeItemCollapsibleState.None);
  const description = actionDescription(action, now);
  const [icon, color] = icons[action.status] ?? ['question'];
  item.id = action.id;
  item.description = description;
  item.iconPath = new ThemeIcon(icon, color ? new ThemeColor(color) : undefined);
  item.contextValue = `;machineAction;${hasPackage(action) ? 'downloadable;' : ''}`;
  item.accessibilityInformation = { label: `${device}, ${description.replaceAll(' · ', ', ')}` };
  item.command = {
    command: 'defenderMachineActions.showAction',
    title: l10n.t('Show Machine Action'),
    arguments: [{ kind: 'action', action }],
  };
  return item;
}

function loadMoreItem(shown: number): TreeItem {
  const item = new TreeItem(l10n.t('Load more…'), TreeItemCollapsibleState.None);
  // No action has such an id: they are GUIDs.
  item.id = 'load more';
  item.description = l10n.t('{0} shown', shown);
  item.command = { command: 'defenderMachineActions.loadMore', title: l10n.t('Load More') };
  return item;
}
