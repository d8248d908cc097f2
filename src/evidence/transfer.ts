import type { Clock } from '../defender/clock.ts';
import type { Fetch } from '../defender/http.ts';
import { NetworkError } from '../defender/networkError.ts';
import type { PackageLink } from '../defender/packageLink.ts';
import { AcquisitionError } from './acquisitionError.ts';
import { contentKind, contentKindBytes } from './contentKind.ts';
import { requestPackage, type PackageResponse, type PackageRest } from './packageRequest.ts';
import type { PartFile } from './partFile.ts';
import { StallWatch } from './stallWatch.ts';

export interface TransferOptions {
  fetch: Fetch;
  clock: Clock;
  signal: AbortSignal;
  /** What is wanted where the beginning is there already. */
  rest: PackageRest | undefined;
  /** Before the first byte: gives the file that the bytes go into. What it throws ends the transfer. */
  onStart: (response: Omit<PackageResponse, 'body'>) => Promise<PartFile>;
  /** After each piece: bytes that the file has taken. */
  onBytes: (bytes: number) => void;
}

/**
 * Appends what one request for a package brings to the file that `onStart` gives. Ends early when the first bytes
 * are not those of a zip archive.
 * @throws AcquisitionError, NetworkError; the signal's reason when it was aborted. The file keeps what came.
 */
export async function transfer(link: PackageLink, options: TransferOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const watch = new StallWatch(options.clock, () => stop.abort());
  try {
    const response = await requestPackage(options.fetch, link, signal, options.rest);
    watch.moved();
    const part = await options.onStart(response);
    await pour(response, part, () => {
      watch.moved();
      options.onBytes(part.bytes);
    });
  } catch (error) {
    options.signal.throwIfAborted();
    if (watch.stalled) {
      throw new NetworkError('timeout', { host: link.host });
    }
    throw error;
  } finally {
    watch.stop();
    // Lets go of the connection when the body was not read to its end.
    stop.abort();
  }
}

async function pour(response: PackageResponse, part: PartFile, onPiece: () => void): Promise<void> {
  const { body, from, totalBytes } = response;
  let head = Buffer.alloc(0);
  for await (const chunk of body) {
    if (from === 0 && head.length < contentKindBytes) {
      head = Buffer.concat([head, chunk.subarray(0, contentKindBytes - head.length)]);
      refuseOtherContent(head, contentKindBytes);
    }
    const receivedBytes = part.bytes + chunk.length;
    if (totalBytes !== undefined && receivedBytes > totalBytes) {
      throw new AcquisitionError('tooLong', { expectedBytes: totalBytes, receivedBytes });
    }
    // Awaited only where there is something to wait for: there are many pieces.
    const writing = part.append(chunk);
    if (writing) {
      await writing;
    }
    onPiece();
  }
  if (from === 0) {
    refuseOtherContent(head, 0);
  }
  if (totalBytes !== undefined && part.bytes < totalBytes) {
    throw new AcquisitionError('cutShort', { expectedBytes: totalBytes, receivedBytes: part.bytes });
  }
}

function refuseOtherContent(head: Uint8Array, enough: number): void {
  if (head.length >= enough) {
    const content = contentKind(head);
    if (content !== 'zip') {
      throw new AcquisitionError('notAPackage', { content });
    }
  }
}
