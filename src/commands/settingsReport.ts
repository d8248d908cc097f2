import type { ConnectionStore } from '../auth/connectionStore.ts';
import type { Logger } from '../defender/logger.ts';
import { reportError } from './errorReport.ts';

/** Tells of connections in the settings that cannot be used, each once for as long as it stays so. */
export class SettingsReport {
  readonly #connections: ConnectionStore;
  readonly #logger: Logger;
  #told = new Set<string>();

  constructor(connections: ConnectionStore, logger: Logger) {
    this.#connections = connections;
    this.#logger = logger;
  }

  tell(): void {
    const before = this.#told;
    this.#told = new Set();
    for (const problem of this.#connections.read().problems) {
      const key = problem.reason + JSON.stringify(problem.data);
      this.#told.add(key);
      if (!before.has(key)) {
        void reportError(this.#logger, 'settings', problem);
      }
    }
  }
}
