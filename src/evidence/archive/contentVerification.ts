import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { contentKind, contentKindBytes, type EvidenceKind } from './contentKind.ts';
import type { ArchiveFault } from './archiveFault.ts';
import type { Files } from '../disk/files.ts';
import { verifyArchive, type ArchiveReport, type VerificationOptions } from './zipVerification.ts';

/** Reports of scripts are far shorter; a longer text would take the memory of the editor. */
const longestJson = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Proves that a file is whole and what its kind demands: every member of a zip archive; every byte of a gzip file, by
 * its checksums, in constant memory; a JSON text that can be read and tells of no error of the service. Damage is no
 * reason to throw.
 * @throws what the file system throws; the signal's reason
 */
export async function verifyContent(
  kind: EvidenceKind,
  files: Files,
  path: string,
  options: VerificationOptions,
): Promise<ArchiveReport> {
  if (kind === 'zip') {
    return verifyArchive(files, path, options);
  }
  const file = await files.open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(contentKindBytes), 0, contentKindBytes, 0);
    const content = contentKind(buffer.subarray(0, bytesRead));
    const prove = kind === 'gzip' ? unpack : parse;
    const { unpackedBytes, fault }: Proof =
      content === kind ? await prove(file, size, options) : refuted('otherContent');
    options.signal.throwIfAborted();
    options.onProgress?.(size, size);
    const faults = fault ? [fault] : [];
    return { members: 1, unpackedBytes, faults, faultCount: faults.length, content };
  } finally {
    await file.close();
  }
}

interface Proof {
  unpackedBytes: number;
  fault?: ArchiveFault;
}

async function unpack(
  file: FileHandle,
  size: number,
  { signal, onProgress }: VerificationOptions,
): Promise<Proof> {
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  let unpackedBytes = 0;
  try {
    const source = file.createReadStream({ start: 0, autoClose: false, highWaterMark: pieceBytes });
    await pipeline(
      source,
      gunzip,
      async (pieces: AsyncIterable<Buffer>) => {
        for await (const piece of pieces) {
          unpackedBytes += piece.length;
          onProgress?.(gunzip.bytesWritten, size);
        }
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    switch ((error as NodeJS.ErrnoException).code) {
      case 'Z_BUF_ERROR':
        return { unpackedBytes, fault: { kind: 'truncated', offset: size } };
      case 'Z_DATA_ERROR':
        return { unpackedBytes, fault: { kind: 'inflate', offset: 0 } };
      case 'ERR_STREAM_PREMATURE_CLOSE': // zeros behind the end: nothing more is taken
        break;
      default:
        throw error;
    }
  }
  const length = size - gunzip.bytesWritten;
  return length > 0
    ? { unpackedBytes, fault: { kind: 'trailingBytes', offset: gunzip.bytesWritten, length } }
    : { unpackedBytes };
}

async function parse(file: FileHandle, size: number, { signal }: VerificationOptions): Promise<Proof> {
  if (size > longestJson) {
    return refuted('longText');
  }
  const bytes = await file.readFile({ signal });
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isErrorAnswer(value) ? refuted('errorAnswer') : { unpackedBytes: size };
  } catch {
    return refuted('json');
  }
}

/** What the service and its gateways answer instead of a result; reports of scripts have other fields. */
function isErrorAnswer(value: unknown): boolean {
  const { error, script_output: output } = value as { error?: unknown; script_output?: unknown };
  return typeof error === 'object' && error !== null && output === undefined;
}

function refuted(kind: 'otherContent' | 'longText' | 'errorAnswer' | 'json'): Proof {
  return { unpackedBytes: 0, fault: { kind, offset: 0 } };
}
