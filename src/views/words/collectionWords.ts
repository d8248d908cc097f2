import { l10n } from 'vscode';
import type { AcquisitionErrorData, AcquisitionReason } from '../../evidence/acquisitionError.ts';
import { statusWords } from './actionWords.ts';
import { resultWords } from './resultWords.ts';
import { duration, localTime, timeAgo } from './timeWords.ts';
import { plainText } from './visibleText.ts';
import type { ErrorWords } from './wording.ts';

/** Until then the parts of the service may not agree yet. */
const freshMs = 10 * 60_000;

/** Why there is no package, told from the state of its action. */
export const collectionWords = {
  notACollection: ({ actionType = '' }) => ({
    what: l10n.t('This machine action ({0}) leaves no investigation package.', plainText(actionType)),
    cure: l10n.t('Choose the collection of an investigation package.'),
    remedies: [],
  }),
  notReady: ({ actionStatus = '', ageMs }) => ({
    what:
      ageMs === undefined
        ? l10n.t('The package is not ready: the collection is {0}.', statusWords(actionStatus))
        : l10n.t(
            'The package is not ready: the collection is {0}. It was requested {1}.',
            statusWords(actionStatus),
            timeAgo(0, ageMs),
          ),
    cure: l10n.t(
      'Try again when the collection has succeeded. It usually takes some minutes once the device is online; Defender waits 3 days for one that is not.',
    ),
    remedies: ['notifyWhenReady', 'retry'],
  }),
  collectionFailed: (data) => ({
    what: sentence(l10n.t('There is no package: the collection failed'), result(data)),
    cure: l10n.t(
      'Look for the cause on the device; a low battery or a metered connection can be one. Then start a new collection.',
    ),
    remedies: [],
  }),
  collectionTimedOut: (data) => ({
    what: sentence(
      data.tookMs === undefined
        ? l10n.t('There is no package: the collection timed out')
        : l10n.t('There is no package: the collection timed out after {0}', duration(data.tookMs)),
      result(data),
    ),
    cure: l10n.t(
      'Defender waits 3 days for a device that is off or away. Start a new collection when it is online.',
    ),
    remedies: [],
  }),
  collectionCancelled: (data) => ({
    what: sentence(l10n.t('There is no package: the collection was cancelled'), cancellation(data)),
    cure: l10n.t('Start a new collection if it is still wanted.'),
    remedies: [],
  }),
  stateUnknown: ({ actionStatus = '' }) => ({
    what: l10n.t(
      'Defender has no package, and the collection is in a state that this extension does not know: {0}.',
      plainText(statusWords(actionStatus)),
    ),
    cure: l10n.t('Look at the action in the Defender portal, and try again later.'),
    remedies: ['retry'],
  }),
  packageGone: ({ restMs }) =>
    restMs !== undefined && restMs < freshMs
      ? {
          what: l10n.t('The collection succeeded {0}, but Defender has no package yet.', timeAgo(0, restMs)),
          cure: l10n.t('Try again in a minute. If it stays, start a new collection.'),
          remedies: ['retry'],
        }
      : {
          what:
            restMs === undefined
              ? l10n.t('The collection succeeded, but Defender does not keep its package any more.')
              : l10n.t(
                  'The collection succeeded {0}, but Defender does not keep its package any more.',
                  timeAgo(0, restMs),
                ),
          cure: l10n.t('Start a new collection.'),
          remedies: ['retry'],
        },
} satisfies Partial<Record<AcquisitionReason, (data: AcquisitionErrorData) => ErrorWords>>;

function sentence(what: string, details: string): string {
  return details ? `${what} (${details}).` : `${what}.`;
}

function result({ errorHResult }: AcquisitionErrorData): string {
  return errorHResult ? resultWords(errorHResult) : '';
}

/** By whom, when and why, as far as the service said. */
function cancellation({ cancelledBy, cancelledAt, cancellationComment }: AcquisitionErrorData): string {
  return [
    cancelledBy && l10n.t('by {0}', plainText(cancelledBy)),
    cancelledAt !== undefined && localTime(cancelledAt),
    cancellationComment && `"${plainText(cancellationComment)}"`,
  ]
    .filter(Boolean)
    .join(', ');
}
