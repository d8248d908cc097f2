import { l10n, window } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { calledSo } from '../defender/machine.ts';
import type { DeviceFilter } from '../views/listFilter.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { whileAsking } from './chosenAction.ts';
import { machineName } from './chosenMachine.ts';
import { askChosenOrTyped } from './chosenOrTyped.ts';
import type { Services } from './services.ts';

type FoundDevice = Omit<DeviceFilter, 'connection'>;

interface Device {
  name: string;
  id: string;
}

/**
 * Asks for a device by name or id, again while there is none.
 * @returns undefined for any device
 * @throws a cancellation
 */
export async function askDevice(services: Services): Promise<DeviceFilter | undefined> {
  const item = (value: string) => ({ label: plainText(value), value });
  const any = { label: l10n.t('Any device'), value: '' };
  const names = [...new Set(devicesOf(services).map(({ name }) => name))].sort((a, b) => a.localeCompare(b));
  let placeholder = l10n.t('Choose a device, or type its name or ID');
  for (;;) {
    const { value } = await askChosenOrTyped({
      title: l10n.t('Device'),
      placeholder,
      items: [any, ...names.map(item)],
      typed: (text) => (text && !names.includes(text) ? item(text) : undefined),
    });
    const found = value ? await findDevice(services, value) : undefined;
    if (found || !value) {
      return found;
    }
    placeholder = l10n.t('No device is named {0}. Type its ID of 40 digits', plainText(value));
  }
}

/**
 * The ids behind a name: those that the list has with it, else those that the tenant has.
 * @param text a name, its first part, or an id
 * @throws a cancellation, where a person was asked which of several is meant
 */
export async function findDevice(services: Services, text: string): Promise<DeviceFilter | undefined> {
  const connection = services.connections.requireActive();
  const found = await findByName(services, connection, text);
  return found && { ...found, connection: connection.name };
}

async function findByName(
  services: Services,
  connection: Connection,
  text: string,
): Promise<FoundDevice | undefined> {
  const listed = devicesOf(services);
  if (/^[0-9a-f]{40}$/i.test(text)) {
    const id = text.toLowerCase();
    return { name: listed.find((device) => device.id === id)?.name ?? id, machineIds: [id] };
  }
  const here = named(listed, text);
  if (here) {
    return here;
  }
  const client = services.clients.for(connection);
  const machines = await whileAsking(() => client.searchMachines(text));
  const found = machines.map((machine) => ({ id: machine.id, name: machineName(machine) }));
  return named(found, text) ?? (found.length > 0 ? chooseOf(found) : undefined);
}

function devicesOf({ lists }: Services): Device[] {
  return (lists.active?.rows ?? []).flatMap(({ action }) =>
    action.machineId ? [{ id: action.machineId, name: deviceWords(action) }] : [],
  );
}

/** A name that several devices have stands for all of them; a short one, only where no device is called just that. */
function named(devices: readonly Device[], text: string): FoundDevice | undefined {
  const [first, ...others] = calledSo(devices, text, ({ name }) => name);
  const isOne = first && others.every(({ name }) => name.toLowerCase() === first.name.toLowerCase());
  return isOne
    ? { name: first.name, machineIds: [...new Set([first, ...others].map(({ id }) => id))] }
    : undefined;
}

async function chooseOf(devices: readonly Device[]): Promise<FoundDevice> {
  const items = devices.map(({ name, id }) => ({ label: plainText(name), description: id, name, id }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Device'), matchOnDescription: true });
  if (!chosen) {
    throw cancelled();
  }
  return { name: chosen.name, machineIds: [chosen.id] };
}
