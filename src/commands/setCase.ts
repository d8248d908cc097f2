import { l10n, window } from 'vscode';
import { longestCase, readCase } from '../views/caseNote.ts';
import type { Services } from './services.ts';

/**
 * Asks for the case number or note of the workspace, which comments begin with, and records and the custody log name.
 * @param argument the case, for key bindings
 */
export async function setCase({ caseNote }: Services, argument: unknown): Promise<void> {
  const text =
    typeof argument === 'string'
      ? readCase(argument)
      : await window.showInputBox({
          title: l10n.t('Set Case'),
          prompt: l10n.t(
            'Case number or note of this workspace: proposed in comments, and written into records and the custody log. Empty for none.',
          ),
          value: caseNote.value,
          validateInput: (input) =>
            input.trim().length > longestCase ? l10n.t('At most {0} characters.', longestCase) : undefined,
        });
  if (text !== undefined) {
    await caseNote.set(text.trim());
  }
}
