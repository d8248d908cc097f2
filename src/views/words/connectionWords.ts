import { l10n } from 'vscode';
import type { ListState } from '../listState.ts';

/** What there is to say of a connection whose list has no rows. */
export function listStateWords(state: ListState): string {
  switch (state) {
    case 'empty':
      return l10n.t('no machine action');
    case 'nothingFits':
      return l10n.t('nothing fits the filter');
    case 'signedOut':
      return l10n.t('signed out');
    case 'signInFailed':
      return l10n.t('sign-in refused');
    case 'offline':
      return l10n.t('offline');
    case 'forbidden':
      return l10n.t('forbidden');
    case 'throttled':
      return l10n.t('throttled');
    case 'failed':
      return l10n.t('not loaded');
    default:
      return '';
  }
}
