import type { Page } from 'playwright-core';
import { hoverText } from './hover.ts';
import type { PageElement } from './pageElement.ts';
import { waitUntil } from './waiting.ts';

export interface StatusItem {
  id: string;
  text: string;
  /** Its icons and its tooltip in words. */
  ariaLabel: string;
}

export class StatusBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  items(): Promise<StatusItem[]> {
    return this.#page.locator('.statusbar-item:visible').evaluateAll((all: PageElement[]) =>
      all.map((item) => ({
        id: item.getAttribute('id') ?? '',
        text: item.innerText.trim(),
        ariaLabel: item.getAttribute('aria-label') ?? '',
      })),
    );
  }

  /** Waits for an item whose text or aria label matches. */
  async waitFor(wanted: RegExp): Promise<StatusItem> {
    const isWanted = (item: StatusItem): boolean => wanted.test(item.text) || wanted.test(item.ariaLabel);
    const what = `The status bar item ${String(wanted)}`;
    const items = await waitUntil(
      what,
      () => this.items(),
      (all) => all.some(isWanted),
    );
    return items.find(isWanted) as StatusItem;
  }

  /** Waits until no item's text or aria label matches. */
  async waitUntilGone(unwanted: RegExp): Promise<void> {
    const isGone = (items: StatusItem[]): boolean =>
      !items.some((item) => unwanted.test(item.text) || unwanted.test(item.ariaLabel));
    await waitUntil(`No status bar item ${String(unwanted)}`, () => this.items(), isGone);
  }

  async click(wanted: RegExp): Promise<void> {
    const { id } = await this.waitFor(wanted);
    await this.#page.locator(`.statusbar-item[id="${id}"]`).locator('.statusbar-item-label').click();
  }

  async hoverText(wanted: RegExp): Promise<string> {
    const { id } = await this.waitFor(wanted);
    return hoverText(this.#page.locator(`.statusbar-item[id="${id}"]`));
  }
}
