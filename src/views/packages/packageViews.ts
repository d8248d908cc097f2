import { join } from 'node:path';
import { l10n, window, workspace, type Disposable, type Uri } from 'vscode';
import type { PackageEvents } from '../packageEditor/conversation.ts';
import { PackageEditor } from '../packageEditor/packageEditor.ts';
import { PackageNotes } from '../packageEditor/packageNotes.ts';
import { SourceDocuments, sourceScheme } from '../packageEditor/sourceDocuments.ts';
import { PackageReaders } from './packageReaders.ts';
import { PackagesTree, type PackagesTreeSource } from './packagesTree.ts';

export interface PackageViewsOptions extends Omit<PackagesTreeSource, 'overview'> {
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
    const notes = new PackageNotes(user);
    const program = join(dist.fsPath, 'reader.js');
    const readers = new PackageReaders({ program, words, notes: (path) => notes.read(path) });
    const sources = new SourceDocuments((path) => readers.open(path));
    this.editor = new PackageEditor({ readers, notes, events, dist, words });
    this.tree = new PackagesTree({ ...source, overview: (path) => readers.overview(path) });
    this.#subscriptions = [
      readers,
      sources,
      this.tree,
      workspace.registerTextDocumentContentProvider(sourceScheme, sources),
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
