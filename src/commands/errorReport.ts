import { commands, l10n, window } from 'vscode';
import { SettingsError } from '../auth/settingsError.ts';
import type { Logger } from '../defender/logger.ts';
import { isCancellation, ReasonedError } from '../defender/reasonedError.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { errorWords } from '../views/words/errorWords.ts';
import type { Remedy } from '../views/words/wording.ts';
import { reveal } from './reveal.ts';

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

/** What a button does here, where that is not what it does everywhere. */
export type Remedies = Partial<Record<Remedy, () => unknown>>;

/**
 * Tells a person about an error: one message with what happened, why and what to do, one line in the log. A
 * cancellation is neither shown nor logged.
 * @param remedies what the buttons do; some are not there without one, as *Retry*
 * @param hint what else is good to know, a sentence
 */
export async function reportError(
  logger: Logger,
  during: string,
  error: unknown,
  remedies: Remedies = {},
  hint = '',
): Promise<void> {
  if (isCancellation(error)) {
    return;
  }
  logError(logger, during, error);
  const words = errorWords(error);
  const offered = new Map(
    words.remedies
      .filter((remedy) => usual(remedy, error) ?? remedies[remedy])
      .map((remedy) => [buttonOf(remedy, error), remedies[remedy] ?? usual(remedy, error)] as const),
  );
  offered.set(l10n.t('Show Log'), () => commands.executeCommand('defenderMachineActions.showLog'));
  const chosen = await window.showErrorMessage(
    [words.what, words.cure, hint].filter(Boolean).join(' '),
    ...offered.keys(),
  );
  try {
    await (chosen && offered.get(chosen)?.());
  } catch (fault) {
    await reportError(logger, during, fault);
  }
}

function buttonOf(remedy: Remedy, error: unknown): string {
  switch (remedy) {
    case 'retry':
      return l10n.t('Retry');
    case 'notifyWhenReady':
      return l10n.t('Notify Me When Ready');
    case 'signIn':
      return l10n.t('Sign In');
    case 'editConnection':
      return error instanceof SettingsError && error.reason === 'noConnection'
        ? l10n.t('Add Connection')
        : l10n.t('Edit Connection');
    case 'openConnections':
    case 'openFolderSetting':
      return l10n.t('Open Settings');
    case 'manageTrust':
      return l10n.t('Manage Workspace Trust');
    case 'reveal':
      return l10n.t('Reveal');
  }
}

/** @returns undefined where only whoever reports the error can do it */
function usual(remedy: Remedy, error: unknown): (() => unknown) | undefined {
  switch (remedy) {
    case 'retry':
    case 'notifyWhenReady':
      return undefined;
    case 'signIn':
      return () => commands.executeCommand('defenderMachineActions.signIn');
    case 'editConnection':
      return () => commands.executeCommand('defenderMachineActions.addConnection');
    case 'openConnections':
      return () => openSettings('connections');
    case 'openFolderSetting':
      return () => openSettings('downloadFolder');
    case 'manageTrust':
      return () => commands.executeCommand('workbench.trust.manage');
    case 'reveal':
      return () => {
        const { path } = error instanceof AcquisitionError ? error.data : {};
        return path && reveal(path);
      };
  }
}

function openSettings(name: string): Thenable<unknown> {
  return commands.executeCommand('workbench.action.openSettings', `defenderMachineActions.${name}`);
}
