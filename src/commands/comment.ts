import { l10n, window } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';
import type { Services } from './services.ts';

const key = 'actionComment';

/** Of the service's own pages none says how long one may be; longer ones are no comment. */
const longestComment = 1000;

/**
 * Asks for the comment that the service requires, with the last one of this workspace already in place, or the case
 * number if that is another one by now.
 * @throws a cancellation
 */
export async function askForComment(
  { workspaceState, caseNote: { value: caseNote } }: Services,
  title: string,
): Promise<string> {
  const last = workspaceState.get(key, '');
  const comment = await window.showInputBox({
    title,
    prompt: l10n.t('Comment for the action, as the Action center shows it: a case number, a reason'),
    value: last.includes(caseNote) ? last : caseNote,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === ''
        ? l10n.t('Defender requires a comment.')
        : text.length > longestComment
          ? l10n.t('At most {0} characters.', longestComment)
          : undefined,
  });
  if (comment === undefined) {
    throw cancelled();
  }
  await workspaceState.update(key, comment.trim());
  return comment.trim();
}
