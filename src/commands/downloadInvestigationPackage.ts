import { userInfo } from 'node:os';
import * as path from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { hasPackage, type MachineAction } from '../defender/machineAction.ts';
import { acquirePackage, type Acquired } from '../evidence/acquisition.ts';
import { DownloadProgress } from '../views/downloadProgress.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { size } from '../views/words/sizeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction } from './chosenAction.ts';
import { chooseDestination, type Destination } from './destination.ts';
import { reportError } from './errorReport.ts';
import { withCancellableProgress } from './progress.ts';
import { reveal, revealCommand } from './reveal.ts';
import type { Services } from './services.ts';
import { signInTo } from './signIn.ts';

/** A package that somebody asked for: asked for again it is the same, whatever is active by then. */
interface Wish {
  connection: Connection;
  action: MachineAction;
  destination: Destination;
}

export async function downloadInvestigationPackage(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Download Investigation Package');
  const connection = services.connections.requireActive();
  const action = await chosenAction(services, argument, title, hasPackage);
  await fulfil(services, { connection, action, destination: await chooseDestination() });
}

async function fulfil(services: Services, wish: Wish): Promise<void> {
  let acquired: Acquired;
  try {
    acquired = await download(services, wish);
  } catch (error) {
    const again = () => fulfil(services, wish);
    void reportError(services.logger, 'downloadInvestigationPackage', error, {
      retry: again,
      signIn: () => signInTo(services, wish.connection).then(again),
    });
    return;
  }
  const words = completionWords(acquired, plainText(deviceWords(wish.action)));
  const { packagePath, recordPath } = acquired;
  services.statusBar.announce(words.short, packagePath, revealCommand(packagePath, recordPath));
  void offerNextSteps(services, words.long, acquired);
}

function download(services: Services, { connection, action, destination }: Wish): Promise<Acquired> {
  const device = plainText(deviceWords(action));
  return withCancellableProgress(l10n.t('Package of {0}', device), async (signal, notification) => {
    const progress = new DownloadProgress(notification, services.statusBar.startDownload(device));
    try {
      const account = await services.sessions.for(connection).account();
      const { name, cloud, tenantId, clientId, apiHost } = connection;
      return await acquirePackage(
        {
          actionId: action.id,
          ...destination,
          connection: { name, cloud, tenantId, clientId, apiHost },
          acquiredBy: { account: account.name, osUser: osUser() },
          acquiredWith: services.tool,
        },
        { ...services, client: services.clients.for(connection) },
        { signal, onProgress: (step) => progress.report(step) },
      );
    } finally {
      progress.dispose();
    }
  });
}

/** In a container a user may have a number and no name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? process.env['USERNAME'] ?? `uid ${process.getuid?.() ?? '?'}`;
  }
}

function completionWords(
  { packagePath, bytes, sha256, wasThere }: Acquired,
  device: string,
): { short: string; long: string } {
  const name = path.basename(packagePath);
  return wasThere
    ? {
        short: l10n.t('Package of {0} is there and intact', device),
        long: l10n.t(
          '{0} is there already, and intact: its SHA-256 is still the recorded one, {1}.',
          name,
          sha256,
        ),
      }
    : {
        short: l10n.t('Package of {0} downloaded', device),
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
