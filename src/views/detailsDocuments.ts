import {
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';

/** One read-only document for each kind of work on several things: what became of each, the last time. */
export class DetailsDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #scheme: string;
  readonly #registration: Disposable;
  readonly onDidChange = this.#changed.event;

  /** @param scheme of the documents' addresses; tests have one of their own beside the extension's */
  constructor(scheme = 'defender-details') {
    this.#scheme = scheme;
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** @param title in words, also the name of the document */
  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: this.#scheme, path: `/${title}.txt` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await window.showTextDocument(uri);
  }

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
