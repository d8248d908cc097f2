import * as path from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { acquirePackage } from '../evidence/acquisition.ts';
import type { Acquired, AcquisitionOptions } from '../evidence/acquisitionTypes.ts';
import { DownloadProgress } from '../views/downloadProgress.ts';
import { size } from '../views/words/sizeWords.ts';
import { actorOf } from './actor.ts';
import type { Destination } from './destination.ts';
import { reportError } from './errorReport.ts';
import { withCancellableProgress } from '../views/progress.ts';
import { reveal, revealCommand } from './reveal.ts';
import type { Services } from './services.ts';
import { signInTo } from './signIn.ts';

/** A package, or a live response result, that somebody asked for: asked for again it is the same, whatever is active by then. */
export interface PackageWish {
  connection: Connection;
  actionId: string;
  /** In words, which may be shown as they are. */
  device: string;
  destination: Destination;
  /** Of a live response command, whose result is meant and no package. */
  result?: { index: number; name: string };
}

/** Downloads a package with progress in sight, and tells how it ended. Never throws. */
export async function fulfil(services: Services, wish: PackageWish): Promise<void> {
  let acquired: Acquired;
  let keptBytes = 0;
  try {
    acquired = await download(services, wish, (bytes) => (keptBytes = bytes));
  } catch (error) {
    const again = () => fulfil(services, wish);
    const hint =
      keptBytes > 0 ? l10n.t('{0} are kept, and the next attempt goes on there.', size(keptBytes)) : '';
    const remedies = {
      retry: again,
      notifyWhenReady: () => follow(services, wish),
      signIn: () => signInTo(services, wish.connection).then(again),
    };
    void reportError(services.logger, 'downloadInvestigationPackage', error, remedies, hint);
    return;
  }
  const words = completionWords(acquired, wish);
  const { packagePath, recordPath } = acquired;
  services.statusBar.announce(words.short, packagePath, revealCommand(packagePath, recordPath));
  void offerNextSteps(services, words.long, acquired);
}

/** Watches the collection that the package will come from. */
async function follow(services: Services, { connection, actionId, device }: PackageWish): Promise<void> {
  const action = await services.clients.for(connection).getMachineAction(actionId);
  await services.watched.follow(connection, action, device);
}

/** Brings a package to disk in the name of its connection. @throws as `acquirePackage` does */
export async function acquire(
  services: Services,
  { connection, actionId, destination, result }: PackageWish,
  options: AcquisitionOptions,
): Promise<Acquired> {
  const account = await services.sessions.for(connection).account();
  const { name, cloud, tenantId, clientId, apiHost } = connection;
  const acquired = await acquirePackage(
    {
      actionId,
      commandIndex: result?.index,
      ...destination,
      connection: { name, cloud, tenantId, clientId, apiHost },
      ...actorOf(services, account.name),
    },
    { ...services, client: services.clients.for(connection) },
    options,
  );
  void services.states.note(acquired.packagePath, 'intact', services.clock.now());
  return acquired;
}

function download(services: Services, wish: PackageWish, onKept: (bytes: number) => void): Promise<Acquired> {
  const { device, result } = wish;
  const title = result ? l10n.t('{0} of {1}', result.name, device) : l10n.t('Package of {0}', device);
  return withCancellableProgress(title, async (signal, notification) => {
    const progress = new DownloadProgress(notification, services.statusBar.startDownload(device));
    try {
      return await acquire(services, wish, { signal, onProgress: (step) => progress.report(step), onKept });
    } finally {
      progress.dispose();
    }
  });
}

function completionWords(
  { packagePath, bytes, sha256, wasThere }: Acquired,
  { device, result }: PackageWish,
): { short: string; long: string } {
  const name = path.basename(packagePath);
  return wasThere
    ? {
        short: result
          ? l10n.t('{0} of {1} is there and intact', result.name, device)
          : l10n.t('Package of {0} is there and intact', device),
        long: l10n.t(
          '{0} is there already, and intact: its SHA-256 is still the recorded one, {1}.',
          name,
          sha256,
        ),
      }
    : {
        short: result
          ? l10n.t('{0} of {1} downloaded', result.name, device)
          : l10n.t('Package of {0} downloaded', device),
        long: l10n.t('{0} downloaded: {1}, SHA-256 {2}.', name, size(bytes), sha256),
      };
}

async function offerNextSteps(
  { logger }: Services,
  message: string,
  { packagePath, recordPath }: Acquired,
): Promise<void> {
  const revealIt = l10n.t('Reveal');
  const openRecord = l10n.t('Open Record');
  const chosen = await window.showInformationMessage(message, revealIt, openRecord);
  try {
    if (chosen === openRecord) {
      await window.showTextDocument(Uri.file(recordPath));
    } else if (chosen === revealIt) {
      await reveal(packagePath, recordPath);
    }
  } catch (error) {
    await reportError(logger, 'downloadInvestigationPackage', error);
  }
}
