import { l10n, RelativePattern, Uri, window, workspace, type Disposable } from 'vscode';
import { Watcher, type WatchEnd } from '../collection/watcher.ts';
import type { WatchList, Watch } from '../collection/watchList.ts';
import type { Connection } from '../auth/connection.ts';
import { isFinished, type MachineAction } from '../defender/machineAction.ts';
import { isCancellation } from '../defender/reasonedError.ts';
import { whyNoPackage } from '../evidence/collectionState.ts';
import { errorWords } from '../views/words/errorWords.ts';
import { chooseDestination, downloadFolderOf, type Destination } from './destination.ts';
import { reportError } from './errorReport.ts';
import { firstOf } from './bulkSummary.ts';
import { keptConnection } from './keptConnection.ts';
import { fulfil } from './packageWish.ts';
import type { Services } from './services.ts';
import { showAction } from './showAction.ts';

/** What ends within so long of each other, as one answer of the service tells, is told of in one message. */
const togetherMs = 1000;

type PlacedWatch = Watch & Destination;

/**
 * The collections that somebody asked to be told of, in whichever window: they are watched to their end, and then told
 * of once, or downloaded by themselves where the setting says so.
 */
export class WatchedCollections implements Disposable {
  readonly #services: () => Services;
  readonly #list: WatchList;
  readonly #watcher: Watcher;
  readonly #subscriptions: Disposable[] = [];
  /** Those that have just become ready, and are told of together. */
  #ready: Watch[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param services given when they are all there */
  constructor(
    services: () => Services,
    list: WatchList,
    common: Pick<Services, 'files' | 'clock' | 'logger'>,
  ) {
    this.#services = services;
    this.#list = list;
    this.#watcher = new Watcher({
      ...common,
      list,
      client: (watch) => services().clients.for(keptConnection(services().connections, watch)),
      onWatching: (watches) => services().statusBar.setWatched(watches.map(({ device }) => device)),
      onEnd: (end) => void this.#tell(end),
    });
  }

  /** Goes on with what was watched before, here or in a window that has closed. Never throws. */
  async start(): Promise<void> {
    const pattern = new RelativePattern(Uri.file(this.#list.folder), 'watches.json');
    const changes = workspace.createFileSystemWatcher(pattern);
    const look = () => void this.#watcher.look();
    this.#subscriptions.push(changes, changes.onDidChange(look), changes.onDidCreate(look));
    await this.#watcher.look();
  }

  /** Watches an action from now on, and says so; one that has ended by now is told of at once. */
  async follow(connection: Connection, action: MachineAction, device: string): Promise<void> {
    await this.watch(connection, action, device);
    if (!isFinished(action)) {
      void window.showInformationMessage(
        l10n.t(
          'The collection on {0} is watched, over reloads too: you will be told when its package is ready.',
          device,
        ),
      );
    }
  }

  /** The same without a message of its own. */
  async watch(connection: Connection, action: MachineAction, device: string): Promise<void> {
    const { name, tenantId, clientId } = connection;
    const watch: Watch = {
      actionId: action.id,
      device,
      connection: name,
      tenantId,
      clientId,
      sinceMs: this.#services().clock.now(),
      ...knownDestination(),
    };
    if (isFinished(action)) {
      void this.#tell({ watch, action });
      return;
    }
    await this.#list.add(watch);
    await this.#watcher.look();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher.dispose();
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  async #tell({ watch, action }: WatchEnd): Promise<void> {
    const services = this.#services();
    const { connection, actionId } = watch;
    services.logger.info(`Collection ${actionId} has ended: ${action?.status ?? 'unknown to the service'}`);
    void services.lists.renew({ name: connection });
    try {
      if (action?.status === 'Succeeded') {
        this.#ready.push(watch);
        this.#timer ??= setTimeout(() => void this.#offerPackages(), togetherMs);
      } else {
        await this.#tellFailure(watch, action);
      }
    } catch (error) {
      if (!isCancellation(error)) {
        await reportError(services.logger, 'watch', error);
      }
    }
  }

  async #offerPackages(): Promise<void> {
    const services = this.#services();
    const ready = this.#ready;
    this.#ready = [];
    this.#timer = undefined;
    const isAutomatic = workspace
      .getConfiguration('defenderMachineActions')
      .get<boolean>('downloadWhenReady');
    const asked = ready.filter((watch) => !isAutomatic || !hasPlace(watch));
    try {
      await download(services, isAutomatic ? ready.filter(hasPlace) : []);
      const [first] = asked;
      if (!first) {
        return;
      }
      const names = asked.map(({ device }) => device);
      const words =
        names.length === 1
          ? l10n.t('The investigation package of {0} is ready.', first.device)
          : l10n.t('{0} investigation packages are ready: {1}.', names.length, firstOf(names));
      const downloadIt = l10n.t('Download');
      if ((await window.showInformationMessage(words, downloadIt)) === downloadIt) {
        const place = asked.every(hasPlace) ? {} : await chooseDestination();
        await download(
          services,
          asked.map((watch) => (hasPlace(watch) ? watch : { ...watch, ...place })).filter(hasPlace),
        );
      }
    } catch (error) {
      await reportError(services.logger, 'watch', error);
    }
  }

  async #tellFailure({ device, ...watch }: Watch, action: MachineAction | undefined): Promise<void> {
    const services = this.#services();
    const refusal = action && whyNoPackage(action, services.clock.now());
    if (!action || !refusal) {
      void window.showWarningMessage(
        l10n.t('Defender does not know the collection on {0} any more. It can be started anew.', device),
      );
      return;
    }
    const { what, cure } = errorWords(refusal);
    const show = l10n.t('Show Machine Action');
    if ((await window.showWarningMessage(`${device}: ${what} ${cure}`, show)) === show) {
      await showAction(services, {
        kind: 'action',
        connection: keptConnection(services.connections, watch),
        action,
      });
    }
  }
}

function hasPlace(watch: Watch): watch is PlacedWatch {
  return watch.root !== undefined && watch.folder !== undefined;
}

/** One by itself is shown as such; several, or one beside others, go through the queue. */
async function download(services: Services, watches: readonly PlacedWatch[]): Promise<void> {
  const [first] = watches;
  if (first && watches.length === 1 && !services.queue.isBusy) {
    const { actionId, device, root, folder } = first;
    const connection = keptConnection(services.connections, first);
    await fulfil(services, { connection, actionId, device, destination: { root, folder } });
  } else if (first) {
    await services.queue.add(watches);
  }
}

/** Where a package would go without a question. */
function knownDestination(): Destination | undefined {
  const { workspaceFolders = [] } = workspace;
  const [only, ...others] = workspaceFolders.filter(({ uri }) => uri.scheme === 'file');
  return only && others.length === 0
    ? { root: only.uri.fsPath, folder: downloadFolderOf(only.uri) }
    : undefined;
}
