import { env, l10n, Uri } from 'vscode';
import { SettingsError } from '../auth/settingsError.ts';
import { chosenAction } from './chosenAction.ts';
import type { Services } from './services.ts';

/** Opens the device of an action in the Defender portal of the connection's cloud; without a device the Action center. */
export async function openInPortal(services: Services, argument: unknown): Promise<void> {
  const { name, portal, tenantId } = services.connections.requireActive();
  if (!portal) {
    throw new SettingsError('noPortal', { connection: name });
  }
  const { machineId } = await chosenAction(services, argument, l10n.t('Open in Defender Portal'));
  const path = machineId ? `/machines/${encodeURIComponent(machineId)}` : '/action-center/history';
  await env.openExternal(Uri.parse(`${portal}${path}?tid=${encodeURIComponent(tenantId)}`, true));
}
