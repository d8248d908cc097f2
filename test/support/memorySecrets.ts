import type { Disposable, Event, SecretStorage, SecretStorageChangeEvent } from 'vscode';

/** VS Code's SecretStorage, kept in memory. Several windows share one, as they do on one machine. */
export class MemorySecrets implements SecretStorage {
  readonly values = new Map<string, string>();
  /** Every write and deletion from now on fails, as with a keyring that cannot be reached. */
  failWrites = false;
  readonly #listeners = new Set<(event: SecretStorageChangeEvent) => unknown>();

  readonly onDidChange: Event<SecretStorageChangeEvent> = (listener) => {
    this.#listeners.add(listener);
    const subscription: Pick<Disposable, 'dispose'> = { dispose: () => this.#listeners.delete(listener) };
    return subscription;
  };

  /** All that is stored, as one text. */
  get text(): string {
    return [...this.values.values()].join('\n');
  }

  keys(): Promise<string[]> {
    return Promise.resolve([...this.values.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#write(key, () => this.values.set(key, value));
  }

  delete(key: string): Promise<void> {
    return this.#write(key, () => this.values.delete(key));
  }

  #write(key: string, write: () => void): Promise<void> {
    if (this.failWrites) {
      return Promise.reject(new Error('The keyring cannot be reached.'));
    }
    write();
    for (const listener of this.#listeners) {
      listener({ key });
    }
    return Promise.resolve();
  }
}
