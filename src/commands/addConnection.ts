import { l10n, window, type QuickPickItem } from 'vscode';
import { parseConnection, type Connection, type ConnectionSetting } from '../auth/connection.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { plainText } from '../views/words/visibleText.ts';
import { connectionSteps } from './connectionSteps.ts';
import type { Services } from './services.ts';
import { signInTo } from './signIn.ts';
import { askInSteps } from './steps.ts';

/** Adds a connection, or edits, tests or removes one that is there. */
export async function addConnection(services: Services): Promise<void> {
  const known = knownNames(services);
  const chosen = known.length > 0 ? await chooseConnection(known) : undefined;
  if (chosen === undefined) {
    await edit(services, undefined);
    return;
  }
  const names: Record<Task, string> = {
    edit: l10n.t('Edit'),
    test: l10n.t('Test'),
    remove: l10n.t('Remove'),
  };
  const items = (Object.keys(names) as Task[]).map((task) => ({ label: names[task], task }));
  const picked = await window.showQuickPick(items, { title: plainText(chosen) });
  await tasks[(picked ?? giveUp()).task](services, chosen);
}

type Task = 'edit' | 'test' | 'remove';

const tasks: Record<Task, (services: Services, name: string) => Promise<void>> = {
  edit,
  test: (services, name) => test(services, usable(services, name)),
  remove,
};

function knownNames({ connections }: Services): string[] {
  const { usable: good, problems } = connections.read();
  const broken = problems
    .map(({ data }) => data.connection ?? '')
    .filter((name) => connections.settingOf(name));
  return [...new Set([...good.map(({ name }) => name), ...broken])];
}

/** @returns the name of a connection, or undefined for a new one */
async function chooseConnection(names: string[]): Promise<string | undefined> {
  const items: (QuickPickItem & { name?: string })[] = [
    { label: `$(add) ${l10n.t('New Connection')}` },
    ...names.map((name) => ({ label: plainText(name), description: l10n.t('edit, test or remove'), name })),
  ];
  const title = l10n.t('Add Connection');
  return ((await window.showQuickPick(items, { title })) ?? giveUp()).name;
}

function giveUp(): never {
  throw cancelled();
}

async function edit(services: Services, name: string | undefined): Promise<void> {
  const { connections } = services;
  const before = name === undefined ? undefined : connections.settingOf(name);
  const draft: Partial<ConnectionSetting> = { ...before };
  const taken = new Set(knownNames(services).filter((other) => other !== name));
  const title = before ? l10n.t('Edit Connection') : l10n.t('Add Connection');
  await askInSteps(title, () => connectionSteps(draft, (candidate) => taken.has(candidate)));
  const setting = withoutLeftovers(draft, before);
  const connection = parseConnection(setting, 0);
  await connections.save(setting, name);
  await test(services, connection);
}

/** Answers to questions that a later answer made void do not stay behind. */
function withoutLeftovers(
  draft: Partial<ConnectionSetting>,
  before: ConnectionSetting | undefined,
): ConnectionSetting {
  const setting = { ...draft } as ConnectionSetting;
  if (setting.signIn !== 'certificate') {
    delete setting.certificatePath;
  }
  // A geographic host that was set by hand belongs to the cloud that it was set for.
  if (setting.cloud !== 'custom' && setting.cloud !== (before?.cloud ?? 'commercial')) {
    delete setting.apiHost;
    delete setting.authority;
    delete setting.scope;
  }
  return setting;
}

function usable({ connections }: Services, name: string): Connection {
  return parseConnection(connections.settingOf(name), 0);
}

/** Signs in and asks for one machine action: what comes after will work the same way. */
async function test(services: Services, connection: Connection): Promise<void> {
  const account = await signInTo(services, connection);
  const { actions } = await services.clients.for(connection).listMachineActions({ top: 1 });
  const found = actions.length > 0 ? '' : ` ${l10n.t('The tenant has no machine action yet.')}`;
  void window.showInformationMessage(
    plainText(l10n.t('Connection "{0}" works: signed in as {1}.', connection.name, account.name) + found),
  );
}

async function remove({ connections, sessions }: Services, name: string): Promise<void> {
  const confirm = l10n.t('Remove');
  const chosen = await window.showWarningMessage(
    l10n.t('Remove the connection "{0}"?', plainText(name)),
    { modal: true, detail: l10n.t('Its sign-in and its stored secret are removed too. Packages stay.') },
    confirm,
  );
  if (chosen !== confirm) {
    throw cancelled();
  }
  const connection = connections.read().usable.find((one) => one.name === name);
  await connections.remove(name);
  if (connection) {
    await sessions.signOut(connection);
  }
  void window.showInformationMessage(l10n.t('Connection "{0}" removed.', plainText(name)));
}
