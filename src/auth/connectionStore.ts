import { ConfigurationTarget, EventEmitter, workspace, type Disposable, type Memento } from 'vscode';
import { parseConnections, type Connection, type Connections, type ConnectionSetting } from './connection.ts';
import { SettingsError } from './settingsError.ts';

const section = 'defenderMachineActions';
const setting = 'connections';
const activeKey = 'activeConnection';

/** The connections of the user's settings, and which of them this workspace uses. */
export class ConnectionStore implements Disposable {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: Memento) {
    this.#memento = workspaceState;
    this.#subscription = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${setting}`)) {
        this.#changed.fire();
      }
    });
  }

  /** VS Code itself leaves a workspace's value of this setting out: its scope is the application. */
  read(): Connections {
    return parseConnections(this.#value());
  }

  /** @returns the active connection, or undefined when there is none that can be used */
  active(): Connection | undefined {
    const chosen = this.#choose();
    return chosen instanceof SettingsError ? undefined : chosen;
  }

  /** @throws SettingsError what is wrong with the active connection, or `noConnection` */
  requireActive(): Connection {
    const chosen = this.#choose();
    if (chosen instanceof SettingsError) {
      throw chosen;
    }
    return chosen;
  }

  /** @throws SettingsError what is wrong with the connection of this name */
  require(name: string): Connection {
    const { usable, problems } = this.read();
    const found =
      usable.find((connection) => connection.name === name) ??
      problems.find(({ data }) => data.connection === name) ??
      new SettingsError('unknownConnection', { connection: name });
    if (found instanceof SettingsError) {
      throw found;
    }
    return found;
  }

  async activate(name: string): Promise<void> {
    await this.#memento.update(activeKey, name);
    this.#changed.fire();
  }

  /** The setting of a connection as the user wrote it. */
  settingOf(name: string): ConnectionSetting | undefined {
    return this.#list().find((one): one is ConnectionSetting => nameOf(one) === name);
  }

  /** Adds a connection, or puts it in the place of the one named `replaces`. Other elements stay as they are. */
  async save(connection: ConnectionSetting, replaces: string | undefined): Promise<void> {
    const list = this.#list();
    const place = list.findIndex((one) => replaces !== undefined && nameOf(one) === replaces);
    const next = place < 0 ? [...list, connection] : list.with(place, connection);
    await this.#write(next);
    await this.activate(connection.name);
  }

  async remove(name: string): Promise<void> {
    await this.#write(this.#list().filter((one) => nameOf(one) !== name));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /**
   * The connection that this workspace remembers, else the first. One that is remembered and cannot be used is never
   * replaced by another: that may be another tenant.
   */
  #choose(): Connection | SettingsError {
    const { usable, problems } = this.read();
    const name = this.#memento.get<string>(activeKey);
    return (
      usable.find((connection) => connection.name === name) ??
      problems.find(({ data }) => data.connection === name) ??
      usable[0] ??
      problems[0] ??
      new SettingsError('noConnection')
    );
  }

  #value(): unknown {
    return workspace.getConfiguration(section).get(setting);
  }

  #list(): unknown[] {
    const value = this.#value();
    return Array.isArray(value) ? value : [];
  }

  async #write(list: unknown[]): Promise<void> {
    await workspace.getConfiguration(section).update(setting, list, ConfigurationTarget.Global);
  }
}

/** As `parseConnections` reads it. */
function nameOf(element: unknown): string | undefined {
  const name = (element as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name.trim() : undefined;
}
