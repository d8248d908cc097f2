import { env, l10n, window } from 'vscode';
import { chosenAction } from './chosenAction.ts';
import type { Services } from './services.ts';

export async function copyActionId(services: Services, argument: unknown): Promise<void> {
  const { action } = await chosenAction(services, argument, l10n.t('Copy Action ID'));
  await env.clipboard.writeText(action.id);
  window.setStatusBarMessage(l10n.t('Action ID copied'), 3000);
}
