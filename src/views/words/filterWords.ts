import { l10n } from 'vscode';
import { isFiltering, type ListFilter } from '../listFilter.ts';
import { statusWords, typeWords } from './actionWords.ts';
import { plainText } from './visibleText.ts';

/** `Investigation package, Failed · last 7 days`; without a filter the period alone. */
export function filterWords(filter: ListFilter, recentDays: number): string {
  const { types, statuses, device, requestor, days } = filter;
  const criteria = [
    ...types.map((type) => typeWords({ type })),
    ...statuses.map(statusWords),
    device?.name,
    requestor,
  ].filter((words) => words !== undefined);
  return [plainText(criteria.join(', ')), periodWords(days ?? recentDays)].filter(Boolean).join(' · ');
}

/** For above the rows, since a view that is alone in its container shows no description. */
export function filterMessage(filter: ListFilter, recentDays: number): string | undefined {
  return isFiltering(filter) ? l10n.t('Filter: {0}.', filterWords(filter, recentDays)) : undefined;
}

export function periodWords(days: number): string {
  return days === 1 ? l10n.t('last 24 hours') : l10n.t('last {0} days', days);
}
