import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { waitUntil } from './waiting.ts';

/** Moves the mouse to where it hovers over nothing: a hover can lie over what is clicked next. */
export async function moveMouseAway(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
}

/** Rests the mouse on an element and answers with the text of the hover that appears. */
export async function hoverText(element: Locator): Promise<string> {
  const page = element.page();
  const hovers = page.locator('.monaco-hover:visible, .workbench-hover-container:visible .monaco-hover');
  const read = (): Promise<string> =>
    hovers.evaluateAll((all: PageElement[]) =>
      (all.at(-1)?.innerText ?? '').replaceAll('\u00a0', ' ').trim(),
    );
  // An older hover has to go first, or its text would be taken for the new one's.
  await moveMouseAway(page);
  await waitUntil('The last hover gone', read, (text) => text === '');
  await element.hover();
  return waitUntil('A hover', read, (text) => text !== '' && !/^Loading/.test(text));
}
