import { join } from 'node:path';
import { l10n, window, workspace, type Disposable, type Uri } from 'vscode';
import { setTranslations } from '../../packages/reading/words/translate.ts';
import type { PackageEvents } from '../packageEditor/conversation.ts';
import { PackageEditor } from '../packageEditor/packageEditor.ts';
import { PackageNotes } from '../packageEditor/packageNotes.ts';
import { bytesScheme, SourceBytes } from '../packageEditor/sourceBytes.ts';
import { SourceDocuments, sourceScheme, type AskPackage } from '../packageEditor/sourceDocuments.ts';
import { PackageReaders } from './packageReaders.ts';
import { PackagesTree, type PackagesTreeSource } from './packagesTree.ts';

export interface PackageViewsOptions extends Omit<PackagesTreeSource, 'overview' | 'onDidLearn'> {
  events: PackageEvents;
  /** Folder of the bundles. */
  dist: Uri;
  /** Who puts tags and comments to rows, as the operating system names them. */
  user: string;
}

/** The view *Investigation Packages* and the window of a package, with the threads behind them. */
export class PackageViews implements Disposable {
  readonly editor: PackageEditor;
  readonly tree: PackagesTree;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor({ events, dist, user, ...source }: PackageViewsOptions) {
    const words = l10n.bundle;
    // For what pages say; threads are told the same.
    setTranslations(words);
    const notes = new PackageNotes(user);
    const program = join(dist.fsPath, 'reader.js');
    const readers = new PackageReaders({ program, words, notes: (path) => notes.read(path) });
    const ask: AskPackage = (path, question) => readers.ask(path, question);
    this.editor = new PackageEditor({ readers, notes, events, dist });
    this.tree = new PackagesTree({
      ...source,
      overview: (path, isFull) => readers.overview(path, isFull),
      onDidLearn: readers.onDidChange,
    });
    this.#subscriptions = [
      readers,
      this.tree,
      workspace.registerTextDocumentContentProvider(sourceScheme, new SourceDocuments(ask)),
      workspace.registerFileSystemProvider(bytesScheme, new SourceBytes(ask), { isReadonly: true }),
      window.registerCustomEditorProvider('defenderMachineActions.package', this.editor, {
        supportsMultipleEditorsPerDocument: true,
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }
}
