import { l10n, window } from 'vscode';
import { groupingWords } from '../views/groupItem.ts';
import { groupings, readGrouping } from '../views/groups.ts';
import type { Services } from './services.ts';

/** @param argument what to group by, for key bindings */
export async function group({ grouping }: Services, argument: unknown): Promise<void> {
  if (typeof argument === 'string') {
    await grouping.set(readGrouping(argument));
    return;
  }
  const items = groupings.map((value) => ({
    label: `${value === grouping.value ? '$(check)' : '$(blank)'} ${groupingWords(value)}`,
    value,
  }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Group Machine Actions') });
  if (chosen) {
    await grouping.set(chosen.value);
  }
}
