import { window } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';

/**
 * Asks before something is done that others will feel.
 * @param button the one that does it; VS Code adds *Cancel*
 * @throws a cancellation
 */
export async function confirm(question: string, detail: string, button: string): Promise<void> {
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) !== button) {
    throw cancelled();
  }
}
