import type { Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { exactly, waitUntil } from './waiting.ts';

/** The menu that is open: a context menu, or the one behind "More Actions...". */
export class Menu {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Waits for the menu and answers with the names of its entries that can be chosen. */
  async entries(): Promise<string[]> {
    const labels = this.#page.locator(
      '.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)',
    );
    await labels.first().waitFor();
    return labels.evaluateAll((all: PageElement[]) => all.map((label) => label.innerText.trim()));
  }

  async choose(name: string | RegExp): Promise<void> {
    const entry = this.#page
      .locator('.monaco-menu .action-item .action-label')
      .filter({ hasText: exactly(name) });
    await entry.first().waitFor();
    // A menu takes no click in its first moments, so that the click that opened it chooses nothing.
    await waitUntil(
      `The menu closed by ${String(name)}`,
      async () => {
        await entry
          .first()
          .click({ timeout: 1_000 })
          .catch(() => undefined);
        const menu = this.#page.locator('.monaco-menu').first();
        await menu.waitFor({ state: 'detached', timeout: 250 }).catch(() => undefined);
        return this.#page.locator('.monaco-menu').count();
      },
      (menus) => menus === 0,
    );
  }

  async escape(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  }
}
