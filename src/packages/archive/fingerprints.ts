import { hashFile } from '../../evidence/disk/fileHash.ts';
import type { Files } from '../../evidence/disk/files.ts';
import type { WatchedFile } from './watchedFile.ts';

export interface FingerprintOptions {
  signal: AbortSignal;
  /** Told how many bytes of the file are read. */
  onBytes?: (bytes: number) => void;
}

/** The SHA-256 of files, computed when asked for, and not again while a file is the same. */
export class Fingerprints {
  readonly #files: Files;
  readonly #known = new Map<string, string>();

  constructor(files: Files) {
    this.#files = files;
  }

  /**
   * @returns the SHA-256 of the file that was opened, 64 lower-case hexadecimal digits
   * @throws ReadStopped when it is another file by now; AcquisitionError when it cannot be read; the signal's reason
   */
  async of(file: WatchedFile, { signal, onBytes }: FingerprintOptions): Promise<string> {
    await file.assertUnchanged();
    const { device, inode, size, modifiedNs } = file.identity;
    const key = [device, inode, size, modifiedNs].join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const sha256 = await hashFile(this.#files, file.path, signal, onBytes);
    await file.assertUnchanged();
    this.#known.set(key, sha256);
    return sha256;
  }
}
