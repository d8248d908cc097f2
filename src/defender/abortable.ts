/** Lets go of work that takes no signal: rejects with the signal's reason as soon as it is aborted. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return work;
  }
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) {
      leave();
    }
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
