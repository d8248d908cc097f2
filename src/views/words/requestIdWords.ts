import { l10n } from 'vscode';
import type { DefenderErrorData } from '../../defender/defenderError.ts';
import { plainText } from './visibleText.ts';

/** Adds the id that support asks for, where the service gave one. */
export function withRequestId(cure: string, { requestId }: DefenderErrorData): string {
  return requestId ? l10n.t('{0} Support asks for the request ID {1}.', cure, plainText(requestId)) : cure;
}
