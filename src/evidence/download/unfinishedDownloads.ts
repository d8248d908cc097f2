import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { Clock } from '../../defender/clock.ts';
import type { Logger } from '../../defender/logger.ts';
import { isCancellation } from '../../defender/reasonedError.ts';
import type { Files } from '../disk/files.ts';
import { readJson, SharedList, writeJson } from '../disk/sharedList.ts';
import type { DownloadState } from './downloadState.ts';

/** A download that was begun and is not finished, as it is offered at the next start. */
export interface UnfinishedDownload {
  /** Full path that the package has in the end. */
  packagePath: string;
  /** Full path of the workspace folder, and the folder for packages relative to it. */
  root: string;
  folder: string;
  /** Id of the machine action, and the name of its device. */
  actionId: string;
  device: string;
  /** Of the live response command, where its result is downloaded and no package. */
  commandIndex?: number;
  /** Name of the connection. */
  connection: string;
}

export interface UnfinishedDownloadsOptions {
  files: Files;
  clock: Clock;
  logger: Logger;
  /** Full path of a folder of the extension's own; made when it is needed. */
  folder: string;
}

/**
 * The unfinished downloads of all windows of this machine: one small list, read at the start, and a state for each,
 * read when it goes on. When they cannot be written a download goes on all the same; it just cannot be resumed.
 */
export class UnfinishedDownloads {
  readonly #options: UnfinishedDownloadsOptions;
  readonly #list: SharedList<UnfinishedDownload>;

  constructor(options: UnfinishedDownloadsOptions) {
    this.#options = options;
    this.#list = new SharedList({
      ...options,
      path: path.join(options.folder, 'unfinished-downloads.json'),
      isElement: isUnfinishedDownload,
    });
  }

  async list(): Promise<UnfinishedDownload[]> {
    return this.#list.read().catch(() => []);
  }

  async add(download: UnfinishedDownload): Promise<void> {
    await this.#unlessImpossible(() =>
      this.#list.change((list) => [...without(list, download.packagePath), download]),
    );
  }

  async remove(packagePath: string): Promise<void> {
    await this.#unlessImpossible(() => this.#list.change((list) => without(list, packagePath)));
    await this.#unlessImpossible(() =>
      this.#options.files.rm(this.#statePathOf(packagePath), { force: true }),
    );
  }

  /** @returns whether a later attempt will know of it */
  async saveState(state: DownloadState): Promise<boolean> {
    return this.#unlessImpossible(() =>
      writeJson(this.#options.files, this.#statePathOf(state.packagePath), state),
    );
  }

  /** @returns undefined when nothing is known that could be gone on with */
  async readState(packagePath: string, actionId: string): Promise<DownloadState | undefined> {
    const statePath = this.#statePathOf(packagePath);
    const state = (await readJson(this.#options.files, statePath).catch(() => undefined)) as
      DownloadState | undefined;
    return state?.schema === 'download-state/1' &&
      state.packagePath === packagePath &&
      state.actionId === actionId
      ? state
      : undefined;
  }

  #statePathOf(packagePath: string): string {
    const name = createHash('sha256').update(packagePath).digest('hex').slice(0, 32);
    return path.join(this.#options.folder, `${name}.json`);
  }

  /** @returns whether it was possible */
  async #unlessImpossible(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (isCancellation(error)) {
        throw error;
      }
      this.#options.logger.warn(`A download may not be resumable: ${(error as Error).message}`);
      return false;
    }
  }
}

function without(list: UnfinishedDownload[], packagePath: string): UnfinishedDownload[] {
  return list.filter((download) => download.packagePath !== packagePath);
}

function isUnfinishedDownload(value: unknown): value is UnfinishedDownload {
  const fields = (value ?? {}) as Record<keyof UnfinishedDownload, unknown>;
  const texts = [
    fields.packagePath,
    fields.root,
    fields.folder,
    fields.actionId,
    fields.device,
    fields.connection,
  ];
  return (
    texts.every((field) => typeof field === 'string') &&
    (fields.commandIndex === undefined || Number.isInteger(fields.commandIndex))
  );
}
