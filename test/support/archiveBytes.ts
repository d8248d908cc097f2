import assert from 'node:assert/strict';
import { nodeFiles, type Files } from '../../src/evidence/disk/files.ts';
import { readZipDirectory, type ZipDirectory } from '../../src/evidence/archive/zipDirectory.ts';
import {
  verifyArchive,
  type ArchiveFault,
  type ArchiveReport,
} from '../../src/evidence/archive/zipVerification.ts';

const signal = new AbortController().signal;

/** Files of which every one that is opened has these bytes. */
export class BytesAsFile {
  readonly files: Files;
  bytes: Uint8Array;
  /** How many bytes each read asked for. */
  readonly reads: number[] = [];
  opened = 0;
  /** Called after each read, and after the question how long the file is. */
  afterwards: (() => void) | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const file = {
      stat: () => {
        const { length: size } = this.bytes;
        this.afterwards?.();
        return Promise.resolve({ size });
      },
      read: (buffer: Buffer, offset: number, length: number, position: number) => {
        this.reads.push(length);
        const found = this.bytes.subarray(position, position + length);
        buffer.set(found, offset);
        this.afterwards?.();
        return Promise.resolve({ bytesRead: found.length });
      },
      close: () => {
        this.opened--;
        return Promise.resolve();
      },
    };
    const open = () => {
      this.opened++;
      return Promise.resolve(file);
    };
    this.files = { ...nodeFiles, open: open as unknown as Files['open'] };
  }
}

export async function verifyBytes(bytes: Uint8Array, file = new BytesAsFile(bytes)): Promise<ArchiveReport> {
  const report = await verifyArchive(file.files, 'package.zip', { signal });
  assert.equal(file.opened, 0);
  assert.equal(report.faults.length, Math.min(100, report.faultCount));
  return report;
}

export async function faultsOf(bytes: Uint8Array): Promise<ArchiveFault[]> {
  return (await verifyBytes(bytes)).faults;
}

export async function directoryOf(bytes: Uint8Array, file = new BytesAsFile(bytes)): Promise<ZipDirectory> {
  return readZipDirectory(await file.files.open('package.zip', 'r'), { signal });
}
