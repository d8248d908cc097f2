import { commands, l10n, Uri, window } from 'vscode';
import type { Logger } from '../defender/logger.ts';
import { isCancellation, ReasonedError } from '../defender/reasonedError.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { errorWords } from '../views/words/errorWords.ts';
import type { Remedy } from '../views/words/wording.ts';

/** Logs an error in one line, data and causes included; what VS Code's log adds is the time. */
export function logError(logger: Logger, during: string, error: unknown): void {
  logger.error(`${during}: ${describe(error)}`);
}

function describe(error: unknown): string {
  if (error instanceof ReasonedError) {
    const cause = error.cause === undefined ? '' : `; cause: ${describe(error.cause)}`;
    return `${error.message} ${JSON.stringify(error.data)}${cause}`;
  }
  return error instanceof Error
    ? (error.stack ?? error.message).replaceAll(/\s*\n\s*/g, ' | ')
    : String(error);
}

/**
 * Tells a person about an error: one message with what happened, why and what to do, one line in the log. A
 * cancellation is neither shown nor logged.
 * @param retry what *Retry* does; without it there is no such button
 */
export async function reportError(
  logger: Logger,
  during: string,
  error: unknown,
  retry?: () => unknown,
): Promise<void> {
  if (isCancellation(error)) {
    return;
  }
  logError(logger, during, error);
  const { what, cure, remedies } = errorWords(error);
  const offered = new Map(
    remedies
      .filter((remedy) => remedy !== 'retry' || retry)
      .map((remedy) => [buttonOf(remedy), remedy] as const),
  );
  const showLog = l10n.t('Show Log');
  const chosen = await window.showErrorMessage(`${what} ${cure}`.trim(), ...offered.keys(), showLog);
  const remedy = chosen && offered.get(chosen);
  if (chosen === showLog) {
    await commands.executeCommand('defenderMachineActions.showLog');
  } else if (remedy === 'retry') {
    await retry?.();
  } else if (remedy) {
    await apply(remedy, error);
  }
}

function buttonOf(remedy: Remedy): string {
  switch (remedy) {
    case 'retry':
      return l10n.t('Retry');
    case 'signIn':
      return l10n.t('Sign In');
    case 'editConnection':
      return l10n.t('Edit Connection');
    case 'openConnections':
    case 'openFolderSetting':
      return l10n.t('Open Settings');
    case 'manageTrust':
      return l10n.t('Manage Workspace Trust');
    case 'reveal':
      return l10n.t('Reveal');
  }
}

async function apply(remedy: Exclude<Remedy, 'retry'>, error: unknown): Promise<void> {
  switch (remedy) {
    case 'signIn':
      await commands.executeCommand('defenderMachineActions.signIn');
      break;
    case 'editConnection':
      await commands.executeCommand('defenderMachineActions.addConnection');
      break;
    case 'openConnections':
      await commands.executeCommand('workbench.action.openSettings', 'defenderMachineActions.connections');
      break;
    case 'openFolderSetting':
      await commands.executeCommand('workbench.action.openSettings', 'defenderMachineActions.downloadFolder');
      break;
    case 'manageTrust':
      await commands.executeCommand('workbench.trust.manage');
      break;
    case 'reveal':
      if (error instanceof AcquisitionError && error.data.path) {
        await commands.executeCommand('revealInExplorer', Uri.file(error.data.path));
      }
      break;
  }
}
