import * as path from 'node:path';
import { l10n } from 'vscode';
import { objectOf, type LiveResponseCommand } from '../../defender/liveResponse.ts';
import type { AcquisitionErrorData, AcquisitionReason } from '../../evidence/acquisitionError.ts';
import { plainText } from './visibleText.ts';
import type { ErrorWords } from './wording.ts';

/** The fetched file with its path, or the script. */
export function objectWords(command: LiveResponseCommand): string {
  return plainText(objectOf(command)) || l10n.t('Unnamed');
}

/** The fetched file without its path, or the script. */
export function shortObjectWords(command: LiveResponseCommand): string {
  return path.win32.basename(objectWords(command)) || objectWords(command);
}

/** `File fetched · complete` */
export function commandWords({ type, status, errors }: LiveResponseCommand): string {
  const what = type === 'GetFile' ? l10n.t('File') : l10n.t('Script report');
  return [what, commandStateWords(status), plainText(errors.join(' '))].filter(Boolean).join(' · ');
}

function commandStateWords(status: string): string {
  switch (status) {
    case 'Completed':
      return l10n.t('complete');
    case 'Failed':
      return l10n.t('failed');
    case 'Created':
      return l10n.t('not carried out');
    default:
      return plainText(status);
  }
}

/** Why the result of a live response command cannot be had. */
export const liveResponseWords = {
  noResult: ({ actionType = '' }) => ({
    what: l10n.t('This machine action ({0}) has no such result of a live response.', plainText(actionType)),
    cure: l10n.t('Choose a live response that fetched a file or ran a script.'),
    remedies: [],
  }),
  commandNotReady: ({ command = '' }) => ({
    what: l10n.t('There is no result of {0}: the command has not been carried out.', plainText(command)),
    cure: l10n.t('Try again when the live response has ended. A command behind one that failed is left out.'),
    remedies: ['retry'],
  }),
  commandFailed: ({ command = '', commandErrors = '' }) => ({
    what: l10n.t(
      'There is no result of {0}: the command failed ({1}).',
      plainText(command),
      plainText(commandErrors) || l10n.t('no reason given'),
    ),
    cure: l10n.t('Look for the cause on the device, and start a new live response.'),
    remedies: [],
  }),
  resultGone: ({ command = '' }) => ({
    what: l10n.t('Defender has no result of {0}, or does not keep it any more.', plainText(command)),
    cure: l10n.t('Try again in a minute. If it stays, start a new live response.'),
    remedies: ['retry'],
  }),
} satisfies Partial<Record<AcquisitionReason, (data: AcquisitionErrorData) => ErrorWords>>;
