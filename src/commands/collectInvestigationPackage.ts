import { l10n, window } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import {
  collectionsOf,
  recentPackage,
  startCollection,
  type Target,
} from '../collection/startCollections.ts';
import type { DefenderClient } from '../defender/client.ts';
import { createdAt, isUnfinished, type MachineAction } from '../defender/machineAction.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { timeAgo } from '../views/words/timeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { readActionArgument, selectedActions, whileAsking, type ChosenAction } from './chosenAction.ts';
import { chosenConnection } from './chosenConnection.ts';
import { chosenMachine, machineName } from './chosenMachine.ts';
import { collectMany } from './collectMany.ts';
import { askForComment } from './comment.ts';
import { confirm } from './confirm.ts';
import { downloadInvestigationPackage } from './downloadInvestigationPackage.ts';
import type { Services } from './services.ts';

/**
 * Collects an investigation package from a device: the one of the row that it was called on, or one that a person
 * finds. What runs there already, or has ended lately, is offered instead. Called on several rows it collects from
 * all of their devices.
 */
export async function collectInvestigationPackage(
  services: Services,
  argument: unknown,
  more?: unknown,
): Promise<void> {
  const selected = selectedActions(services, more);
  if (new Set(selected.map(({ action }) => action.machineId)).size > 1) {
    await collectSelected(services, selected);
    return;
  }
  const connection = chosenConnection(services, argument);
  const client = services.clients.for(connection);
  const title = l10n.t('Collect Investigation Package');
  const target = targetOf(readActionArgument(argument)) ?? (await searchTarget(client, title));
  const running = await offerEarlier(services, connection, client, target);
  if (running === 'done') {
    return;
  }
  const comment = await askForComment(services, title);
  await confirmCollection(connection, target, comment);
  const { action } = await whileAsking(
    () => startCollection(client, target, comment),
    l10n.t('Starting the collection on {0}', target.device),
  );
  await services.watched.follow(connection, action, target.device);
  void services.lists.renew(connection);
}

/** Each tenant is a question of its own. */
async function collectSelected(services: Services, selected: readonly ChosenAction[]): Promise<void> {
  const isUnknown = l10n.t('The action does not say which device it is of.');
  const byName = new Map(selected.map(({ connection }) => [connection.name, connection]));
  for (const [name, connection] of byName) {
    const actions = selected.filter((one) => one.connection.name === name).map(({ action }) => action);
    const others = actions.filter((action) => !targetOf(action)).map(nameOf);
    await collectMany(
      services,
      connection,
      actions.flatMap((action) => targetOf(action) ?? []),
      others.map((device) => `${device}\n  ${isUnknown}`),
    );
  }
}

function targetOf(action: MachineAction | string | undefined): Target | undefined {
  return typeof action === 'object' && action.machineId
    ? { machineId: action.machineId, device: nameOf(action) }
    : undefined;
}

function nameOf(action: MachineAction): string {
  return plainText(deviceWords(action));
}

async function searchTarget(client: DefenderClient, title: string): Promise<Target> {
  const machine = await chosenMachine(client, title);
  return { machineId: machine.id, device: plainText(machineName(machine)) };
}

/** @returns whether what was there already is enough */
async function offerEarlier(
  services: Services,
  connection: Connection,
  client: DefenderClient,
  target: Target,
): Promise<'done' | 'none'> {
  const earlier = await collectionsOf(client, target.machineId);
  const running = earlier.find(isUnfinished);
  const now = Date.now();
  const found = running ?? recentPackage(earlier, now);
  if (!found) {
    return 'none';
  }
  const age = timeAgo(createdAt(found) ?? now, now);
  const who = plainText(found.requestor ?? '');
  const instead = running ? l10n.t('Follow') : l10n.t('Download');
  const anyway = l10n.t('Collect Anyway');
  const chosen = await window.showInformationMessage(
    running
      ? l10n.t('A collection on {0} is running.', target.device)
      : l10n.t('A package of {0} was collected lately.', target.device),
    { modal: true, detail: l10n.t('Started {0} by {1}.', age, who) },
    instead,
    anyway,
  );
  if (chosen === anyway) {
    return 'none';
  }
  if (chosen !== instead) {
    throw cancelled();
  }
  await (running
    ? services.watched.follow(connection, running, target.device)
    : downloadInvestigationPackage(services, { kind: 'action', connection, action: found }));
  return 'done';
}

async function confirmCollection(
  { name, tenantId }: Connection,
  { device, machineId }: Target,
  comment: string,
): Promise<void> {
  await confirm(
    l10n.t('Collect an investigation package from {0}?', device),
    l10n.t(
      'Connection: {0}\nTenant: {1}\nDevice ID: {2}\nComment: {3}',
      plainText(name),
      tenantId,
      machineId,
      plainText(comment),
    ),
    l10n.t('Collect'),
  );
}
