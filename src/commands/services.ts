import type { LogOutputChannel, Memento } from 'vscode';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { SignedInClients } from '../auth/signedInClients.ts';
import type { Clock } from '../defender/clock.ts';
import type { Fetch } from '../defender/http.ts';
import type { Logger } from '../defender/logger.ts';
import type { AcquisitionTool } from '../evidence/acquisitionRecord.ts';
import type { UnfinishedDownloads } from '../evidence/download/unfinishedDownloads.ts';
import type { Files } from '../evidence/disk/files.ts';
import type { ActionDocuments } from '../views/actionDocument.ts';
import type { ActionLists } from '../views/actionLists.ts';
import type { DetailsDocuments } from '../views/detailsDocuments.ts';
import type { PackageStates } from '../views/packageStates.ts';
import type { StatusBar } from '../views/statusBar.ts';
import type { Grouping } from '../views/groups.ts';
import type { ListFilter } from '../views/listFilter.ts';
import type { WorkspacePackages } from '../views/workspacePackages.ts';
import type { WorkspaceValue } from '../views/workspaceValue.ts';
import type { DownloadQueue } from './downloadQueue.ts';
import type { PackageWindows } from './packageWindows.ts';
import type { WatchedCollections } from './watchedCollections.ts';

/** What the commands work with. */
export interface Services {
  connections: ConnectionStore;
  sessions: Sessions;
  clients: SignedInClients;
  lists: ActionLists;
  filter: WorkspaceValue<ListFilter>;
  grouping: WorkspaceValue<Grouping>;
  /** Case number or note of the workspace; empty where there is none. */
  caseNote: WorkspaceValue<string>;
  packages: WorkspacePackages;
  documents: ActionDocuments;
  statusBar: StatusBar;
  channel: LogOutputChannel;
  logger: Logger;
  fetch: Fetch;
  files: Files;
  unfinished: UnfinishedDownloads;
  states: PackageStates;
  clock: Clock;
  tool: AcquisitionTool;
  watched: WatchedCollections;
  queue: DownloadQueue;
  details: DetailsDocuments;
  packageWindows: PackageWindows;
  workspaceState: Memento;
}
