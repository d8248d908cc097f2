import type { FrameLocator, Locator, Page } from 'playwright-core';
import { escaped, matches, waitUntil } from './waiting.ts';

/** The window of an investigation package, in the editor that is shown. */
export class PackageWindow {
  readonly frame: FrameLocator;

  constructor(page: Page) {
    this.frame = page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  get grid(): Locator {
    return this.frame.getByRole('grid');
  }

  /** The text of the overview, once it is there. */
  async overview(): Promise<string> {
    await this.frame.getByRole('option', { name: 'Overview' }).click();
    await this.frame.getByRole('heading', { name: 'Facts' }).waitFor();
    return this.frame.getByRole('main').innerText();
  }

  /** Opens an artifact of the list on the left. */
  async open(title: string): Promise<void> {
    const option = this.frame.getByRole('option', { name: new RegExp(`^${escaped(title)},`) });
    await option.click();
    await this.frame.getByRole('heading', { name: title, level: 1 }).waitFor();
  }

  /** The cells of the rows in view under the titles of their columns. */
  async rows(): Promise<Record<string, string>[]> {
    const titles = (await this.grid.getByRole('columnheader').allInnerTexts()).map(
      (title) => title.split('\n')[0]?.trim() ?? '',
    );
    const rows = await this.grid.locator('[role=row]:has([role=gridcell])').all();
    const cells = await Promise.all(rows.map((row) => row.getByRole('gridcell').allInnerTexts()));
    return cells.map((texts) => Object.fromEntries(texts.map((text, at) => [titles[at] ?? at, text.trim()])));
  }

  /** Waits until the rows in view are as wanted, and answers with them. */
  waitForRows(
    wanted: string,
    accept: (rows: Record<string, string>[]) => boolean,
  ): Promise<Record<string, string>[]> {
    return waitUntil(wanted, () => this.rows(), accept);
  }

  /** What stands below the rows, such as `3 of 38 rows`. */
  async waitForCount(count: string | RegExp): Promise<void> {
    await waitUntil(
      `The count ${String(count)}`,
      async () => (await this.frame.locator('.foot .counts').innerText()).trim(),
      (text) => matches(text, count),
    );
  }

  /** Shows the filters if they are hidden, and types into that of a column. */
  async filter(column: string, text: string): Promise<void> {
    const box = this.frame.getByRole('textbox', { name: `Filter ${column}`, exact: true });
    if (!(await box.isVisible())) {
      await this.button('Filters').click();
    }
    await box.fill(text);
  }

  async search(text: string): Promise<void> {
    await this.frame.getByRole('textbox', { name: 'Search all artifacts' }).fill(text);
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** Chooses a row by a text in it, and answers with its details. */
  async details(text: string): Promise<string> {
    await this.grid.getByRole('gridcell', { name: text, exact: true }).first().click();
    const pane = this.frame.locator('.details');
    return waitUntil(
      `The details of ${text}`,
      () => pane.innerText(),
      (shown) => shown.includes(text),
    );
  }
}
