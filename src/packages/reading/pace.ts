import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which messages are looked for: a cancelled question must not go on for long. */
const sliceMs = 12;
/** Looking at the clock takes longer than most steps. */
const stepsPerLook = 32;

/** Long work in slices, between which the thread hears what it is told. */
export class Pace {
  readonly signal: AbortSignal;
  #sliceStartMs = performance.now();
  #steps = 0;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** To be asked at each step; when it is true, `rest` is due. */
  isDue(): boolean {
    return ++this.#steps % stepsPerLook === 0 && performance.now() - this.#sliceStartMs > sliceMs;
  }

  /** @throws the signal's reason */
  async rest(): Promise<void> {
    await setImmediate();
    this.signal.throwIfAborted();
    this.#sliceStartMs = performance.now();
  }
}
