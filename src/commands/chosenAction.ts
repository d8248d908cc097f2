import { l10n, ProgressLocation, window, type QuickPickItem } from 'vscode';
import type { MachineAction } from '../defender/machineAction.ts';
import { actionDescription } from '../views/actionItem.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { askChosenOrTyped } from './chosenOrTyped.ts';
import type { Services } from './services.ts';

interface ActionItem extends QuickPickItem {
  action?: MachineAction;
  id: string;
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
): Promise<MachineAction> {
  const given = readActionArgument(argument) ?? (await pick(services, title, fits));
  return typeof given === 'string' ? fetchAction(services, given) : given;
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

/** The machine actions of the rows that a command was called on together, each once; none for a single row. */
export function selectedActions(more: unknown): MachineAction[] {
  const actions = (Array.isArray(more) ? more : [])
    .map(readActionArgument)
    .filter((action) => typeof action === 'object');
  const byId = new Map(actions.map((action) => [action.id, action]));
  return byId.size > 1 ? [...byId.values()] : [];
}

async function fetchAction({ connections, clients }: Services, id: string): Promise<MachineAction> {
  const client = clients.for(connections.requireActive());
  return whileAsking(() => client.getMachineAction(id));
}

/** A person who waits for the first answer sees what for. */
export function whileAsking<T>(work: () => Promise<T>): Thenable<T> {
  return window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Asking Defender') }, work);
}

async function pick(
  { list, connections }: Services,
  title: string,
  fits: (action: MachineAction) => boolean,
): Promise<MachineAction | string> {
  connections.requireActive();
  if (list.state !== 'rows') {
    await whileAsking(() => list.refresh());
  }
  const now = Date.now();
  const items: ActionItem[] = list.rows
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
