import { l10n } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { hasPackage, type MachineAction } from '../defender/machineAction.ts';
import { whyNoPackage } from '../evidence/collectionState.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { errorWords } from '../views/words/errorWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction, selectedActions } from './chosenAction.ts';
import { chooseDestination } from './destination.ts';
import { fulfil } from './packageWish.ts';
import type { Services } from './services.ts';

/** Downloads the package of an action; called on several rows, those of all of them, one after the other. */
export async function downloadInvestigationPackage(
  services: Services,
  argument: unknown,
  more?: unknown,
): Promise<void> {
  const title = l10n.t('Download Investigation Package');
  const connection = services.connections.requireActive();
  const selected = selectedActions(more);
  if (selected.length > 0) {
    await downloadMany(services, connection, selected);
    return;
  }
  const action = await chosenAction(services, argument, title, hasPackage);
  const device = plainText(deviceWords(action));
  await fulfil(services, {
    connection,
    actionId: action.id,
    device,
    destination: await chooseDestination(),
  });
}

async function downloadMany(
  services: Services,
  { name, tenantId, clientId }: Connection,
  actions: readonly MachineAction[],
): Promise<void> {
  const refused = actions.map((action) => [action, whyNoPackage(action, services.clock.now())] as const);
  const fitting = refused.filter(([, refusal]) => !refusal);
  const [first] = refused;
  if (fitting.length === 0 && first?.[1]) {
    throw first[1];
  }
  const destination = await chooseDestination();
  await services.queue.add(
    fitting.map(([action]) => ({
      actionId: action.id,
      device: deviceWords(action),
      connection: name,
      tenantId,
      clientId,
      ...destination,
    })),
    refused.flatMap(([action, refusal]) =>
      refusal ? `${plainText(deviceWords(action))}\n  ${errorWords(refusal).what}` : [],
    ),
  );
}
