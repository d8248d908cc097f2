import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ListSection, ProblemRow } from './actionLists.ts';
import type { ListState } from './listState.ts';
import { cloudWords } from './words/cloudWords.ts';
import { listStateWords } from './words/connectionWords.ts';
import { errorWords } from './words/errorWords.ts';
import { settingsWords } from './words/settingsWords.ts';
import { clockTime } from './words/timeWords.ts';
import { plainText } from './words/visibleText.ts';

/** The states that a sign-in may mend. */
const signInHelps: ReadonlySet<ListState> = new Set(['signedOut', 'signInFailed', 'forbidden']);

/** `signed out · Commercial · contoso.com` */
export function connectionDescription({ connection, list }: ListSection): string {
  const { state, error, loadedAt } = list;
  const age = state === 'rows' && error !== undefined ? l10n.t('as of {0}', clockTime(loadedAt)) : '';
  const place = connection ? [cloudWords(connection.cloud).label, connection.tenantId] : [];
  return [age || listStateWords(state), ...place].filter(Boolean).join(' · ');
}

/** The element that a list is below where several stand side by side. */
export function connectionItem(section: ListSection): TreeItem {
  const { connection, list } = section;
  const name = connection?.name ?? '';
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const item = new TreeItem(plainText(name), section.isOpen ? Expanded : Collapsed);
  const description = connectionDescription(section);
  const { what, cure } = list.error === undefined ? {} : errorWords(list.error);
  const malformed =
    list.malformed > 0 ? l10n.t('{0} entries could not be read and are left out.', list.malformed) : '';
  item.id = JSON.stringify([name]);
  item.description = description;
  item.tooltip = [`${plainText(name)} · ${description}`, what, cure, malformed].filter(Boolean).join('\n');
  item.iconPath = new ThemeIcon('shield');
  item.contextValue = `;connection;${signInHelps.has(list.state) ? 'signIn;' : ''}`;
  return item;
}

/** A connection that cannot be used, with what is wrong with it. A click leads to where it is mended. */
export function problemItem({ problem }: ProblemRow): TreeItem {
  const { what, cure } = settingsWords(problem);
  const item = new TreeItem(plainText(problem.data.connection ?? ''));
  item.id = JSON.stringify([problem.reason, problem.data]);
  item.description = what;
  item.tooltip = `${what} ${cure}`;
  item.iconPath = new ThemeIcon('warning');
  item.command = {
    command: 'workbench.action.openSettings',
    title: l10n.t('Open Settings'),
    arguments: ['defenderMachineActions.connections'],
  };
  return item;
}
