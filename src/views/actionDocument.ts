import { EventEmitter, l10n, Uri, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { updatedAt, type MachineAction } from '../defender/machineAction.ts';
import type { PortalOf } from '../defender/portal.ts';
import { packageName } from '../evidence/packageName.ts';
import type { ActionList } from './actionList.ts';
import { actionText } from './actionText.ts';
import type { WorkspacePackages } from './workspacePackages.ts';

export const actionScheme = 'defender-machine-action';

/** Texts that are kept: going back to an earlier document asks for it again. */
const mostTexts = 50;

interface Shown {
  action: MachineAction;
  connection: PortalOf | undefined;
  packagePath: string | undefined;
  text: string;
}

/** Read-only documents of machine actions. One that is open follows what the list learns of its action. */
export class ActionDocuments implements TextDocumentContentProvider, Disposable {
  readonly #list: Pick<ActionList, 'rows' | 'onDidChange'>;
  readonly #packages: Pick<WorkspacePackages, 'pathOf' | 'onDidChange'>;
  /** By the path of their addresses. */
  readonly #shown = new Map<string, Shown>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #following: Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(
    list: Pick<ActionList, 'rows' | 'onDidChange'>,
    packages: Pick<WorkspacePackages, 'pathOf' | 'onDidChange'>,
  ) {
    this.#list = list;
    this.#packages = packages;
    this.#following = [list, packages].map((source) => source.onDidChange(() => this.#follow()));
  }

  /**
   * @param connection that the action was got over
   * @returns the document's address; its name is the same at each opening, so that it opens in one tab
   */
  put(action: MachineAction, connection: PortalOf | undefined): Uri {
    const path = `/${packageName(action).replace(/\.zip$/, '.yaml')}`;
    this.#shown.delete(path);
    const uri = this.#write(path, action, connection);
    for (const oldest of [...this.#shown.keys()].slice(0, -mostTexts)) {
      this.#shown.delete(oldest);
    }
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.#shown.get(uri.path)?.text ??
      `# ${l10n.t('This machine action is no longer in memory. Open it again from the list.')}\n`
    );
  }

  dispose(): void {
    for (const subscription of this.#following) {
      subscription.dispose();
    }
    this.#changed.dispose();
  }

  #write(path: string, action: MachineAction, connection: PortalOf | undefined): Uri {
    const packagePath = this.#packages.pathOf(action);
    const text = actionText(action, { connection, packagePath, now: Date.now() });
    this.#shown.set(path, { action, connection, packagePath, text });
    const uri = Uri.from({ scheme: actionScheme, path });
    this.#changed.fire(uri);
    return uri;
  }

  #follow(): void {
    if (this.#shown.size === 0) {
      return;
    }
    const listed = new Map(this.#list.rows.map(({ action }) => [action.id, action]));
    for (const [path, { action: before, connection, packagePath }] of this.#shown) {
      const now = listed.get(before.id);
      const action = now && isNewer(now, before) ? now : before;
      if (action !== before || this.#packages.pathOf(action) !== packagePath) {
        this.#write(path, action, connection);
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
