import { l10n, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ActionGroup, Grouping } from './groups.ts';
import { stateIcon } from './stateIcon.ts';
import { deviceWords, statusWords, typeWords } from './words/actionWords.ts';
import { longDate } from './words/timeWords.ts';

export function groupingWords(grouping: Grouping): string {
  switch (grouping) {
    case 'none':
      return l10n.t('No groups');
    case 'day':
      return l10n.t('By day');
    case 'device':
      return l10n.t('By device');
    case 'type':
      return l10n.t('By type');
    case 'state':
      return l10n.t('By state');
  }
}

export function groupItem(group: ActionGroup): TreeItem {
  const { grouping, key, rows } = group;
  const label = groupWords(group);
  // Devices are many and have few actions each: closed, they can be overlooked.
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const item = new TreeItem(label, grouping === 'device' ? Collapsed : Expanded);
  item.id = JSON.stringify([rows[0]?.connection.name, grouping, key]);
  item.description = `${rows.length}`;
  item.contextValue = ';group;';
  item.accessibilityInformation = {
    label:
      rows.length === 1
        ? l10n.t('{0}, 1 machine action', label)
        : l10n.t('{0}, {1} machine actions', label, rows.length),
  };
  if (grouping === 'state') {
    item.iconPath = stateIcon(key);
  }
  return item;
}

function groupWords({ grouping, key, rows: [first] }: ActionGroup): string {
  switch (grouping) {
    case 'day':
      return key ? longDate(Number(key)) : l10n.t('No date');
    case 'type':
      return typeWords({ type: key });
    case 'state':
      return statusWords(key);
    default:
      return first ? deviceWords(first.action) : key;
  }
}
