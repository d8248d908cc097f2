import * as path from 'node:path';
import { l10n, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { mostDevices, parseDeviceFile, parseNames } from '../collection/deviceList.ts';
import { RequestPace } from '../collection/requestPace.ts';
import { resolveDevices, type ResolvedName } from '../collection/resolveDevices.ts';
import type { Target } from '../collection/startCollections.ts';
import type { Machine } from '../defender/machine.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { plainText } from '../views/words/visibleText.ts';
import { firstOf } from './bulkSummary.ts';
import { itemOf, machineName } from './chosenMachine.ts';
import { collectMany } from './collectMany.ts';
import { withCancellableProgress } from '../views/progress.ts';
import type { Services } from './services.ts';

interface DeviceItem extends QuickPickItem {
  machine?: Machine;
}

const title = () => l10n.t('Collect Investigation Packages from a List');

/**
 * Collects investigation packages from the devices of a list: one that is pasted, that of a file, or the names that
 * the command was called with.
 */
export async function collectFromList(services: Services, argument: unknown): Promise<void> {
  const connection = services.connections.requireActive();
  const names = await namesOf(argument);
  if (names.length === 0 || names.length > mostDevices) {
    const words =
      names.length === 0
        ? l10n.t('There is no device in this list.')
        : l10n.t(
            '{0} devices are in this list. At most {1} are collected from at once.',
            names.length,
            mostDevices,
          );
    void window.showWarningMessage(words);
    return;
  }
  const resolved = await resolve(services, connection, names);
  const unknown = resolved.filter(({ machines }) => machines.length === 0).map(({ name }) => plainText(name));
  if (unknown.length === names.length) {
    void window.showWarningMessage(l10n.t('Defender knows none of these devices: {0}', firstOf(unknown)));
    return;
  }
  const machines = await sift(resolved);
  const targets = machines.map((machine): Target => ({
    machineId: machine.id,
    device: plainText(machineName(machine)),
  }));
  const isUnknown = l10n.t('Defender does not know this device.');
  await collectMany(
    services,
    connection,
    targets,
    unknown.map((name) => `${name}\n  ${isUnknown}`),
  );
}

async function namesOf(argument: unknown): Promise<string[]> {
  const given: unknown[] = Array.isArray(argument) ? argument : [argument];
  if (given.length > 0 && given.every((name) => typeof name === 'string')) {
    return parseNames(given.join('\n'));
  }
  const paste = { label: `$(clippy) ${l10n.t('Paste or type names')}` };
  const open = { label: `$(folder-opened) ${l10n.t('Open a text or CSV file…')}` };
  const chosen = await window.showQuickPick([paste, open], { title: title() });
  if (!chosen) {
    throw cancelled();
  }
  return chosen === paste ? askForNames() : readFile();
}

async function askForNames(): Promise<string[]> {
  const text = await window.showInputBox({
    title: title(),
    prompt: l10n.t('Names or IDs of devices, separated by commas, semicolons or white space'),
    ignoreFocusOut: true,
  });
  if (text === undefined) {
    throw cancelled();
  }
  return parseNames(text);
}

async function readFile(): Promise<string[]> {
  const [uri] =
    (await window.showOpenDialog({
      title: title(),
      filters: { [l10n.t('Lists')]: ['csv', 'tsv', 'txt', '*'] },
    })) ?? [];
  if (!uri) {
    throw cancelled();
  }
  return parseDeviceFile(await workspace.fs.readFile(uri), /^\.[ct]sv$/i.test(path.extname(uri.path)));
}

function resolve(
  services: Services,
  connection: Connection,
  names: readonly string[],
): Promise<ResolvedName[]> {
  return withCancellableProgress(l10n.t('Looking for {0} devices', names.length), (signal, progress) =>
    resolveDevices(names, services.clients.for(connection), {
      pace: new RequestPace(services.clock),
      signal,
      onProgress: (done) =>
        progress.report({ message: l10n.t('{0} of {1}', done, names.length), increment: 100 / names.length }),
    }),
  );
}

/** Where it is not certain which devices are meant a person says so. @throws a cancellation */
async function sift(resolved: readonly ResolvedName[]): Promise<Machine[]> {
  if (resolved.every(({ machines }) => machines.length === 1)) {
    return resolved.flatMap(({ machines }) => machines);
  }
  const now = Date.now();
  const section = (label: string, items: DeviceItem[]): DeviceItem[] =>
    items.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...items] : [];
  const items = (isMeant: (count: number) => boolean) =>
    resolved
      .filter(({ machines }) => isMeant(machines.length))
      .flatMap(({ machines }) =>
        machines.map((machine, index) => ({
          ...itemOf(machine, now),
          alwaysShow: false,
          picked: index === 0,
        })),
      );
  const unknown = resolved.filter(({ machines }) => machines.length === 0);
  const chosen = await window.showQuickPick<DeviceItem>(
    [
      ...section(
        l10n.t('several have this name, the one that was seen last is chosen'),
        items((count) => count > 1),
      ),
      ...section(
        l10n.t('unknown to Defender, nothing is collected'),
        unknown.map(({ name }) => ({ label: plainText(name) })),
      ),
      ...section(
        l10n.t('found'),
        items((count) => count === 1),
      ),
    ],
    {
      title: title(),
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  const machines = chosen?.flatMap(({ machine }) => machine ?? []) ?? [];
  if (machines.length === 0) {
    throw cancelled();
  }
  return machines;
}
