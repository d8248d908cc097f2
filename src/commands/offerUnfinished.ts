import * as path from 'node:path';
import { l10n, window, workspace } from 'vscode';
import { packageKey } from '../collection/packageQueue.ts';
import { discardCutOff } from '../evidence/download/packageDownload.ts';
import { cutOffDownloads, type CutOffDownload } from '../evidence/download/cutOffDownloads.ts';
import type { UnfinishedDownload } from '../evidence/download/unfinishedDownloads.ts';
import { size } from '../views/words/sizeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { workspaceRoots } from './destination.ts';
import { reportError } from './errorReport.ts';
import { fulfil } from './packageWish.ts';
import type { Services } from './services.ts';

/** The extension host of a window that was reloaded may still be about to end: when it is looked for again. */
const looksAfterMs = [1000, 2000, 4000, 8000];

/**
 * Offers to go on with the downloads into this workspace that a reload, a crash or a failure has cut off.
 * @param signal ends the wait for those that somebody still seems to be busy with
 */
export async function offerUnfinished(services: Services, signal: AbortSignal): Promise<void> {
  try {
    const roots = workspaceRoots();
    if (!workspace.isTrusted || roots.length === 0) {
      return;
    }
    // Those that are queued are gone on with, without a question and perhaps just now.
    const queued = new Set((await services.queue.read()).map(packageKey));
    const isQueued = (download: UnfinishedDownload) => queued.has(packageKey(download));
    let cutOff = await cutOffDownloads(roots, services, isQueued);
    for (const ms of looksAfterMs) {
      if (!cutOff.areSomeHeld) {
        break;
      }
      await services.clock.sleep(ms, signal);
      cutOff = await cutOffDownloads(roots, services, isQueued);
    }
    await offer(services, cutOff.found);
  } catch (error) {
    await reportError(services.logger, 'unfinished downloads', error);
  }
}

async function offer(services: Services, cutOff: CutOffDownload[]): Promise<void> {
  const [first] = cutOff;
  if (!first) {
    return;
  }
  const resume = l10n.t('Resume');
  const discard = l10n.t('Discard');
  const words =
    cutOff.length === 1
      ? first.commandIndex === undefined
        ? l10n.t('The download of the package of {0} was cut off: {1}.', nameOf(first), share(first))
        : l10n.t('The download of {0} was cut off: {1}.', path.basename(first.packagePath), share(first))
      : l10n.t(
          '{0} downloads of packages were cut off: {1}.',
          cutOff.length,
          cutOff.map((one) => `${nameOf(one)} (${share(one)})`).join(', '),
        );
  const chosen = await window.showInformationMessage(words, resume, discard);
  if (chosen === resume) {
    await Promise.all(cutOff.map((download) => goOn(services, download)));
  } else if (chosen === discard) {
    await Promise.all(cutOff.map(({ packagePath }) => discardCutOff(packagePath, services)));
  }
}

function share({ bytes, totalBytes }: CutOffDownload): string {
  return totalBytes === undefined
    ? l10n.t('{0} are there', size(bytes))
    : l10n.t('{0} of {1} are there', size(bytes), size(totalBytes));
}

function nameOf({ device, packagePath }: CutOffDownload): string {
  return plainText(device || path.basename(packagePath));
}

async function goOn(services: Services, download: CutOffDownload): Promise<void> {
  const { actionId, root, folder, commandIndex: index, packagePath } = download;
  await fulfil(services, {
    connection: services.connections.require(download.connection),
    actionId,
    device: nameOf(download),
    destination: { root, folder },
    ...(index !== undefined && { result: { index, name: path.basename(packagePath) } }),
  });
}
