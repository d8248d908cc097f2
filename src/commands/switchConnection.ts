import { l10n, window, type QuickPickItem } from 'vscode';
import type { SettingsError } from '../auth/settingsError.ts';
import { cloudWords } from '../views/words/cloudWords.ts';
import { settingsWords } from '../views/words/settingsWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { addConnection } from './addConnection.ts';
import type { Services } from './services.ts';

type Item = QuickPickItem & ({ name: string } | { problem: SettingsError } | { isNew: true });

/** Chooses the connection that this workspace uses. Those that cannot be used say why. */
export async function switchConnection(services: Services): Promise<void> {
  const { connections } = services;
  const { usable, problems } = connections.read();
  if (usable.length === 0 && problems.length === 0) {
    await addConnection(services);
    return;
  }
  const active = connections.active()?.name;
  const items: Item[] = [
    ...usable.map(({ name, cloud, tenantId }) => ({
      label: `${name === active ? '$(check)' : '$(blank)'} ${plainText(name)}`,
      description: cloudWords(cloud).label,
      detail: tenantId,
      name,
    })),
    ...problems.map((problem) => ({
      label: `$(warning) ${plainText(problem.data.connection ?? '')}`,
      detail: settingsWords(problem).what,
      problem,
    })),
    { label: `$(add) ${l10n.t('Add or Edit a Connection')}`, isNew: true },
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Switch Connection'),
    matchOnDetail: true,
  });
  if (!chosen) {
    return;
  }
  if ('problem' in chosen) {
    throw chosen.problem;
  }
  await ('name' in chosen ? connections.activate(chosen.name) : addConnection(services));
}
