import { l10n } from 'vscode';
import { hasPackage } from '../defender/machineAction.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction } from './chosenAction.ts';
import { chooseDestination } from './destination.ts';
import { fulfil } from './packageWish.ts';
import type { Services } from './services.ts';

export async function downloadInvestigationPackage(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Download Investigation Package');
  const connection = services.connections.requireActive();
  const action = await chosenAction(services, argument, title, hasPackage);
  const device = plainText(deviceWords(action));
  await fulfil(services, {
    connection,
    actionId: action.id,
    device,
    destination: await chooseDestination(),
  });
}
