const patienceMs = 1500;

/** Waits for something that other parts of this process bring about. */
export async function until(condition: () => boolean, what = 'what was waited for'): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > end) {
      throw new Error(`It never came about: ${what}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
