import { EventEmitter, l10n, Uri, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { OpenPackage } from '../packages/packageReaders.ts';

export const sourceScheme = 'defender-package';

/** Members of packages as read-only text: decoded, or as a hex view where a member is no text. */
export class SourceDocuments implements TextDocumentContentProvider, Disposable {
  readonly #open: (packagePath: string) => OpenPackage;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(open: (packagePath: string) => OpenPackage) {
    this.#open = open;
  }

  static uriOf(packagePath: string, member: string): Uri {
    // A path of its own for each member, so that its name stands on the tab; always plain text.
    const name = member.split(/[\\/]/).at(-1) ?? member;
    return Uri.from({
      scheme: sourceScheme,
      path: `/${name}.txt`,
      query: JSON.stringify([packagePath, member]),
    });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [packagePath, member] = JSON.parse(uri.query) as [string, string];
    const open = this.#open(packagePath);
    try {
      return (await open.ask({ kind: 'member', member })).text;
    } catch (error) {
      return l10n.t('This cannot be shown: {0}', (error as Error).message);
    } finally {
      open.dispose();
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
