import { l10n, ProgressLocation, window, type QuickPickItem } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import type { MachineAction } from '../defender/machineAction.ts';
import { actionDescription } from '../views/actionItem.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenConnection } from './chosenConnection.ts';
import { askChosenOrTyped } from './chosenOrTyped.ts';
import type { Services } from './services.ts';

interface ActionItem extends QuickPickItem {
  action?: MachineAction;
  id: string;
}

/** A machine action, and the connection that whatever is done about it goes over. */
export interface ChosenAction {
  action: MachineAction;
  connection: Connection;
}

/**
 * The machine action that a command is about: the row it was called on, the action with the id it was given, or the
 * one that a person chooses.
 * @param title of the quick pick
 * @param fits which actions are offered; an id may be typed or pasted all the same
 */
export async function chosenAction(
  services: Services,
  argument: unknown,
  title: string,
  fits: (action: MachineAction) => boolean = () => true,
): Promise<ChosenAction> {
  const connection = chosenConnection(services, argument);
  const given = readActionArgument(argument) ?? (await pick(services, connection, title, fits));
  const action =
    typeof given === 'string'
      ? await whileAsking(() => services.clients.for(connection).getMachineAction(given))
      : given;
  return { action, connection };
}

/**
 * The machine action, or the id of one, that a command was called with. Any extension or key binding may call it with
 * anything else.
 */
export function readActionArgument(argument: unknown): MachineAction | string | undefined {
  if (typeof argument === 'string' && argument) {
    return argument;
  }
  if (typeof argument !== 'object' || argument === null) {
    return undefined;
  }
  const { kind, action, id } = argument as { kind?: unknown; action?: MachineAction; id?: unknown };
  if (kind === 'action' && typeof action?.id === 'string' && typeof action.raw === 'object') {
    return action;
  }
  return typeof id === 'string' && id ? id : undefined;
}

/**
 * The machine actions of the rows that a command was called on together, each once; none for a single row.
 * @throws SettingsError when a row's connection is gone
 */
export function selectedActions(services: Services, more: unknown): ChosenAction[] {
  const chosen = (Array.isArray(more) ? (more as unknown[]) : []).flatMap((argument) => {
    const action = readActionArgument(argument);
    return typeof action === 'object' ? { action, connection: chosenConnection(services, argument) } : [];
  });
  const each = new Map(
    chosen.map((one) => [JSON.stringify([one.connection.name, one.action.id]), one] as const),
  );
  return each.size > 1 ? [...each.values()] : [];
}

/** A person who waits for the first answer sees what for. */
export function whileAsking<T>(work: () => Promise<T>, title = l10n.t('Asking Defender')): Thenable<T> {
  return window.withProgress({ location: ProgressLocation.Window, title }, work);
}

async function pick(
  { lists }: Services,
  connection: Connection,
  title: string,
  fits: (action: MachineAction) => boolean,
): Promise<MachineAction | string> {
  const list = lists.of(connection);
  if (list && list.state !== 'rows') {
    await whileAsking(() => list.refresh());
  }
  const now = Date.now();
  const items: ActionItem[] = (list?.rows ?? [])
    .filter(({ action }) => fits(action))
    .map(({ action }) => ({
      label: plainText(deviceWords(action)),
      description: plainText(actionDescription(action, now)),
      detail: plainText([action.requestor, action.requestorComment].filter(Boolean).join(' · ')),
      action,
      id: action.id,
    }));
  const chosen = await askChosenOrTyped({
    title,
    placeholder: items.length
      ? l10n.t('Choose a machine action, or paste an action ID')
      : l10n.t('None in the list. Paste an action ID'),
    items,
    typed: (id) =>
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
        ? { label: id, description: l10n.t('Machine action with this ID'), id }
        : undefined,
  });
  return chosen.action ?? chosen.id;
}
