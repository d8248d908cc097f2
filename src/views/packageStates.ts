import {
  EventEmitter,
  FileDecoration,
  ThemeColor,
  Uri,
  workspace,
  type Disposable,
  type FileDecorationProvider,
  type FileSystemWatcher,
  type Memento,
} from 'vscode';
import type { PackageState } from '../evidence/packageVerification.ts';
import { changedSinceWords, stateTooltip } from './words/verificationWords.ts';

const key = 'packageStates';
/** The oldest are forgotten: what is not known is not shown. */
const mostStates = 500;

/** What a package was found to be, and which file that was said of. */
interface KnownState {
  path: string;
  state: PackageState;
  /** When it was proven, milliseconds since 1970. */
  atMs: number;
  size: number;
  /** Of the file's last change, as VS Code gives it. */
  mtime: number;
}

/**
 * Shows on packages in the Explorer what they were last found to be. Nothing is read for it but the file's size and
 * time: when they are others than those of the file that was proven, that is what is shown.
 */
export class PackageStates implements FileDecorationProvider, Disposable {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  #watcher: FileSystemWatcher | undefined;

  /** @param workspaceState keeps the results over a reload */
  constructor(workspaceState: Memento) {
    this.#memento = workspaceState;
  }

  /** @param atMs milliseconds since 1970 */
  async note(path: string, state: PackageState, atMs: number): Promise<void> {
    const uri = Uri.file(path);
    const stats = await statsOf(uri);
    if (!stats) {
      return;
    }
    const { size, mtime } = stats;
    const others = this.#known().filter((known) => known.path !== path);
    await this.#memento.update(key, [...others, { path, state, atMs, size, mtime }].slice(-mostStates));
    this.#changed.fire(uri);
  }

  async provideFileDecoration(uri: Uri): Promise<FileDecoration | undefined> {
    const known =
      uri.scheme === 'file' && /\.(zip|gz|json)$/.test(uri.path)
        ? this.#known().find(({ path }) => path === uri.fsPath)
        : undefined;
    if (!known) {
      return undefined;
    }
    this.#watch();
    const stats = await statsOf(uri);
    if (!stats) {
      return undefined;
    }
    return stats.size === known.size && stats.mtime === known.mtime
      ? decorations[known.state](stateTooltip(known.path, known.state, known.atMs))
      : decoration('?', 'list.warningForeground', changedSinceWords(known.path, known.atMs));
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
  }

  #known(): KnownState[] {
    return this.#memento.get<KnownState[]>(key, []);
  }

  /** Begins with the first package that is seen. */
  #watch(): void {
    if (!this.#watcher) {
      this.#watcher = workspace.createFileSystemWatcher('**/{*.zip,*Z_*.gz,*Z_*.json}', true, false, true);
      this.#watcher.onDidChange((uri) => this.#changed.fire(uri));
    }
  }
}

/** @returns undefined when the file is not there any more */
async function statsOf(uri: Uri): Promise<{ size: number; mtime: number } | undefined> {
  try {
    return await workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

const decorations: Record<PackageState, (tooltip: string) => FileDecoration> = {
  intact: (tooltip) => decoration('✓', 'testing.iconPassed', tooltip),
  altered: (tooltip) => decoration('!', 'list.errorForeground', tooltip),
  incomplete: (tooltip) => decoration('!', 'list.errorForeground', tooltip),
  recordAltered: (tooltip) => decoration('!', 'list.errorForeground', tooltip),
  recordMissing: (tooltip) => decoration('?', 'list.warningForeground', tooltip),
};

function decoration(badge: string, color: string, tooltip: string): FileDecoration {
  return new FileDecoration(badge, tooltip, new ThemeColor(color));
}
