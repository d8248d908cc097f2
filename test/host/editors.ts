import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { matches, waitUntil } from './waiting.ts';

/** The editors of the window, and the text that any of its editors holds. */
export class Editors {
  readonly #page: Page;
  readonly #group: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#group = page.locator('.editor-group-container.active');
  }

  /** The titles of the tabs of the active group, from left to right. */
  titles(): Promise<string[]> {
    return titlesOf(this.#group.locator('.tab'));
  }

  /** The title of the active editor; empty when none is open. */
  async activeTitle(): Promise<string> {
    return (await titlesOf(this.#group.locator('.tab.active')))[0] ?? '';
  }

  /** Waits until the editor with this title is the active one. */
  async waitFor(title: string | RegExp): Promise<void> {
    const wanted = `The editor ${String(title)}`;
    await waitUntil(
      wanted,
      () => this.activeTitle(),
      (active) => matches(active, title),
    );
  }

  /** The whole text of the active editor, also what is out of view. */
  async text(): Promise<string> {
    return textOf(this.#page, this.#group.locator('.editor-instance .monaco-editor').first());
  }

  /** Whether the active editor refuses to be typed in: tries it, and takes it back. */
  async isReadOnly(): Promise<boolean> {
    const editor = this.#group.locator('.editor-instance .monaco-editor').first();
    const refusal = editor.locator('.monaco-editor-overlaymessage:not(.fadeOut)', { hasText: 'read-only' });
    const dirty = this.#group.locator('.tab.active.dirty');
    await inputOf(editor).focus();
    await this.#page.keyboard.type('x');
    const count = async (): Promise<[number, number]> => [await refusal.count(), await dirty.count()];
    const [refused] = await waitUntil('A refusal, or a change', count, (counts) =>
      counts.some((some) => some > 0),
    );
    const takeBack = async (): Promise<[number, number]> => {
      // Escape closes the refusal, but not in its first moments.
      await this.#page.keyboard.press(refused > 0 ? 'Escape' : 'Control+Z');
      return count();
    };
    await waitUntil('The editor as it was', takeBack, (counts) => counts.every((some) => some === 0));
    return refused > 0;
  }
}

/** The whole text of an editor: all of it is selected and copied, as a person would, then the selection is undone. */
export async function textOf(page: Page, editor: Locator): Promise<string> {
  const input = inputOf(editor);
  // The text is taken from the page's own event: the clipboard is one for all windows of the browser.
  await input.evaluate((element: CopySource) => {
    delete element.copied;
    const keep = (event: CopyEvent): void => {
      element.copied = event.clipboardData.getData('text/plain');
    };
    element.addEventListener('copy', keep, { once: true });
  });
  await input.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  const text = await waitUntil(
    'The text copied',
    () => input.evaluate((element: CopySource) => element.copied),
    (copied) => copied !== undefined,
  );
  await page.keyboard.press('Control+U');
  return text ?? '';
}

interface CopySource {
  copied?: string;
  addEventListener(type: 'copy', listener: (event: CopyEvent) => void, options: { once: boolean }): void;
}

interface CopyEvent {
  clipboardData: { getData(type: string): string };
}

// A file's ending stands in an element of its own.
function titlesOf(tabs: Locator): Promise<string[]> {
  return tabs.evaluateAll((all: PageElement[]) =>
    all.map((tab) => {
      const parts = tab.querySelectorAll('.monaco-icon-name-container, .monaco-icon-suffix-container');
      return [...parts].map((part) => part.textContent ?? '').join('');
    }),
  );
}

function inputOf(editor: Locator): Locator {
  return editor.locator('.native-edit-context, textarea.inputarea').first();
}
