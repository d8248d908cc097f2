import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { exactly } from './waiting.ts';

export interface DialogContent {
  message: string;
  detail: string;
  /** From left to right. */
  buttons: string[];
}

/** The modal dialog in the middle of the window. */
export class Dialog {
  readonly #box: Locator;

  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  async isOpen(): Promise<boolean> {
    return (await this.#box.count()) > 0;
  }

  /** Waits for the dialog and answers with what it says. */
  async read(): Promise<DialogContent> {
    await this.#box.waitFor();
    const text = (selector: string): Promise<string> =>
      this.#box.locator(selector).evaluateAll((all: PageElement[]) => all[0]?.innerText ?? '');
    return {
      message: await text('.dialog-message-text'),
      detail: await text('.dialog-message-detail'),
      buttons: await this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts(),
    };
  }

  /** Clicks a button; answers when the dialog is gone. */
  async click(button: string): Promise<void> {
    await this.#box
      .locator('.dialog-buttons .monaco-button')
      .filter({ hasText: exactly(button) })
      .click();
    await this.#box.waitFor({ state: 'detached' });
  }

  async escape(): Promise<void> {
    await this.#box.waitFor();
    await this.#box.press('Escape');
    await this.#box.waitFor({ state: 'detached' });
  }
}
