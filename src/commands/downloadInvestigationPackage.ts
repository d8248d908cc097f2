import { userInfo } from 'node:os';
import * as path from 'node:path';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { hasPackage, type MachineAction } from '../defender/machineAction.ts';
import { acquirePackage, type Acquired } from '../evidence/acquisition.ts';
import { DownloadProgress } from '../views/downloadProgress.ts';
import { deviceWords } from '../views/words/actionWords.ts';
import { size } from '../views/words/sizeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { chosenAction } from './chosenAction.ts';
import { chooseDestination, type Destination } from './destination.ts';
import { withCancellableProgress } from './progress.ts';
import type { Services } from './services.ts';

export async function downloadInvestigationPackage(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Download Investigation Package');
  const connection = services.connections.requireActive();
  const action = await chosenAction(services, argument, title, hasPackage);
  const destination = await chooseDestination();
  const acquired = await download(services, connection, action, destination);
  const words = completionWords(acquired, plainText(deviceWords(action)));
  services.statusBar.announce(words.short, acquired.packagePath);
  void offerNextSteps(words.long, acquired);
}

function download(
  services: Services,
  connection: Connection,
  action: MachineAction,
  { root, folder }: Destination,
): Promise<Acquired> {
  const device = plainText(deviceWords(action));
  return withCancellableProgress(l10n.t('Package of {0}', device), async (signal, notification) => {
    const progress = new DownloadProgress(notification, services.statusBar.startDownload(device));
    try {
      const account = await services.sessions.for(connection).account();
      const { name, cloud, tenantId, clientId, apiHost } = connection;
      return await acquirePackage(
        {
          actionId: action.id,
          root,
          folder,
          connection: { name, cloud, tenantId, clientId, apiHost },
          acquiredBy: { account: account.name, osUser: userInfo().username },
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

async function offerNextSteps(message: string, { packagePath, recordPath }: Acquired): Promise<void> {
  const reveal = l10n.t('Reveal');
  const openRecord = l10n.t('Open Record');
  const chosen = await window.showInformationMessage(message, reveal, openRecord);
  if (chosen === openRecord) {
    await window.showTextDocument(Uri.file(recordPath));
  } else if (chosen === reveal) {
    const uri = Uri.file(packagePath);
    const isInWorkspace = workspace.getWorkspaceFolder(uri) !== undefined;
    await commands.executeCommand(isInWorkspace ? 'revealInExplorer' : 'revealFileInOS', uri);
  }
}
