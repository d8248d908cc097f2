import { NetworkError } from '../../defender/networkError.ts';
import { AcquisitionError } from '../acquisitionError.ts';
import type { SegmentOutcome } from '../acquisitionRecord.ts';

/** Attempts in a row that bring next to nothing, after which a person decides. */
const mostFruitless = 3;
const firstBackoffMs = 1000;
/** A longer pause of the package host is for a person to decide. */
const longestPauseMs = 60_000;
/** Fewer new bytes than this count as nothing: a host must not keep us busy with crumbs. */
const leastGain = 65_536;
/** However much comes each time: no sane way to a package breaks so often. */
const mostAttempts = 500;

export interface NextAttempt {
  /** Milliseconds until then. */
  waitMs: number;
  /** The link is no longer good: another one has to be asked for. */
  needsLink: boolean;
}

/** Decides whether a transfer that broke is gone on with. */
export class TransferRetry {
  #mostBytes: number;
  #attempts = 0;
  #fruitless = 0;
  #fruitlessLinks = 0;

  /** @param bytes that are there before the first attempt */
  constructor(bytes: number) {
    this.#mostBytes = bytes;
  }

  /**
   * @param bytes how far the attempt came before it broke
   * @throws the error itself when going on makes no sense
   */
  after(error: unknown, bytes: number): NextAttempt {
    this.#attempts++;
    const hasGained = bytes - this.#mostBytes >= leastGain;
    this.#mostBytes = Math.max(this.#mostBytes, bytes);
    if (hasGained) {
      this.#fruitless = 0;
      this.#fruitlessLinks = 0;
    }
    if (isStaleLink(error) && this.#fruitlessLinks === 0 && this.#attempts < mostAttempts) {
      this.#fruitlessLinks++;
      return { waitMs: 0, needsLink: true };
    }
    const pauseMs = passingPauseMs(error);
    if (
      pauseMs === undefined ||
      pauseMs > longestPauseMs ||
      this.#fruitless >= mostFruitless ||
      this.#attempts >= mostAttempts
    ) {
      throw error;
    }
    const backoffMs = hasGained ? 0 : firstBackoffMs * 2 ** this.#fruitless;
    this.#fruitless++;
    return { waitMs: Math.max(pauseMs, backoffMs), needsLink: false };
  }
}

/** An expired link may answer nothing at all. */
function isStaleLink(error: unknown): boolean {
  return (
    AcquisitionError.is(error, 'linkExpired') ||
    (AcquisitionError.is(error, 'notAPackage') && error.data.content === 'empty')
  );
}

/** @returns the pause that the host asks for; undefined when the fault does not pass by itself */
function passingPauseMs(error: unknown): number | undefined {
  if (error instanceof NetworkError) {
    return error.reason === 'certificate' || error.reason === 'proxy' ? undefined : 0;
  }
  if (AcquisitionError.is(error, 'cutShort')) {
    return 0;
  }
  if (AcquisitionError.is(error, 'linkRefused')) {
    const { status = 0, retryAfterMs = 0 } = error.data;
    return status === 408 || status === 429 || status >= 500 ? retryAfterMs : undefined;
  }
  return undefined;
}

/** How the record names what ended a transfer, and the host's answer where it was one. */
export function outcomeOf(error: unknown): { outcome: SegmentOutcome; status?: number } {
  if (error instanceof NetworkError) {
    return { outcome: error.reason === 'timeout' ? 'stalled' : 'interrupted' };
  }
  if (!(error instanceof AcquisitionError)) {
    return { outcome: 'stopped' };
  }
  const { status } = error.data;
  const answered = status === undefined ? {} : { status };
  switch (error.reason) {
    case 'cutShort':
      return { outcome: 'cutShort' };
    case 'linkExpired':
      return { outcome: 'linkExpired', ...answered };
    case 'linkRefused':
    case 'notAPackage':
    case 'tooLong':
    case 'unsafeRedirect':
    case 'tooManyRedirects':
      return { outcome: 'refused', ...answered };
    default:
      return { outcome: 'stopped' };
  }
}
