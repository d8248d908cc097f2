import type { Locator } from 'playwright-core';
import { moveMouseAway } from './hover.ts';
import { waitUntil } from './waiting.ts';

/**
 * VS Code draws only the rows of a list that are in view. Scrolls through it from its top, hands each screenful of
 * rows to `read` and collects the rows by their index, until `enough` says so.
 */
export async function scrollThrough<T extends { index: number; last: boolean }>(
  list: Locator,
  read: () => Promise<T[]>,
  enough: (rows: T[]) => boolean = () => false,
): Promise<T[]> {
  const found = new Map<number, T>();
  const mouse = list.page().mouse;
  // The hover of a row that the mouse rested on lies over the list, and would take the turns of the wheel.
  const pointAtList = async (): Promise<void> => {
    await moveMouseAway(list.page());
    await list.hover();
  };
  let rows = await read();
  const isTop = (now: T[]): boolean => now.length === 0 || now.some((row) => row.index === 0);
  if (rows.length > 0 && !(isTop(rows) && rows.some((row) => row.last))) {
    // One turn of the wheel goes only so far, and the list follows it a little later.
    const turnUp = async (): Promise<T[]> => {
      await pointAtList();
      await mouse.wheel(0, -2_000);
      return read();
    };
    rows = await waitUntil('The top of the list', turnUp, isTop);
  }
  for (;;) {
    rows.forEach((row) => found.set(row.index, row));
    if (rows.length === 0 || rows.some((row) => row.last) || enough(rows)) {
      return [...found.values()].sort((a, b) => a.index - b.index);
    }
    const bottom = Math.max(...rows.map((row) => row.index));
    const height = (await list.boundingBox())?.height ?? 100;
    await mouse.wheel(0, Math.max(height - 44, 22));
    let nudgeAt = performance.now() + 500;
    const readOn = async (): Promise<T[]> => {
      // A turn of the wheel can get lost. Another full one could pass over rows, should the first only be late.
      if (performance.now() > nudgeAt) {
        await pointAtList();
        nudgeAt = performance.now() + 500;
        await mouse.wheel(0, 22);
      }
      return read();
    };
    rows = await waitUntil('More rows of the list', readOn, (now) => now.some((row) => row.index > bottom));
  }
}
