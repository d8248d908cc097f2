import { l10n, window, type QuickPickItem } from 'vscode';
import { parseConnection, type Connection, type ConnectionSetting } from '../auth/connection.ts';
import { SignInError } from '../auth/signInError.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { plainText } from '../views/words/visibleText.ts';
import { confirm } from './confirm.ts';
import { connectionSteps } from './connectionSteps.ts';
import { reportError } from './errorReport.ts';
import { withCancellableProgress } from '../views/progress.ts';
import type { Services } from './services.ts';
import { signInDialog } from './signInDialog.ts';
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
  const { connections, sessions } = services;
  const before = name === undefined ? undefined : connections.settingOf(name);
  const draft: Partial<ConnectionSetting> = { ...before };
  const taken = new Set(knownNames(services).filter((other) => other !== name));
  const title = before ? l10n.t('Edit Connection') : l10n.t('Add Connection');
  await askInSteps(title, () => connectionSteps(draft, (candidate) => taken.has(candidate)));
  const setting = withoutLeftovers(draft, before);
  const connection = parseConnection(setting, 0);
  const replaced = connections.read().usable.find((one) => one.name === name);
  await connections.save(setting, name);
  if (replaced) {
    await sessions.signOutUnused(replaced, connections.read().usable);
  }
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
  if (setting.cloud === 'custom') {
    return setting;
  }
  // Hosts that were set by hand, a geographic one for instance, belong to the cloud that they were set for.
  const others = { ...setting };
  delete others.apiHost;
  delete others.authority;
  delete others.scope;
  const isSameCloud = before !== undefined && (before.cloud ?? 'commercial') === setting.cloud;
  return isSameCloud ? { ...others, ...hostsOf(before) } : others;
}

function hostsOf({ apiHost, authority, scope }: ConnectionSetting): Partial<ConnectionSetting> {
  return {
    ...(apiHost !== undefined && { apiHost }),
    ...(authority !== undefined && { authority }),
    ...(scope !== undefined && { scope }),
  };
}

function usable({ connections }: Services, name: string): Connection {
  return parseConnection(connections.settingOf(name), 0);
}

/**
 * Asks for one machine action, after signing in if need be: what comes after will work the same way.
 * @param anew signs in although somebody is signed in
 */
async function test(services: Services, connection: Connection, anew = false): Promise<void> {
  const { sessions, clients, logger } = services;
  const name = plainText(connection.name);
  try {
    const tested = await withCancellableProgress(l10n.t('Testing "{0}"', name), async (signal, progress) => {
      const signIn = () => sessions.signIn(connection, signInDialog(name, progress), signal);
      const list = () => clients.for(connection).listMachineActions({ top: 1 }, { signal });
      if (anew) {
        await signIn();
      }
      const page = await list().catch(async (error: unknown) => {
        if (!(error instanceof SignInError)) {
          throw error;
        }
        await signIn();
        return list();
      });
      return { page, account: await sessions.for(connection).account() };
    });
    const works = l10n.t('Connection "{0}" works: signed in as {1}.', name, plainText(tested.account.name));
    const isEmpty = tested.page.actions.length === 0;
    void window.showInformationMessage(
      isEmpty ? `${works} ${l10n.t('The tenant has no machine action yet.')}` : works,
    );
  } catch (error) {
    void reportError(logger, 'addConnection', error, {
      retry: () => test(services, connection),
      signIn: () => test(services, connection, true),
    });
  }
}

async function remove({ connections, sessions }: Services, name: string): Promise<void> {
  await confirm(
    l10n.t('Remove the connection "{0}"?', plainText(name)),
    l10n.t('Its sign-in and its stored secret are removed too. Packages stay.'),
    l10n.t('Remove'),
  );
  const connection = connections.read().usable.find((one) => one.name === name);
  await connections.remove(name);
  if (connection) {
    await sessions.signOutUnused(connection, connections.read().usable);
  }
  void window.showInformationMessage(l10n.t('Connection "{0}" removed.', plainText(name)));
}
