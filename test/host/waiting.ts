import { setTimeout as delay } from 'node:timers/promises';

/** How long the methods of a window wait for what they need: as long as a busy machine may take over anything. */
export const patience = 25_000;

/** Reads until what it reads is accepted; `wanted` says in a failure what was waited for. */
export async function waitUntil<T>(
  wanted: string,
  read: () => Promise<T>,
  accept: (value: T) => boolean,
  milliseconds = patience,
): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (accept(value)) {
      return value;
    }
    if (performance.now() > end) {
      throw new Error(
        `${wanted}: not within ${milliseconds} ms. Seen: ${JSON.stringify(value, undefined, 1)}`,
      );
    }
    await delay(40);
  }
}

/** Whether a text is the one that was asked for: a string exactly, a pattern anywhere. */
export function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

/** For Playwright's text filters: a string there means any part of the text. */
export function exactly(wanted: string | RegExp): RegExp {
  return typeof wanted === 'string' ? new RegExp(`^\\s*${escaped(wanted)}\\s*$`) : wanted;
}

/** A text as the source of a pattern that matches just it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
