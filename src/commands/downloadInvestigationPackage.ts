import { l10n } from 'vscode';
import { hasPackage } from '../defender/machineAction.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { whyNoPackage } from '../evidence/collectionState.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { errorWords } from '../views/words/errorWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction, selectedActions, type ChosenAction } from './chosenAction.ts';
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
  const selected = selectedActions(services, more);
  if (selected.length > 0) {
    await downloadMany(services, selected);
    return;
  }
  const { action, connection } = await chosenAction(services, argument, title, hasPackage);
  const device = plainText(deviceWords(action));
  await fulfil(services, {
    connection,
    actionId: action.id,
    device,
    destination: await chooseDestination(),
  });
}

async function downloadMany(services: Services, selected: readonly ChosenAction[]): Promise<void> {
  const judged = selected.map((one) => ({ ...one, refusal: whyNoPackage(one.action, services.clock.now()) }));
  const fitting = judged.filter(({ refusal }) => !refusal);
  if (fitting.length === 0) {
    throw judged[0]?.refusal ?? cancelled();
  }
  const destination = await chooseDestination();
  await services.queue.add(
    fitting.map(({ action, connection: { name, tenantId, clientId } }) => ({
      actionId: action.id,
      device: deviceWords(action),
      connection: name,
      tenantId,
      clientId,
      ...destination,
    })),
    judged.flatMap(({ action, refusal }) =>
      refusal ? `${plainText(deviceWords(action))}\n  ${errorWords(refusal).what}` : [],
    ),
  );
}
