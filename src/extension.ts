import { join } from 'node:path';
import { Uri, version as vscodeVersion, window, workspace, type ExtensionContext } from 'vscode';
import { ConnectionStore } from './auth/connectionStore.ts';
import { Sessions } from './auth/sessions.ts';
import { SignedInClients } from './auth/signedInClients.ts';
import { SettingsError } from './auth/settingsError.ts';
import { SignInError } from './auth/signInError.ts';
import { downloadFolderOf } from './commands/destination.ts';
import { logError } from './commands/errorReport.ts';
import { DownloadQueue } from './commands/downloadQueue.ts';
import { offerUnfinished } from './commands/offerUnfinished.ts';
import { PackageWindows } from './commands/packageWindows.ts';
import { PackageQueue } from './collection/packageQueue.ts';
import { WatchList } from './collection/watchList.ts';
import { WatchedCollections } from './commands/watchedCollections.ts';
import { SettingsReport } from './commands/settingsReport.ts';
import { registerCommands } from './commands/register.ts';
import type { Services } from './commands/services.ts';
import { systemClock } from './defender/clock.ts';
import type { Fetch } from './defender/http.ts';
import type { Logger } from './defender/logger.ts';
import { redactingLogger } from './defender/redaction.ts';
import { nodeFiles } from './evidence/disk/files.ts';
import { QuotaLedger } from './evidence/quota/quotaLedger.ts';
import { UnfinishedDownloads } from './evidence/download/unfinishedDownloads.ts';
import { actionScheme, ActionDocuments } from './views/actionDocument.ts';
import { ActionLists } from './views/actionLists.ts';
import { ActionsTree } from './views/actionsTree.ts';
import { readCase } from './views/caseNote.ts';
import { DetailsDocuments } from './views/detailsDocuments.ts';
import { readGrouping } from './views/groups.ts';
import { filterOf, isFiltering, readFilter, toListQuery } from './views/listFilter.ts';
import { inWorkspaceMark } from './views/inWorkspaceMark.ts';
import { ListLoader } from './views/listLoader.ts';
import { PackageStates } from './views/packageStates.ts';
import { StatusBar } from './views/statusBar.ts';
import { WorkspacePackages } from './views/workspacePackages.ts';
import { WorkspaceValue } from './views/workspaceValue.ts';

