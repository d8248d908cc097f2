import type { Locator } from 'playwright-core';
import { hoverText, moveMouseAway } from './hover.ts';
import { Menu } from './menu.ts';
import type { PageElement } from './pageElement.ts';
import { escaped } from './waiting.ts';

/** One row of a tree, found anew for each action: the tree may redraw it at any time. */
export class TreeRow {
  readonly #find: () => Promise<Locator>;

  constructor(find: () => Promise<Locator>) {
    this.#find = find;
  }

  /** @param modifier with `Control` it joins the selection, with `Shift` all up to it do */
  async click(modifier?: 'Control' | 'Shift'): Promise<void> {
    await (await this.#find()).click({ modifiers: modifier ? [modifier] : [] });
  }

  async doubleClick(): Promise<void> {
    await (await this.#find()).dblclick();
  }

  async hover(): Promise<void> {
    await (await this.#find()).hover();
  }

  /** The text of its hover. */
  async hoverText(): Promise<string> {
    return hoverText((await this.#find()).locator('.monaco-icon-label').first());
  }

  /** Opens or closes its children. */
  async toggle(): Promise<void> {
    await (await this.#find()).locator('.monaco-tl-twistie').click();
  }

  /** The names of the buttons at the end of the row. */
  async inlineActions(): Promise<string[]> {
    const row = await this.#find();
    await row.hover();
    return row
      .locator('.actions .action-label')
      .evaluateAll((all: PageElement[]) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  }

  /** Clicks a button at the end of the row. */
  async inlineAction(name: string): Promise<void> {
    const row = await this.#find();
    await row.hover();
    await row
      .locator('.actions')
      .getByRole('button', { name: actionName(name) })
      .click();
    await moveMouseAway(row.page());
  }

  /** Opens the context menu and answers with the names of its entries. */
  async contextMenu(): Promise<string[]> {
    const row = await this.#find();
    await row.locator('.monaco-icon-label').first().click({ button: 'right' });
    return new Menu(row.page()).entries();
  }

  /** Chooses an entry of the row's context menu. */
  async chooseContext(name: string | RegExp): Promise<void> {
    const row = await this.#find();
    await this.contextMenu();
    await new Menu(row.page()).choose(name);
  }
}

/** A button's name is followed by its key, if it has one. */
export function actionName(name: string): RegExp {
  return new RegExp(`^${escaped(name)}( \\(.*\\))?$`, 's');
}
