import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { scrollThrough } from './virtualList.ts';
import { exactly, matches, waitUntil } from './waiting.ts';

export interface QuickItem {
  index: number;
  last: boolean;
  label: string;
  description: string;
  detail: string;
  /** The heading that the item starts. */
  separator: string;
  /** Whether it is ticked, in a list where several can be. */
  picked: boolean | undefined;
}

/** The quick pick or input box at the top of the window. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #box: Locator;
  readonly #list: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
    this.#box = this.#widget.locator('.quick-input-box input');
    this.#list = this.#widget.locator('.quick-input-list .monaco-list');
  }

  async isOpen(): Promise<boolean> {
    return (await this.#widget.count()) > 0;
  }

  /** Waits for the one whose title or placeholder is this text or matches it. */
  async waitFor(titleOrPlaceholder: string | RegExp): Promise<void> {
    await waitUntil(
      `A quick input ${String(titleOrPlaceholder)}`,
      async () => [await this.title(), await this.placeholder()],
      (texts) => texts.some((text) => matches(text, titleOrPlaceholder)),
    );
  }

  async waitUntilClosed(): Promise<void> {
    await waitUntil(
      'The quick input closed',
      () => this.#state(),
      (state) => state === 'closed',
    );
  }

  /** The title, such as `Add Connection (1/3)`. */
  title(): Promise<string> {
    return this.#text('.quick-input-title');
  }

  async placeholder(): Promise<string> {
    return (await this.#attribute('placeholder')) ?? '';
  }

  /** What is typed in. */
  value(): Promise<string> {
    return this.#box.inputValue();
  }

  async isPassword(): Promise<boolean> {
    return (await this.#attribute('type')) === 'password';
  }

  /** The prompt of an input box, or what it finds wrong with the input. */
  message(): Promise<string> {
    return this.#text('.quick-input-message');
  }

  /** How serious the message is: an `error` keeps the input from being accepted. */
  async severity(): Promise<'error' | 'warning' | 'info' | undefined> {
    const box = this.#widget.locator('.quick-input-box .monaco-inputbox');
    return box.evaluateAll((boxes: PageElement[]) =>
      (['error', 'warning', 'info'] as const).find((level) => boxes[0]?.className.split(' ').includes(level)),
    );
  }

  async waitForMessage(wanted: string | RegExp): Promise<void> {
    await waitUntil(
      `The message ${String(wanted)}`,
      () => this.message(),
      (text) => matches(text, wanted),
    );
  }

  /** The items in view; a long list holds more. */
  items(): Promise<QuickItem[]> {
    return this.#list.locator('.monaco-list-row').evaluateAll((rows: PageElement[]) =>
      rows.map((row) => {
        const text = (selector: string): string => {
          // Rows are used again for other items; what those have no use for is hidden, and holds an old text.
          const part = row.querySelector(selector);
          return part?.checkVisibility() === true ? part.innerText.replaceAll('\u00a0', ' ').trim() : '';
        };
        const ticked = row.getAttribute('aria-checked');
        return {
          index: Number(row.getAttribute('data-index')),
          last: row.getAttribute('data-last-element') === 'true',
          label: text('.label-name'),
          description: text('.label-description'),
          detail: text('.quick-input-list-label-meta'),
          separator: text('.quick-input-list-separator'),
          picked: ticked === 'true' ? true : ticked === 'false' ? false : undefined,
        };
      }),
    );
  }

  /** All items, by scrolling through the list. */
  allItems(): Promise<QuickItem[]> {
    return scrollThrough(this.#list, () => this.items());
  }

  /** Waits until a search that goes on while somebody types has brought what was typed, and that alone. */
  async waitForFound(label: RegExp): Promise<void> {
    await waitUntil(
      `Nothing but ${String(label)}`,
      () => this.items(),
      (items) => items.length > 0 && items.every((item) => label.test(item.label)),
    );
  }

  /** Waits for an item and clicks it; answers when the input has closed or gone on. */
  async pick(label: string | RegExp): Promise<void> {
    const before = await this.#clickItem(label);
    await this.#moveOn(before);
  }

  /** Ticks or unticks an item of a list where several can be. */
  async toggle(label: string | RegExp): Promise<void> {
    await this.#clickItem(label);
  }

  async type(text: string): Promise<void> {
    await this.#box.fill(text);
  }

  /**
   * Types into the file dialog, which puts its own path there once it has looked up where it begins, and takes no Enter
   * before it has looked up what was typed.
   * @param listed the name of what it lists then
   */
  async typePath(path: string, listed: string): Promise<void> {
    const waitForItems = (wanted: string, accept: (items: QuickItem[]) => boolean) =>
      waitUntil(wanted, () => this.items(), accept);
    await waitForItems('What the file dialog begins with', (items) => items.length > 0);
    await this.#settled();
    await this.type(path);
    await waitForItems(`${listed} in the file dialog`, (items) =>
      items.some(({ label }) => label === listed),
    );
  }

  /** Presses Enter; answers when the input has closed, gone on, or says what is wrong. */
  async accept(): Promise<void> {
    const before = await this.#settled();
    await this.#box.press('Enter');
    await this.#moveOn(before);
  }

  /** Goes to the step before; answers when it is there. */
  async back(): Promise<void> {
    await this.clickButton('Back');
  }

  /** Clicks a button of the title bar or beside the box; answers when the input has closed or gone on. */
  async clickButton(name: string): Promise<void> {
    const before = await this.#state();
    await this.#widget.locator(`.action-label[aria-label^="${name}"]`).first().click();
    await this.#moveOn(before);
  }

  /** Presses Escape; answers when the input has closed, or the one before it is back. */
  async escape(): Promise<void> {
    const before = await this.#state();
    await this.#page.keyboard.press('Escape');
    await this.#moveOn(before);
  }

  async #clickItem(label: string | RegExp): Promise<string> {
    const wanted = (item: QuickItem): boolean => matches(item.label, label);
    const inView = await waitUntil(
      'Items',
      () => this.items(),
      (items) => items.length > 0,
    );
    if (typeof label === 'string' && !inView.some(wanted)) {
      await this.type(label);
    }
    await waitUntil(
      `The item ${String(label)}`,
      () =>
        scrollThrough(
          this.#list,
          () => this.items(),
          (items) => items.some(wanted),
        ),
      (items) => items.some(wanted),
    );
    const before = await this.#state();
    const name = this.#page.locator('.label-name').filter({ hasText: exactly(label) });
    await this.#list.locator('.monaco-list-row').filter({ has: name }).first().click();
    return before;
  }

  async #moveOn(before: string): Promise<void> {
    await waitUntil(
      'The quick input to go on',
      async () => ({ state: await this.#state(), severity: await this.severity() }),
      (now) => now.state !== before || now.severity === 'error',
    );
    // One input follows the other in steps: what is clicked too early is still a button of the first.
    await this.#settled();
  }

  /** Waits until it stays as it is. */
  #settled(): Promise<string> {
    let last = '';
    return waitUntil(
      'The quick input at rest',
      () => this.#state(),
      (now) => now === last || ((last = now), false),
    );
  }

  async #state(): Promise<string> {
    if (!(await this.isOpen())) {
      return 'closed';
    }
    const labels = (await this.items()).map((item) => item.label);
    const texts = [await this.title(), await this.placeholder(), await this.message()];
    return JSON.stringify([texts, labels, await this.isPassword()]);
  }

  // These read without waiting: an input that closes meanwhile simply has nothing more to say.
  #text(selector: string): Promise<string> {
    const element = this.#widget.locator(`${selector}:visible`);
    return element.evaluateAll((all: PageElement[]) =>
      (all[0]?.innerText ?? '').replaceAll('\u00a0', ' ').trim(),
    );
  }

  #attribute(name: string): Promise<string | null> {
    return this.#box.evaluateAll((boxes: PageElement[], key) => boxes[0]?.getAttribute(key) ?? null, name);
  }
}
