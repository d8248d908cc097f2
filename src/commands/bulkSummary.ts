import { l10n, window } from 'vscode';
import { SignInError } from '../auth/signInError.ts';
import { DefenderError } from '../defender/defenderError.ts';
import { errorWords } from '../views/words/errorWords.ts';
import { utcAndLocalTime } from '../views/words/timeWords.ts';
import { logError, reportError } from './errorReport.ts';
import type { Services } from './services.ts';
import { signInTo } from './signIn.ts';

/** Those of many that ended alike: how many in words, and a line or more for each. */
export interface SummarySection {
  words: string;
  entries: string[];
}

/** What went wrong with one of many, and over which connection. */
export interface Failure {
  /** In words, which may be shown as they are. */
  device: string;
  connection: string;
  error: unknown;
}

export interface BulkSummary {
  title: string;
  /** Whatever is worth a message besides the failures; empty ones are left out. */
  sections: SummarySection[];
  failures: Failure[];
  /** Those that a person cancelled, in words, and those that the work was not for, with the reason. */
  cancelled: string[];
  leftOut: string[];
  /** Does again what failed. */
  retry: () => Promise<void>;
}

/** @returns words for a list of names, of which there may be hundreds */
export function firstOf(names: readonly string[], separator = ', '): string {
  const most = 10;
  const first = names.slice(0, most).join(separator);
  return names.length > most ? l10n.t('{0} and {1} more', first + separator, names.length - most) : first;
}

/**
 * Tells in one message what became of many, with the details and another attempt a click away. Where a person has
 * cancelled everything there is nothing to tell.
 * @returns the message, and what shows its details
 */
export function tellSummary(
  services: Services,
  summary: BulkSummary,
): { words: string; showDetails: () => Promise<void> } | undefined {
  const { title, failures, cancelled, leftOut, retry } = summary;
  const { logger, details } = services;
  for (const { device, error } of failures) {
    logError(logger, `${title}, ${device}`, error);
  }
  const sections = [
    ...summary.sections,
    { words: l10n.t('{0} failed', failures.length), entries: failures.map(failureWords) },
    { words: l10n.t('{0} cancelled', cancelled.length), entries: cancelled },
    { words: l10n.t('{0} left out', leftOut.length), entries: leftOut },
  ].filter(({ entries }) => entries.length > 0);
  if (sections.length === (cancelled.length > 0 ? 1 : 0)) {
    return undefined;
  }
  const words = `${title}: ${sections.map((section) => section.words).join(', ')}.`;
  const text = [
    title,
    utcAndLocalTime(services.clock.now()),
    ...sections.map((section) => `\n${section.words}\n\n${section.entries.join('\n')}`),
    '',
  ].join('\n');
  const showDetails = () => details.show(title, text);
  const showIt = l10n.t('Show Details');
  const again = l10n.t('Retry Failed');
  const show = failures.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void Promise.resolve(show(words, showIt, ...(failures.length > 0 ? [again] : [])))
    .then(async (chosen) => {
      if (chosen === showIt) {
        await showDetails();
      } else if (chosen === again) {
        await renewSignIns(services, failures);
        await retry();
      }
    })
    .catch((error: unknown) => reportError(logger, title, error));
  return { words, showDetails };
}

function failureWords({ device, error }: Failure): string {
  const { what, cure } = errorWords(error);
  return `${device}\n  ${what} ${cure}`;
}

/** Once for each connection whose sign-in no longer holds. */
async function renewSignIns(services: Services, failures: readonly Failure[]): Promise<void> {
  const names = failures
    .filter(({ error }) => error instanceof SignInError || DefenderError.is(error, 'unauthorized'))
    .map(({ connection }) => connection);
  for (const name of new Set(names)) {
    await signInTo(services, services.connections.require(name));
  }
}
