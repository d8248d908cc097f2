import { l10n, MarkdownString } from 'vscode';
import { createdAt, updatedAt, type MachineAction } from '../defender/machineAction.ts';
import { deviceWords, statusWords, typeWords } from './words/actionWords.ts';
import { resultWords } from './words/resultWords.ts';
import { utcAndLocalTime } from './words/timeWords.ts';
import { visibleText } from './words/visibleText.ts';

/** Keys that have a line of their own above the rest. */
const worded = new Set([
  'id',
  'type',
  'scope',
  'status',
  'computerDnsName',
  'machineId',
  'requestor',
  'requestorComment',
  'creationDateTimeUtc',
  'lastUpdateDateTimeUtc',
  'lastUpdateTimeUtc',
  'errorHResult',
]);

/** Everything that the service said of an action. Its text stands in code spans: there nothing becomes a link. */
export function actionHover(action: MachineAction): MarkdownString {
  const hover = new MarkdownString();
  hover.appendMarkdown('**').appendText(deviceWords(action)).appendMarkdown('**\n\n');
  const line = (name: string, value: string | undefined) => {
    if (value) {
      hover.appendText(`${name}: `).appendMarkdown(`${codeSpan(visibleText(value))}  \n`);
    }
  };
  line(l10n.t('Action'), `${typeWords(action)} · ${statusWords(action.status)}`);
  line(l10n.t('Created'), timeLine(createdAt(action), action.creationDateTimeUtc));
  line(l10n.t('Last update'), timeLine(updatedAt(action), action.lastUpdateDateTimeUtc));
  line(l10n.t('Requestor'), action.requestor);
  line(l10n.t('Comment'), action.requestorComment);
  line(l10n.t('Error'), action.errorHResult ? resultWords(action.errorHResult) : undefined);
  for (const [key, value] of Object.entries(action.raw)) {
    if (!worded.has(key) && !isEmpty(value)) {
      line(key, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  line(l10n.t('Device ID'), action.machineId);
  line(l10n.t('Action ID'), action.id);
  return hover;
}

/** A fence longer than any in the text cannot be closed by it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text} ${fence}`;
}

function timeLine(at: number | undefined, text: string | undefined): string | undefined {
  return at === undefined ? text : utcAndLocalTime(at);
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
