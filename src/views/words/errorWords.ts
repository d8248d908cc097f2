import { l10n } from 'vscode';
import { SettingsError } from '../../auth/settingsError.ts';
import { SignInError } from '../../auth/signInError.ts';
import { DefenderError } from '../../defender/defenderError.ts';
import { NetworkError } from '../../defender/networkError.ts';
import { AcquisitionError } from '../../evidence/acquisitionError.ts';
import { acquisitionWords } from './acquisitionWords.ts';
import { defenderWords } from './defenderWords.ts';
import { networkWords } from './networkWords.ts';
import { settingsWords } from './settingsWords.ts';
import { signInWords } from './signInWords.ts';
import type { ErrorWords } from './wording.ts';

/** Puts any error into words. One that has no reason is a fault of this extension's own. */
export function errorWords(error: unknown): ErrorWords {
  if (error instanceof NetworkError) {
    return networkWords(error);
  }
  if (error instanceof DefenderError) {
    return defenderWords(error);
  }
  if (error instanceof SignInError) {
    return signInWords(error);
  }
  if (error instanceof AcquisitionError) {
    return acquisitionWords(error);
  }
  if (error instanceof SettingsError) {
    return settingsWords(error);
  }
  return {
    what: l10n.t('Something unexpected went wrong.'),
    cure: l10n.t('The log has the details.'),
    remedies: ['retry'],
  };
}
