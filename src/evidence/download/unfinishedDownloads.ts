import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { Clock } from '../../defender/clock.ts';
import type { Logger } from '../../defender/logger.ts';
import { isCancellation } from '../../defender/reasonedError.ts';
import { withLock } from '../disk/fileLock.ts';
import type { Files } from '../disk/files.ts';
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
  /** Name of the connection. */
  connection: string;
}

/** No download has so many requests that its state would be longer; nor are so many unfinished. */
const longestFile = 4 * 1024 * 1024;

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

  constructor(options: UnfinishedDownloadsOptions) {
    this.#options = options;
  }

  async list(): Promise<UnfinishedDownload[]> {
    return this.#readList().catch(() => []);
  }

  async add(download: UnfinishedDownload): Promise<void> {
    await this.#changeList((list) => [...without(list, download.packagePath), download]);
  }

  async remove(packagePath: string): Promise<void> {
    await this.#changeList((list) => without(list, packagePath));
    await this.#unlessImpossible(() =>
      this.#options.files.rm(this.#statePathOf(packagePath), { force: true }),
    );
  }

  /** @returns whether a later attempt will know of it */
  async saveState(state: DownloadState): Promise<boolean> {
    return this.#unlessImpossible(() => this.#write(this.#statePathOf(state.packagePath), state));
  }

  /** @returns undefined when nothing is known that could be gone on with */
  async readState(packagePath: string, actionId: string): Promise<DownloadState | undefined> {
    const statePath = this.#statePathOf(packagePath);
    const state = (await this.#read(statePath).catch(() => undefined)) as DownloadState | undefined;
    return state?.schema === 'download-state/1' &&
      state.packagePath === packagePath &&
      state.actionId === actionId
      ? state
      : undefined;
  }

  get #listPath(): string {
    return path.join(this.#options.folder, 'unfinished-downloads.json');
  }

  #statePathOf(packagePath: string): string {
    const name = createHash('sha256').update(packagePath).digest('hex').slice(0, 32);
    return path.join(this.#options.folder, `${name}.json`);
  }

  async #changeList(change: (list: UnfinishedDownload[]) => UnfinishedDownload[]): Promise<void> {
    const { files, folder } = this.#options;
    await this.#unlessImpossible(async () => {
      await files.mkdir(folder, { recursive: true });
      await withLock(`${this.#listPath}.lock`, this.#options, async () => {
        await this.#write(this.#listPath, change(await this.#readList()));
      });
    });
  }

  /** Whole under its name, or as it was. */
  async #write(filePath: string, content: object): Promise<void> {
    const { files } = this.#options;
    await files.writeFile(`${filePath}.new`, JSON.stringify(content));
    await files.rename(`${filePath}.new`, filePath);
  }

  async #read(filePath: string): Promise<unknown> {
    const { files } = this.#options;
    try {
      const { size } = await files.stat(filePath);
      return size > longestFile ? undefined : (JSON.parse(await files.readFile(filePath, 'utf8')) as unknown);
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') {
        // Torn by a crash, or not there: then nothing is known.
        return undefined;
      }
      throw error;
    }
  }

  async #readList(): Promise<UnfinishedDownload[]> {
    const list = await this.#read(this.#listPath);
    return Array.isArray(list) ? list.filter(isUnfinishedDownload) : [];
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
  return [
    fields.packagePath,
    fields.root,
    fields.folder,
    fields.actionId,
    fields.device,
    fields.connection,
  ].every((field) => typeof field === 'string');
}
