import { l10n, workspace } from 'vscode';
import type { TreeSource } from './actionsTree.ts';
import { filterOf, type ListFilter } from './listFilter.ts';
import { errorWords } from './words/errorWords.ts';
import { filterMessage, filterWords } from './words/filterWords.ts';
import { clockTime } from './words/timeWords.ts';
import { plainText } from './words/visibleText.ts';

/** What stands beside the title of the view. */
export function headingDescription(source: TreeSource): string {
  const { lists, recentDays, caseNote } = source;
  const connection = lists.isSideBySide ? undefined : lists.active?.connection;
  if (!lists.isSideBySide && !connection) {
    return '';
  }
  const parts = [connection?.name ?? '', filterWords(shownFilter(source), recentDays()), caseNote.value];
  return parts.filter(Boolean).map(plainText).join(' · ');
}

/** What stands above the rows, and only there: an empty view has its welcome content to say it. */
export function headingMessage(source: TreeSource): string {
  const { lists, recentDays } = source;
  const hasRows = lists.isSideBySide || lists.rows.length > 0;
  const parts = hasRows ? [filterMessage(shownFilter(source), recentDays()), notice(source)] : [];
  return parts.filter(Boolean).join(' ');
}

/** The filter as it holds for what is shown: side by side a device is named with the connection whose it is. */
function shownFilter({ lists, filter: { value } }: TreeSource): ListFilter {
  const { device } = value;
  return lists.isSideBySide
    ? { ...value, device: device && { ...device, name: `${device.name} (${device.connection})` } }
    : filterOf(value, lists.active?.connection);
}

function notice({ lists: { isSideBySide, active } }: TreeSource): string | undefined {
  // Side by side it is the connection's element that says so.
  const only = isSideBySide ? undefined : active;
  if (only?.error !== undefined) {
    return l10n.t('{0} This is the list as of {1}.', errorWords(only.error).what, clockTime(only.loadedAt));
  }
  if (!workspace.isTrusted) {
    return l10n.t('Restricted Mode: packages can be downloaded after "Workspaces: Manage Workspace Trust".');
  }
  return only && only.malformed > 0
    ? l10n.t('{0} entries could not be read and are left out.', only.malformed)
    : undefined;
}
