import { EventEmitter, l10n, Uri, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { createdAt, type MachineAction } from '../defender/machineAction.ts';
import { packageName } from '../evidence/packageName.ts';
import { deviceWords, resultWords, statusWords, typeWords } from './words/actionWords.ts';
import { localTime, timeAgo } from './words/timeWords.ts';
import { visibleText } from './words/visibleText.ts';

export const actionScheme = 'defender-machine-action';

/** Texts that are kept: going back to an earlier document asks for it again. */
const mostTexts = 50;

/** Read-only documents of machine actions: every field as the service returned it, with a few words beside. */
export class ActionDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  /** @returns the document's address; its name is the same at each opening, so that it opens in one tab */
  put(action: MachineAction): Uri {
    const name = packageName(action).replace(/\.zip$/, '.yaml');
    const uri = Uri.from({ scheme: actionScheme, path: `/${name}` });
    this.#texts.delete(uri.path);
    this.#texts.set(uri.path, documentText(action, Date.now()));
    for (const oldest of [...this.#texts.keys()].slice(0, -mostTexts)) {
      this.#texts.delete(oldest);
    }
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.#texts.get(uri.path) ??
      `# ${l10n.t('This machine action is no longer in memory. Open it again from the list.')}\n`
    );
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function documentText(action: MachineAction, now: number): string {
  const at = createdAt(action);
  const title = `${typeWords(action)} · ${deviceWords(action)} · ${statusWords(action.status)}`;
  const age = at === undefined ? '' : ` · ${timeAgo(at, now)}`;
  const lines = [`# ${title}${age}`, ''];
  for (const [key, value] of Object.entries(action.raw)) {
    lines.push(`${visibleText(key)}: ${valueText(value)}${remark(key, value)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** JSON is YAML, and shows what is text, what is a number and what is missing. */
function valueText(value: unknown): string {
  const isTree = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const lines = JSON.stringify(value, undefined, isTree ? 2 : undefined).split('\n');
  // JSON escapes control characters, but not those that turn the direction of writing.
  return lines.map(visibleText).join('\n  ');
}

function remark(key: string, value: unknown): string {
  if (key === 'errorHResult' && typeof value === 'number' && value !== 0) {
    return `  # ${resultWords(value)}`;
  }
  const at = key.endsWith('TimeUtc') && typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? '' : `  # ${localTime(at)}`;
}
