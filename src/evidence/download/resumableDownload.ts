import * as path from 'node:path';
import type { Clock } from '../../defender/clock.ts';
import type { Fetch } from '../../defender/http.ts';
import type { Logger } from '../../defender/logger.ts';
import type { PackageLink } from '../../defender/packageLink.ts';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';
import type { EvidenceKind } from '../archive/contentKind.ts';
import type { SegmentOutcome } from '../acquisitionRecord.ts';
import type { Files } from '../disk/files.ts';
import { statsOf } from '../disk/fileStats.ts';
import { assertFreeSpace } from '../disk/freeSpace.ts';
import { endCutOff, newState, type DownloadState } from './downloadState.ts';
import type { PackageResponse, PackageRest } from './packageRequest.ts';
import { PartFile, type Checkpoint } from './partFile.ts';
import type { FileLooks } from '../publication.ts';
import { transfer } from './transfer.ts';
import { outcomeOf, TransferRetry } from './transferRetry.ts';
import type { UnfinishedDownload, UnfinishedDownloads } from './unfinishedDownloads.ts';

/** So often it is made sure what a crash would leave. */
const checkpointEveryMs = 1000;
/** Less than this is not worth a request for the rest; it is also more than tells a zip archive from a page. */
const leastRestFrom = 4096;

export interface DownloadServices {
  fetch: Fetch;
  files: Files;
  clock: Clock;
  logger: Logger;
  unfinished: UnfinishedDownloads;
}

export interface DownloadOptions {
  signal: AbortSignal;
  /** What the bytes have to begin as; a zip archive where it is not said. */
  kind?: EvidenceKind;
  /** Asks for a link; the requests that this took go into the state. */
  requestLink: (state: DownloadState) => Promise<PackageLink>;
  onBytes: (bytes: number, totalBytes: number | undefined) => void;
  /** The transfer broke, and is tried again at this time. */
  onBroken: (untilMs: number) => void;
}

export interface FinishedDownload {
  bytes: number;
  /** SHA-256 of every byte in the file, 64 lower-case hexadecimal digits. */
  sha256: string;
  looks: FileLooks;
}

/** The bytes of one package on their way to its `.zip.part`, over as many requests and links as it takes. */
export class ResumableDownload {
  readonly #download: UnfinishedDownload;
  readonly #services: DownloadServices;
  readonly #options: DownloadOptions;
  readonly state: DownloadState;
  #part: PartFile | undefined;
  /** How many bytes a later attempt would know. */
  #savedBytes: number;
  #checkedMs = 0;
  #checking: Promise<unknown> | undefined;

  private constructor(
    download: UnfinishedDownload,
    state: DownloadState,
    part: PartFile | undefined,
    services: DownloadServices,
    options: DownloadOptions,
  ) {
    this.#download = download;
    this.state = state;
    this.#part = part;
    this.#savedBytes = part?.bytes ?? 0;
    this.#services = services;
    this.#options = options;
  }

  /** Takes up what an earlier attempt left, as far as it can be proven to be what was received. */
  static async begin(
    download: UnfinishedDownload,
    services: DownloadServices,
    options: DownloadOptions,
  ): Promise<ResumableDownload> {
    const { packagePath, actionId } = download;
    const { files, clock, unfinished, logger } = services;
    const left = await unfinished.readState(packagePath, actionId);
    const { checkpoint = null } = left ?? {};
    const part =
      checkpoint && (await PartFile.reopen(files, partPathOf(packagePath), checkpoint, options.signal));
    if (part) {
      logger.info(`${part.path}: going on after ${part.bytes} bytes`);
    }
    const state = left ?? newState(packagePath, actionId, clock.now());
    endCutOff(state);
    return new ResumableDownload(download, state, part ?? undefined, services, options);
  }

  get bytes(): number {
    return this.#part?.bytes ?? 0;
  }

