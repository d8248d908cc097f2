import type { Locator, Page } from 'playwright-core';
import { moveMouseAway } from './hover.ts';
import { Menu } from './menu.ts';
import type { PageElement } from './pageElement.ts';
import { actionName, TreeRow } from './treeRow.ts';
import { scrollThrough } from './virtualList.ts';
import { exactly, matches, waitUntil } from './waiting.ts';

export interface Row {
  index: number;
  last: boolean;
  label: string;
  description: string;
  /** Name of the icon, such as `pass` or `loading~spin`. */
  icon: string | undefined;
  /** Its colour as the page computes it. */
  iconColor: string | undefined;
  ariaLabel: string;
  level: number;
  /** `undefined` when it has no children. */
  expanded: boolean | undefined;
  selected: boolean;
}

/** A view in the side bar, by its title. */
export class View {
  readonly #page: Page;
  readonly #title: string;
  readonly #pane: Locator;
  readonly #list: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    this.#title = title;
    const heading = page.locator('.pane-header h3.title').filter({ hasText: exactly(title) });
    this.#pane = page.locator('.pane').filter({ has: heading });
    this.#list = this.#pane.locator('.pane-body .monaco-list').first();
  }

  async waitFor(): Promise<void> {
    await this.#pane.locator('.pane-body').waitFor();
  }

  /** The rows in view; a long tree holds more. */
  rows(): Promise<Row[]> {
    return this.#list.locator('.monaco-list-row').evaluateAll((rows: PageElement[]) =>
      rows.map((row) => {
        const text = (selector: string): string => (row.querySelector(selector)?.textContent ?? '').trim();
        const icon = row.querySelector('.custom-view-tree-node-item-icon');
        const [name, modifier] = [...(icon?.className ?? '').matchAll(/codicon-(?:modifier-)?(\S+)/g)];
        const expanded = row.getAttribute('aria-expanded');
        return {
          index: Number(row.getAttribute('data-index')),
          last: row.getAttribute('data-last-element') === 'true',
          label: text('.label-name'),
          description: text('.label-description'),
          icon: name && [name[1], ...(modifier ? [modifier[1]] : [])].join('~'),
          iconColor: icon?.style.color,
          ariaLabel: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          expanded: expanded === null ? undefined : expanded === 'true',
          selected: row.getAttribute('aria-selected') === 'true',
        };
      }),
    );
  }

  /** All rows, by scrolling through the tree. */
  allRows(): Promise<Row[]> {
    return scrollThrough(this.#list, () => this.rows());
  }

  /** Waits until the rows in view are as wanted, and answers with them. */
  waitForRows(accept: (rows: Row[]) => boolean): Promise<Row[]> {
    return waitUntil(`The rows of ${this.#title}`, () => this.rows(), accept);
  }

  /** The first row with this label (a string, exactly) or whose label and description match. */
  row(wanted: string | RegExp): TreeRow {
    return new TreeRow(() => this.#find(wanted));
  }

  /** Waits for a row, scrolling if need be, and answers with what it shows. */
  async waitForRow(wanted: string | RegExp): Promise<Row> {
    const isWanted = (row: Row): boolean =>
      matches(typeof wanted === 'string' ? row.label : `${row.label} ${row.description}`, wanted);
    const rows = await waitUntil(
      `The row ${String(wanted)} of ${this.#title}`,
      async () => {
        const inView = await this.rows();
        const seen = (some: Row[]): boolean => some.some(isWanted);
        return seen(inView) ? inView : scrollThrough(this.#list, () => this.rows(), seen);
      },
      (some) => some.some(isWanted),
    );
    const found = rows.find(isWanted);
    if (found === undefined) {
      throw new Error(`No row ${String(wanted)}`);
    }
    return found;
  }

  /** The names of the buttons in the view's title. */
  async actions(): Promise<string[]> {
    const buttons = (await this.#heading()).locator('.action-label:not(.codicon-toolbar-more)');
    return buttons.evaluateAll((all: PageElement[]) =>
      all.map((one) => one.getAttribute('aria-label') ?? ''),
    );
  }

  /** Clicks a button in the view's title, or an entry of the menu behind its dots. */
  async action(name: string): Promise<void> {
    const heading = await this.#heading();
    const button = heading.getByRole('button', { name: actionName(name), disabled: false });
    if ((await button.count()) > 0) {
      await button.first().click();
      await moveMouseAway(this.#page);
      return;
    }
    await heading.locator('.codicon-toolbar-more').click();
    await new Menu(this.#page).choose(name);
  }

  /** What stands beside the title. */
  async description(): Promise<string> {
    return (await this.#heading())
      .locator('.description')
      .evaluateAll((all: PageElement[]) => all[0]?.innerText ?? '');
  }

  /** The message above the rows. */
  message(): Promise<string> {
    const message = this.#pane.locator('.tree-explorer-viewlet-tree-view > .message:visible');
    return message.evaluateAll((all: PageElement[]) => all[0]?.innerText ?? '');
  }

  /** The text and the buttons that an empty view shows; both empty when it shows none. */
  async welcome(): Promise<{ text: string; buttons: string[] }> {
    const content = this.#pane.locator('.welcome-view-content:visible');
    return {
      text: (await content.locator('p').allInnerTexts()).join('\n'),
      buttons: await content.locator('.monaco-button').allInnerTexts(),
    };
  }

  /** Waits until the welcome text matches, and answers with it and its buttons. */
  waitForWelcome(text: RegExp): Promise<{ text: string; buttons: string[] }> {
    const wanted = `The welcome text ${String(text)} of ${this.#title}`;
    return waitUntil(
      wanted,
      () => this.welcome(),
      (welcome) => text.test(welcome.text),
    );
  }

  async clickWelcomeButton(name: string): Promise<void> {
    await this.#pane.locator('.welcome-view-content').getByRole('button', { name, exact: true }).click();
  }

  async #find(wanted: string | RegExp): Promise<Locator> {
    const { index } = await this.waitForRow(wanted);
    return this.#list.locator(`.monaco-list-row[data-index="${index}"]`);
  }

  // The buttons of a view that is alone in its container move up into the container's title.
  async #heading(): Promise<Locator> {
    await this.waitFor();
    const own = this.#pane.locator('.pane-header:visible');
    if ((await own.count()) > 0) {
      await own.hover();
      return own;
    }
    const shared = this.#page.locator('.part', { has: this.#pane }).locator('.composite.title');
    await shared.hover();
    return shared;
  }
}
