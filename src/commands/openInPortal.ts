import { env, l10n, Uri } from 'vscode';
import { SettingsError } from '../auth/settingsError.ts';
import { actionCenter, devicePage } from '../defender/portal.ts';
import { chosenAction } from './chosenAction.ts';
import { chosenConnection } from './chosenConnection.ts';
import type { Services } from './services.ts';

/** Opens the device of an action in the Defender portal of the connection's cloud; without a device the Action center. */
export async function openInPortal(services: Services, argument: unknown): Promise<void> {
  const connection = chosenConnection(services, argument);
  const history = actionCenter(connection);
  if (!history) {
    throw new SettingsError('noPortal', { connection: connection.name });
  }
  const { action } = await chosenAction(services, argument, l10n.t('Open in Defender Portal'));
  await env.openExternal(Uri.parse(devicePage(connection, action.machineId) ?? history, true));
}