  #isWhole(): boolean {
    return this.bytes > 0 && this.bytes === this.state.totalBytes;
  }

  /**
   * Brings what is missing, and everything onto the disk.
   * @throws AcquisitionError, NetworkError, what `requestLink` throws, the signal's reason
   */
  async run(): Promise<FinishedDownload> {
    const { clock, logger } = this.#services;
    const { signal, requestLink, onBroken } = this.#options;
    const retry = new TransferRetry(this.bytes);
    let link: PackageLink | undefined;
    while (!this.#isWhole()) {
      link ??= await requestLink(this.state);
      try {
        await this.#transfer(link);
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (this.#isWhole()) {
          break;
        }
        const { waitMs, needsLink } = retry.after(error, this.bytes);
        logger.info(
          `${this.#download.packagePath}: broke after ${this.bytes} bytes (${(error as Error).message}), ` +
            `going on in ${waitMs} ms${needsLink ? ' with a new link' : ''}`,
        );
        link = needsLink ? undefined : link;
        if (waitMs > 0) {
          onBroken(clock.now() + waitMs);
          await clock.sleep(waitMs, signal);
        }
      }
    }
    return this.#finish();
  }

  async #finish(): Promise<FinishedDownload> {
    const part = this.#part as PartFile;
    const { bytes, sha256 } = await part.finish();
    this.state.totalBytes = bytes;
    await this.#save({ bytes, sha256, atUtc: this.#nowUtc() });
    await part.close();
    const { dev, ino, size, mtimeMs } = await onDisk(part.path, () => this.#services.files.stat(part.path));
    if (dev !== part.identity.dev || ino !== part.identity.ino || size !== bytes) {
      throw new AcquisitionError('changedMeanwhile', { path: part.path });
    }
    return { bytes, sha256, looks: { dev, ino, size, mtimeMs } };
  }

  async #transfer(link: PackageLink): Promise<void> {
    const { fetch, clock } = this.#services;
    const { state } = this;
    state.current = { host: link.host, fromByte: this.bytes, startedUtc: this.#nowUtc() };
    let outcome: SegmentOutcome = 'complete';
    let status: number | undefined;
    try {
      await transfer(link, {
        fetch,
        clock,
        signal: this.#options.signal,
        rest: this.#rest(),
        kind: this.#options.kind,
        onStart: (response) => this.#start(response),
        onBytes: (bytes) => this.#moved(bytes),
      });
    } catch (error) {
      ({ outcome, status } = outcomeOf(error));
      throw error;
    } finally {
      await this.#checking;
      const segment = { ...state.current, toByte: this.bytes, finishedUtc: this.#nowUtc(), outcome };
      state.transfers.push(status === undefined ? segment : { ...segment, status });
      state.current = null;
    }
  }

  #rest(): PackageRest | undefined {
    const { totalBytes, ifRange } = this.state;
    return this.bytes >= leastRestFrom && totalBytes !== null && ifRange !== null
      ? { from: this.bytes, ifRange, totalBytes }
      : undefined;
  }

  async #start({ host, from, totalBytes, ifRange }: Omit<PackageResponse, 'body'>): Promise<PartFile> {
    const { files, unfinished } = this.#services;
    const partPath = partPathOf(this.#download.packagePath);
    if (from === 0) {
      this.#savedBytes = 0;
      await this.#part?.restart();
    }
    if (totalBytes !== undefined) {
      await assertFreeSpace(files, path.dirname(partPath), totalBytes - from);
    }
    if (!this.#part) {
      await unfinished.add(this.#download);
      this.#part = await PartFile.create(files, partPath);
    }
    this.state.totalBytes = totalBytes ?? null;
    this.state.ifRange = ifRange ?? null;
    this.state.current = { host, fromByte: from, startedUtc: this.#nowUtc() };
    await this.#check(this.#part);
    this.#options.onBytes(from, totalBytes);
    return this.#part;
  }

  #moved(bytes: number): void {
    this.#options.onBytes(bytes, this.state.totalBytes ?? undefined);
    const isDue = Math.abs(this.#services.clock.now() - this.#checkedMs) >= checkpointEveryMs;
    if (isDue && this.#part && !this.#checking) {
      // Beside the transfer, which hears of a failing disk by itself.
      this.#checking = this.#check(this.#part)
        .catch(() => undefined)
        .finally(() => (this.#checking = undefined));
    }
  }

  /** Makes sure that what was received so far would outlive a crash, and is known again. */
  async #check(part: PartFile): Promise<void> {
    this.#checkedMs = this.#services.clock.now();
    await this.#save(await part.checkpoint(this.#nowUtc()));
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    this.state.checkpoint = checkpoint;
    if (await this.#services.unfinished.saveState(this.state)) {
      this.#savedBytes = checkpoint.bytes;
    }
  }

  /**
   * Closes the file of a download that failed, with what came so far.
   * @returns how many bytes a later attempt can go on with
   */
  async leave(): Promise<number> {
    const part = this.#part;
    if (part && this.#rest()) {
      // What the last checkpoint held stays good when the disk takes no more.
      await this.#check(part).catch(() => undefined);
    }
    await part?.close().catch((error: unknown) => {
      this.#services.logger.warn(`${part.path}: ${(error as Error).message}`);
    });
    return part && this.#rest() && (await this.#isThere(part)) ? this.#savedBytes : 0;
  }

  /** Whether the file still has its name, or the final one already: the folder may have been removed meanwhile. */
  async #isThere({ path: partPath, identity }: PartFile): Promise<boolean> {
    for (const name of [partPath, this.#download.packagePath]) {
      const stats = await statsOf(this.#services.files, name).catch(() => undefined);
      if (stats?.dev === identity.dev && stats.ino === identity.ino) {
        return true;
      }
    }
    return false;
  }

  #nowUtc(): string {
    return new Date(this.#services.clock.now()).toISOString();
  }
}

export function partPathOf(packagePath: string): string {
  return `${packagePath}.part`;
}

/** Whoever holds this lock is the one that downloads the package. */
export function lockPathOf(packagePath: string): string {
  return `${partPathOf(packagePath)}.lock`;
}
