import type { Clock } from '../../defender/clock.ts';
import type { Fetch } from '../../defender/http.ts';
import { NetworkError, toNetworkError } from '../../defender/networkError.ts';
import type { PackageLink } from '../../defender/packageLink.ts';
import { AcquisitionError } from '../acquisitionError.ts';
import { contentKind, contentKindBytes, type EvidenceKind } from '../archive/contentKind.ts';
import { requestPackage, type PackageResponse, type PackageRest } from './packageRequest.ts';
import type { PartFile } from './partFile.ts';
import { StallWatch } from './stallWatch.ts';

export interface TransferOptions {
  fetch: Fetch;
  clock: Clock;
  signal: AbortSignal;
  /** What is wanted where the beginning is there already. */
  rest: PackageRest | undefined;
  /** What the bytes have to begin as; a zip archive where it is not said. */
  kind?: EvidenceKind | undefined;
  /** Once the first bytes are those of a package, or of its rest: gives the file that the bytes go into. What it throws ends the transfer. */
  onStart: (response: Omit<PackageResponse, 'body'>) => Promise<PartFile>;
  /** After each piece: bytes that the file has taken. */
  onBytes: (bytes: number) => void;
}

/**
 * Appends what one request for a package brings to the file that `onStart` gives. Ends early when the first bytes
 * are not those of what is expected.
 * @throws AcquisitionError, NetworkError; the signal's reason when it was aborted. The file keeps what came.
 */
export async function transfer(link: PackageLink, options: TransferOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const watch = new StallWatch(options.clock, () => stop.abort());
  try {
    const response = await requestPackage(options.fetch, link, signal, options.rest);
    watch.moved();
    await pour(response, options, () => watch.moved());
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

async function pour(
  response: PackageResponse,
  { kind = 'zip', onStart, onBytes }: TransferOptions,
  onHeard: () => void,
): Promise<void> {
  const { from, totalBytes } = response;
  let part: PartFile | undefined;
  for await (const piece of piecesOf(response, kind, onHeard)) {
    part ??= await onStart(response);
    const receivedBytes = part.bytes + piece.length;
    if (totalBytes !== undefined && receivedBytes > totalBytes) {
      throw new AcquisitionError('tooLong', { expectedBytes: totalBytes, receivedBytes });
    }
    // Awaited only where there is something to wait for: there are many pieces.
    const writing = part.append(piece);
    if (writing) {
      await writing;
    }
    onBytes(part.bytes);
  }
  const receivedBytes = part?.bytes ?? from;
  if (totalBytes !== undefined && receivedBytes < totalBytes) {
    throw new AcquisitionError('cutShort', { expectedBytes: totalBytes, receivedBytes });
  }
}

/**
 * The body, piece by piece. The first bytes are held back until they show what it is, so that the page of a gateway
 * takes no place, least of all that of bytes which came before it.
 * @throws AcquisitionError, NetworkError
 */
async function* piecesOf(
  { body, host, from }: PackageResponse,
  kind: EvidenceKind,
  onHeard: () => void,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = from === 0 ? new Uint8Array() : undefined;
  try {
    for await (const chunk of body) {
      onHeard();
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (!head) {
        yield piece;
        continue;
      }
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      if (head.length >= contentKindBytes) {
        refuseOtherContent(head, kind);
        yield head;
        head = undefined;
      }
    }
  } catch (error) {
    throw error instanceof AcquisitionError ? error : toNetworkError(error, host);
  }
  if (head) {
    refuseOtherContent(head, kind);
    yield head;
  }
}

function refuseOtherContent(head: Uint8Array, expected: EvidenceKind): void {
  const content = contentKind(head);
  if (content !== expected) {
    throw new AcquisitionError('notAPackage', { content, ...(expected !== 'zip' && { expected }) });
  }
}
