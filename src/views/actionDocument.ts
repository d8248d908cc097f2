import { EventEmitter, l10n, Uri, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { updatedAt, type MachineAction } from '../defender/machineAction.ts';
import { packageName } from '../evidence/packageName.ts';
import type { ActionLists } from './actionLists.ts';
import { actionText } from './actionText.ts';
import type { WorkspacePackages } from './workspacePackages.ts';

export const actionScheme = 'defender-machine-action';

/** Texts that are kept: going back to an earlier document asks for it again. */
const mostTexts = 50;

interface Shown {
  action: MachineAction;
  connection: Connection;
  packagePath: string | undefined;
  text: string;
}

/** Read-only documents of machine actions. One that is open follows what the list learns of its action. */
export class ActionDocuments implements TextDocumentContentProvider, Disposable {
  readonly #lists: Pick<ActionLists, 'rows' | 'onDidChange'>;
  readonly #packages: Pick<WorkspacePackages, 'pathOf' | 'onDidChange'>;
  /** By their addresses. */
  readonly #shown = new Map<string, Shown>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #following: Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(
    lists: Pick<ActionLists, 'rows' | 'onDidChange'>,
    packages: Pick<WorkspacePackages, 'pathOf' | 'onDidChange'>,
  ) {
    this.#lists = lists;
    this.#packages = packages;
    this.#following = [lists.onDidChange(() => this.#follow()), packages.onDidChange(() => this.#follow())];
  }

  /**
   * @param connection that the action was got over
   * @returns the document's address; its name is the same at each opening, so that it opens in one tab
   */
  put(action: MachineAction, connection: Connection): Uri {
    const path = `/${packageName(action).replace(/\.zip$/, '.yaml')}`;
    const uri = Uri.from({ scheme: actionScheme, path, query: connection.name });
    this.#shown.delete(uri.toString());
    this.#write(uri, action, connection);
    for (const oldest of [...this.#shown.keys()].slice(0, -mostTexts)) {
      this.#shown.delete(oldest);
    }
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.#shown.get(uri.toString())?.text ??
      `# ${l10n.t('This machine action is no longer in memory. Open it again from the list.')}\n`
    );
  }

  dispose(): void {
    for (const subscription of this.#following) {
      subscription.dispose();
    }
    this.#changed.dispose();
  }

  #write(uri: Uri, action: MachineAction, connection: Connection): void {
    const packagePath = this.#packages.pathOf(action);
    const text = actionText(action, { connection, packagePath, now: Date.now() });
    this.#shown.set(uri.toString(), { action, connection, packagePath, text });
    this.#changed.fire(uri);
  }

  #follow(): void {
    if (this.#shown.size === 0) {
      return;
    }
    const keyOf = (id: string, { name }: Connection) => JSON.stringify([name, id]);
    const listed = new Map(
      this.#lists.rows.map(({ action, connection }) => [keyOf(action.id, connection), action]),
    );
    for (const [address, { action: before, connection, packagePath }] of this.#shown) {
      const now = listed.get(keyOf(before.id, connection));
      const action = now && isNewer(now, before) ? now : before;
      if (action !== before || this.#packages.pathOf(action) !== packagePath) {
        this.#write(Uri.parse(address, true), action, connection);
      }
    }
  }
}

/** The list's answer may have been on its way while the action was asked for by its id: the older one tells nothing. */
function isNewer(action: MachineAction, than: MachineAction): boolean {
  return (
    action !== than &&
    (updatedAt(action) ?? 0) >= (updatedAt(than) ?? 0) &&
    JSON.stringify(action.raw) !== JSON.stringify(than.raw)
  );
}