/** Builds the services and wires them. No I/O happens before somebody looks at the view or runs a command. */
export function activate(context: ExtensionContext): void {
  const channel = window.createOutputChannel('Defender Machine Actions', { log: true });
  context.subscriptions.push(channel);
  const { id, packageJSON } = context.extension as { id: string; packageJSON: { version: string } };
  const shared = { fetch, clock: systemClock, logger: redactingLogger(channel) };
  const { logger } = shared;

  const connections = new ConnectionStore(context.workspaceState);
  const sessions = new Sessions({
    ...shared,
    secrets: context.secrets,
    loadMsal: () => import('./auth/msal.ts'),
  });
  const quotaFolder = join(context.globalStorageUri.fsPath, 'link-quota');
  const clients = new SignedInClients(sessions, {
    ...shared,
    userAgent: `${id}/${packageJSON.version}`,
    linkPace: (key) => new QuotaLedger({ ...shared, files: nodeFiles, folder: quotaFolder, key }),
  });
  const filter = new WorkspaceValue(context.workspaceState, 'filter', readFilter);
  const grouping = new WorkspaceValue(context.workspaceState, 'grouping', readGrouping);
  const caseNote = new WorkspaceValue(context.workspaceState, 'case', readCase);
  const packages = new WorkspacePackages(downloadFolderOf);
  const onListError = (error: unknown) => logListError(logger, error);
  const lists = new ActionLists({
    connections,
    showsAll,
    client: (connection) => clients.for(connection),
    query: (connection) => toListQuery(filterOf(filter.value, connection), recentDays(), Date.now()),
    isFiltered: (connection) => isFiltering(filterOf(filter.value, connection)),
    load: (list, sight) => new ListLoader(list, sight, refreshIntervalSeconds, onListError),
  });
  const tree = new ActionsTree({ lists, filter, grouping, caseNote, packages, recentDays });
  const documents = new ActionDocuments(lists, packages);
  const states = new PackageStates(context.workspaceState);
  const unfinished = new UnfinishedDownloads({
    ...shared,
    files: nodeFiles,
    folder: join(context.globalStorageUri.fsPath, 'downloads'),
  });
  const statusBar = new StatusBar();
  const showConnection = () => statusBar.setConnection(connections.active()?.name, caseNote.value);
  showConnection();
  const settingsReport = new SettingsReport(connections, logger);
  settingsReport.tell();

  const watches = new WatchList({
    ...shared,
    files: nodeFiles,
    folder: join(context.globalStorageUri.fsPath, 'watches'),
  });
  const watched = new WatchedCollections(() => services, watches, { ...shared, files: nodeFiles });
  const queued = new PackageQueue({
    ...shared,
    files: nodeFiles,
    folder: join(context.globalStorageUri.fsPath, 'queue'),
  });
  const queue = new DownloadQueue(() => services, queued);
  const details = new DetailsDocuments();
  const packageWindows = new PackageWindows(() => services, Uri.joinPath(context.extensionUri, 'dist'));

  const services: Services = {
    ...shared,
    connections,
    sessions,
    clients,
    lists,
    filter,
    grouping,
    caseNote,
    packages,
    documents,
    statusBar,
    channel,
    files: nodeFiles,
    unfinished,
    states,
    watched,
    queue,
    details,
    packageWindows,
    workspaceState: context.workspaceState,
    tool: { extension: id, version: packageJSON.version, vscode: vscodeVersion },
  };
  const ending = new AbortController();
  const goOn = () => {
    void watched.start();
    void queue.start(ending.signal);
  };
  const start = setImmediate(() => {
    void offerUnfinished(services, ending.signal);
    packageWindows.start();
    // What a watch ends with is written into the workspace.
    if (workspace.isTrusted) {
      goOn();
    }
  });

  context.subscriptions.push(
    {
      dispose: () => {
        clearImmediate(start);
        ending.abort();
      },
    },
    connections,
    sessions,
    filter,
    grouping,
    caseNote,
    packages,
    lists,
    tree,
    documents,
    statusBar,
    states,
    watched,
    queue,
    details,
    packageWindows,
    workspace.onDidGrantWorkspaceTrust(goOn),
    window.registerFileDecorationProvider(states),
    window.registerFileDecorationProvider(inWorkspaceMark),
    workspace.registerTextDocumentContentProvider(actionScheme, documents),
    sessions.onDidChange((isConcerned) => lists.restart(isConcerned)),
    filter.onDidChange(() => lists.restart()),
    caseNote.onDidChange(showConnection),
    lists.onDidChange(() => void packages.look()),
    connections.onDidChange(() => {
      showConnection();
      settingsReport.tell();
      lists.sync();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('defenderMachineActions.recentDays')) {
        lists.restart();
      }
      if (event.affectsConfiguration('defenderMachineActions.showAllConnections')) {
        lists.sync();
      }
    }),
    ...registerCommands(services),
  );
}

const fetch: Fetch = async (url, request) => {
  const { nodeFetch } = await import('./nodeFetch.ts');
  return nodeFetch(url, request);
};

/** The view says what is wrong, and of the settings a message does. */
function logListError(logger: Logger, error: unknown): void {
  if (!SignInError.is(error, 'signInRequired') && !(error instanceof SettingsError)) {
    logError(logger, 'list', error);
  }
}

const showsAll = () =>
  workspace.getConfiguration('defenderMachineActions').get<unknown>('showAllConnections') === true;
const recentDays = () => setting('recentDays', 30);
const refreshIntervalSeconds = () => setting('refreshIntervalSeconds', 30);

function setting(name: string, fallback: number): number {
  const value = workspace.getConfiguration('defenderMachineActions').get<unknown>(name);
  return typeof value === 'number' && value >= 0 ? value : fallback;
}
