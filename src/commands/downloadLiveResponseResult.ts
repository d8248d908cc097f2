import { l10n, window, type QuickPickItem } from 'vscode';
import type { LiveResponseCommand } from '../defender/liveResponse.ts';
import type { MachineAction } from '../defender/machineAction.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { resultCommands, whyNoResult } from '../evidence/liveResponseResult.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { commandWords, objectWords, shortObjectWords } from '../views/words/liveResponseWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction, whileAsking } from './chosenAction.ts';
import { chooseDestination } from './destination.ts';
import { fulfil } from './packageWish.ts';
import type { Services } from './services.ts';

/** Downloads what commands of a live response brought, those that are chosen, one after the other. */
export async function downloadLiveResponseResult(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Download Live Response Result');
  const isOffered = (action: MachineAction) => resultCommands(action).length > 0;
  const { action: shown, connection } = await chosenAction(services, argument, title, isOffered);
  const { id } = shown;
  // The row may be older than what its commands have come to since.
  const action = await whileAsking(() => services.clients.for(connection).getMachineAction(id));
  const results = resultCommands(action);
  if (results.length === 0) {
    throw new AcquisitionError('noResult', { actionType: action.type });
  }
  const device = plainText(deviceWords(action));
  const chosen = await pick(`${title}: ${device}`, results);
  const destination = await chooseDestination();
  for (const command of chosen) {
    const result = { index: command.index, name: shortObjectWords(command) };
    await fulfil(services, { connection, actionId: id, device, destination, result });
  }
}

interface ResultItem extends QuickPickItem {
  command: LiveResponseCommand;
}

/** Those without a result are shown, and cannot be chosen. */
function pick(title: string, results: readonly LiveResponseCommand[]): Promise<LiveResponseCommand[]> {
  const input = window.createQuickPick<ResultItem>();
  const items = results.map((command) => ({
    label: `${whyNoResult(command) ? '$(circle-slash) ' : ''}${objectWords(command)}`,
    description: commandWords(command),
    command,
  }));
  const can = ({ command }: ResultItem) => !whyNoResult(command);
  input.title = title;
  input.placeholder = l10n.t('Choose the results to download');
  input.canSelectMany = true;
  input.matchOnDescription = true;
  input.items = items;
  input.selectedItems = items.filter(can);
  return new Promise((resolve, reject) => {
    input.onDidChangeSelection((selected) => {
      if (!selected.every(can)) {
        input.selectedItems = selected.filter(can);
      }
    });
    input.onDidAccept(() => {
      const chosen = input.selectedItems.filter(can);
      if (chosen.length > 0) {
        resolve(chosen.map(({ command }) => command));
        input.hide();
      }
    });
    input.onDidHide(() => {
      reject(cancelled());
      input.dispose();
    });
    input.show();
  });
}
