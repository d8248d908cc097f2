import { l10n, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isLiveResponse } from '../defender/liveResponse.ts';
import { createdAt, hasPackage, isUnfinished, type MachineAction } from '../defender/machineAction.ts';
import type { ListSection, LoadMoreRow, ProblemRow } from './actionLists.ts';
import type { ActionRow } from './actionRows.ts';
import { connectionItem, problemItem } from './connectionItem.ts';
import { groupItem } from './groupItem.ts';
import type { ActionGroup } from './groups.ts';
import { markedUri } from './inWorkspaceMark.ts';
import { stateIcon } from './stateIcon.ts';
import { deviceWords, statusWords, typeWords } from './words/actionWords.ts';
import { timeAgo } from './words/timeWords.ts';

export type ListElement = ActionRow | ActionGroup | LoadMoreRow | ListSection | ProblemRow;

/** What a row shows besides its action. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now: number;
  isInWorkspace: (action: MachineAction) => boolean;
}

/** `Investigation package · Succeeded · 5 min ago` */
export function actionDescription(action: MachineAction, now: number, isInWorkspace = false): string {
  const at = createdAt(action);
  const parts = [
    typeWords(action),
    statusWords(action.status),
    at === undefined ? '' : timeAgo(at, now),
    isInWorkspace ? l10n.t('in the workspace') : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

export function toTreeItem(element: ListElement, surroundings: Surroundings): TreeItem {
  switch (element.kind) {
    case 'action':
      return actionItem(element, surroundings);
    case 'group':
      return groupItem(element);
    case 'loadMore':
      return loadMoreItem(element);
    case 'connection':
      return connectionItem(element);
    case 'problem':
      return problemItem(element);
  }
}

function actionItem(row: ActionRow, { now, isInWorkspace }: Surroundings): TreeItem {
  const { action, connection } = row;
  const device = deviceWords(action);
  const item = new TreeItem(device, TreeItemCollapsibleState.None);
  const isHere = isInWorkspace(action);
  const description = actionDescription(action, now, isHere);
  // Two connections may lead to one tenant.
  item.id = JSON.stringify([connection.name, action.id]);
  item.description = description;
  item.iconPath = stateIcon(action.status);
  if (isHere) {
    item.resourceUri = markedUri(action);
  }
  const can = [
    hasPackage(action) && 'downloadable',
    isLiveResponse(action) && 'liveResponse',
    isUnfinished(action) && 'cancellable',
    isHere && 'inWorkspace',
  ];
  item.contextValue = `;${['machineAction', ...can.filter(Boolean)].join(';')};`;
  item.accessibilityInformation = { label: `${device}, ${description.replaceAll(' · ', ', ')}` };
  item.command = {
    command: 'defenderMachineActions.showAction',
    title: l10n.t('Show Machine Action'),
    arguments: [{ kind: 'action', connection, action }],
  };
  return item;
}

function loadMoreItem({ list: { connection, rows } }: LoadMoreRow): TreeItem {
  const item = new TreeItem(l10n.t('Load more…'), TreeItemCollapsibleState.None);
  // No action has such an id: they are GUIDs.
  item.id = JSON.stringify([connection?.name, 'load more']);
  item.description = l10n.t('{0} shown', rows.length);
  item.command = {
    command: 'defenderMachineActions.loadMore',
    title: l10n.t('Load More'),
    arguments: [{ connection }],
  };
  return item;
}
