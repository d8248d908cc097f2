import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { env, Uri, type CustomDocument, type CustomReadonlyEditorProvider, type WebviewPanel } from 'vscode';
import type { ToWindow } from '../../packages/reading/messages.ts';
import type { OpenPackage, PackageReaders } from '../packages/packageReaders.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';
import { packagePage } from './page.ts';

export interface PackageEditorOptions extends ConversationOptions {
  readers: PackageReaders;
  /** Folder of the bundles that the page loads. */
  dist: Uri;
}

interface PackageDocument extends CustomDocument {
  readonly source: OpenPackage;
}

/** The window of an investigation package: overview, rows, details. Nothing of the package is changed by it. */
export class PackageEditor implements CustomReadonlyEditorProvider<PackageDocument> {
  readonly #options: PackageEditorOptions;
  readonly #panels = new Map<string, Set<WebviewPanel>>();
  /** What a window is to show as soon as it is there, by package. */
  readonly #wishes = new Map<string, string>();

  constructor(options: PackageEditorOptions) {
    this.#options = options;
  }

  openCustomDocument(uri: Uri): PackageDocument {
    const { readers, events } = this.#options;
    const source = readers.open(uri.fsPath);
    void source
      .ask({ kind: 'fingerprint' })
      .then(({ sha256 }) => events.opened(uri.fsPath, sha256))
      .catch(() => undefined);
    return {
      uri,
      source,
      dispose: () => {
        source.dispose();
      },
    };
  }

  resolveCustomEditor({ uri, source }: PackageDocument, panel: WebviewPanel): void {
    const { webview } = panel;
    const { dist } = this.#options;
    const panels = this.#panels.get(uri.fsPath) ?? new Set();
    this.#panels.set(uri.fsPath, panels.add(panel));
    const under = (name: string) => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const conversation = new Conversation(source, panel, this.#options, () => this.#notesChanged(uri.fsPath));
    panel.onDidDispose(() => {
      panels.delete(panel);
      conversation.dispose();
    });
    webview.html = packagePage({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      scriptUri: under('window.js'),
      styleUri: under('window.css'),
      language: env.language,
      title: path.basename(uri.fsPath),
    });
    const wish = this.#wishes.get(uri.fsPath);
    this.#wishes.delete(uri.fsPath);
    if (wish !== undefined) {
      conversation.showFirst(wish);
    }
  }

  /** Shows an artifact in the windows of a package, or in the one that is about to open. */
  show(packagePath: string, artifact: string): void {
    const panels = this.#panels.get(packagePath);
    if (!panels?.size) {
      this.#wishes.set(packagePath, artifact);
    }
    for (const { webview } of panels ?? []) {
      void webview.postMessage({ open: { artifact } } satisfies ToWindow);
    }
  }

  #notesChanged(packagePath: string): void {
    for (const { webview } of this.#panels.get(packagePath) ?? []) {
      void webview.postMessage({ changed: 'tags' } satisfies ToWindow);
    }
  }
}
