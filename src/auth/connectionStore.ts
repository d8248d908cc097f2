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

  /** @returns the active connection, or undefined when none is configured or none can be used */
  active(): Connection | undefined {
    const { usable } = this.read();
    const name = this.#memento.get<string>(activeKey);
    return usable.find((connection) => connection.name === name) ?? usable[0];
  }

  /** @throws SettingsError the first problem, or `noConnection` */
  requireActive(): Connection {
    const connection = this.active();
    if (!connection) {
      throw this.read().problems[0] ?? new SettingsError('noConnection');
    }
    return connection;
  }

  async activate(name: string): Promise<void> {
    await this.#memento.update(activeKey, name);
    this.#changed.fire();
  }

  /** The setting of a connection as the user wrote it. */
  settingOf(name: string): ConnectionSetting | undefined {
    return this.#list().find(
      (one): one is ConnectionSetting => (one as ConnectionSetting | null)?.name === name,
    );
  }

  /** Adds a connection, or puts it in the place of the one named `replaces`. Other elements stay as they are. */
  async save(connection: ConnectionSetting, replaces: string | undefined): Promise<void> {
    const list = this.#list();
    const place = list.findIndex((one) => (one as ConnectionSetting | null)?.name === replaces);
    const next = place < 0 ? [...list, connection] : list.with(place, connection);
    await this.#write(next);
    await this.activate(connection.name);
  }

  async remove(name: string): Promise<void> {
    await this.#write(this.#list().filter((one) => (one as ConnectionSetting | null)?.name !== name));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
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
