/**
 * An error that names its reason instead of describing it: `reason` says which case it is, `data` what a person
 * needs to know about it. The words are found where they are shown. Neither ever holds a token, a secret or a link.
 */
export abstract class ReasonedError<Reason extends string, Data extends object> extends Error {
  readonly reason: Reason;
  readonly data: Data;

  protected constructor(family: string, reason: Reason, data: Data, cause?: unknown) {
    super(`${family}: ${reason}`, { cause });
    this.reason = reason;
    this.data = data;
    // Set by hand: the minifier renames classes.
    this.name = family;
  }
}

/** Whether an error only says that a person or a shutdown stopped the work. Such errors are never shown. */
export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

export function cancelled(): DOMException {
  return new DOMException('Cancelled', 'AbortError');
}
