import * as path from 'node:path';
import {
  commands,
  env,
  extensions,
  l10n,
  Position,
  Range,
  window,
  type Disposable,
  type WebviewPanel,
} from 'vscode';
import type { Answers, Order, Question, ToWindow } from '../../packages/reading/messages.ts';
import type { OpenPackage } from '../packages/packageReaders.ts';
import { withCancellableProgress } from '../progress.ts';
import { plainText } from '../words/visibleText.ts';
import { exportRows } from './exportRows.ts';
import type { PackageNotes } from './packageNotes.ts';
import { SourceBytes } from './sourceBytes.ts';
import { SourceDocuments } from './sourceDocuments.ts';
import { readFromWindow } from './windowMessages.ts';

/** So long nobody minds; then a person is asked. */
const patienceMs = 3000;

/** What happens to a package that others want to know of. */
export interface PackageEvents {
  opened: (packagePath: string, sha256: string) => Promise<void>;
  exported: (packagePath: string, sha256: string, file: string) => Promise<void>;
  failed: (error: unknown) => void;
}

export interface ConversationOptions {
  notes: PackageNotes;
  events: PackageEvents;
}

/** What one window and the thread behind it say to each other. */
export class Conversation implements Disposable {
  readonly #source: OpenPackage;
  readonly #panel: WebviewPanel;
  readonly #options: ConversationOptions;
  readonly #notesChanged: () => void;
  readonly #asked = new Map<number, AbortController>();
  readonly #over = new AbortController();
  readonly #subscriptions: Disposable[];
  #first: string | undefined;
  #asksToStop = false;

  constructor(
    source: OpenPackage,
    panel: WebviewPanel,
    options: ConversationOptions,
    notesChanged: () => void,
  ) {
    this.#source = source;
    this.#panel = panel;
    this.#options = options;
    this.#notesChanged = notesChanged;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#hear(message)),
      source.onDidChange((changed) => this.#post({ changed })),
    ];
  }

  /** As soon as the page has asked for anything, and can hear. */
  showFirst(artifact: string): void {
    this.#first = artifact;
  }

  dispose(): void {
    this.#over.abort();
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  #post(message: ToWindow): void {
    void this.#panel.webview.postMessage(message);
  }

  #hear(said: unknown): void {
    const message = readFromWindow(said);
    if (!message) {
      return;
    }
    if ('cancel' in message) {
      this.#asked.get(message.cancel)?.abort();
    } else if ('order' in message) {
      void this.#obey(message.order).catch((error: unknown) => this.#options.events.failed(error));
    } else {
      void this.#answer(message.id, message.question);
    }
  }

  async #answer(id: number, question: Question): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(id, asked);
    const slow = setTimeout(() => void this.#offerToStop(), patienceMs);
    try {
      const signal = AbortSignal.any([asked.signal, this.#over.signal]);
      const answer: Answers[keyof Answers] = await this.#source.ask(question, signal);
      this.#post({ id, answer });
    } catch (error) {
      if (!asked.signal.aborted && !this.#over.signal.aborted) {
        this.#post({ id, fault: (error as Error).message });
      }
    } finally {
      clearTimeout(slow);
      this.#asked.delete(id);
    }
    if (this.#first !== undefined && question.kind === 'overview') {
      this.#post({ open: { artifact: this.#first } });
      this.#first = undefined;
    }
  }

  /** What a hostile package makes last for ever can be ended; the window then says so, and can try again. */
  async #offerToStop(): Promise<void> {
    if (this.#asksToStop || this.#asked.size === 0) {
      return;
    }
    this.#asksToStop = true;
    const stop = l10n.t('Stop');
    const name = plainText(path.basename(this.#source.path));
    const chosen = await window.showWarningMessage(l10n.t('Reading {0} takes long.', name), stop);
    this.#asksToStop = false;
    if (chosen === stop) {
      this.#source.stop();
    }
  }

  async #obey(order: Order): Promise<void> {
    const { events, notes } = this.#options;
    const { path: packagePath } = this.#source;
    switch (order.kind) {
      case 'copy':
        return env.clipboard.writeText(order.text);
      case 'copyHash': {
        const { sha256 } = await this.#source.ask({ kind: 'fingerprint' }, this.#over.signal);
        await env.clipboard.writeText(sha256);
        window.setStatusBarMessage(l10n.t('SHA-256 copied'), patienceMs);
        return;
      }
      case 'goToSource':
        return this.#goToSource(order);
      case 'tag':
        this.#source.setNotes(await notes.put(packagePath, order, new Date()));
        this.#notesChanged();
        return;
      case 'export': {
        const exported = await withCancellableProgress(l10n.t('Exporting rows'), (signal) =>
          exportRows(this.#source, order, signal),
        );
        if (exported) {
          await events.exported(packagePath, exported.sha256, exported.path);
        }
        return;
      }
    }
  }

  async #goToSource({ artifact, row }: Order & { kind: 'goToSource' }): Promise<void> {
    const { signal } = this.#over;
    const { member, line, offset } = await this.#source.ask({ kind: 'source', artifact, row }, signal);
    if (extensions.getExtension(hexEditor.extension)) {
      const whole = await this.#source.ask({ kind: 'bytes', member }, signal);
      if (whole.bytes) {
        await this.#showBytes(whole.member, offset);
        return;
      }
    }
    const at = new Position(line, 0);
    await window.showTextDocument(SourceDocuments.uriOf(this.#source.path, member), {
      selection: new Range(at, at),
      preview: true,
    });
  }

  /** The Hex Editor cannot be told where to begin: a person is, who can go there. */
  async #showBytes(member: string, offset: number): Promise<void> {
    const uri = SourceBytes.uriOf(this.#source.path, member);
    await commands.executeCommand('vscode.openWith', uri, hexEditor.id, { preview: true });
    const place = l10n.t('The row is at offset {0}', `0x${offset.toString(16).toUpperCase()}`);
    window.setStatusBarMessage(place, placeStaysMs);
  }
}

/** Of Microsoft; an editor for bytes. */
const hexEditor = { extension: 'ms-vscode.hexeditor', id: 'hexEditor.hexedit' };
const placeStaysMs = 20_000;
