import { EventEmitter, type Disposable, type Memento } from 'vscode';

/** Something a person chose for this workspace, kept over a reload. */
export class WorkspaceValue<T> implements Disposable {
  readonly #memento: Memento;
  readonly #key: string;
  readonly #read: (kept: unknown) => T;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  /** @param read makes a value of whatever was kept, of nothing too */
  constructor(workspaceState: Memento, key: string, read: (kept: unknown) => T) {
    this.#memento = workspaceState;
    this.#key = key;
    this.#read = read;
  }

  get value(): T {
    return this.#read(this.#memento.get(this.#key));
  }

  async set(value: T): Promise<void> {
    await this.#memento.update(this.#key, value);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
