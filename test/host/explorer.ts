import type { Page } from 'playwright-core';
import type { PageElement } from './pageElement.ts';
import { TreeRow } from './treeRow.ts';
import { waitUntil } from './waiting.ts';

/** A file or folder as the Explorer shows it. */
export interface ExplorerRow {
  name: string;
  level: number;
  /** `undefined` for a file. */
  expanded: boolean | undefined;
  /** The letter or sign at its end, empty when there is none. */
  badge: string;
  /** What a screen reader says of it: the tooltip of its decoration included. */
  ariaLabel: string;
}

/** The Explorer's tree of files. Its container has to be open. */
export class Explorer {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is in view, from top to bottom. */
  rows(): Promise<ExplorerRow[]> {
    const rows = this.#page.locator('.explorer-folders-view .monaco-list-row');
    return rows.evaluateAll((all: PageElement[]) =>
      all.map((row) => {
        const expanded = row.getAttribute('aria-expanded');
        const label = row.querySelector('.monaco-icon-label');
        return {
          name: (row.querySelector('.label-name')?.textContent ?? '').trim(),
          level: Number(row.getAttribute('aria-level')),
          expanded: expanded === null ? undefined : expanded === 'true',
          badge: '',
          ariaLabel: [row.getAttribute('aria-label'), label?.getAttribute('aria-label')].join(' '),
        };
      }),
    );
  }

  async waitForRow(name: string, accept: (row: ExplorerRow) => boolean = () => true): Promise<ExplorerRow> {
    const rows = await waitUntil(
      `The file ${name} in the Explorer`,
      () => this.rows(),
      (all) => all.some((row) => row.name === name && accept(row)),
    );
    return rows.find((row) => row.name === name) as ExplorerRow;
  }

  /** Opens a folder unless it is open. */
  async expand(name: string): Promise<void> {
    if ((await this.waitForRow(name)).expanded === false) {
      await this.row(name).click();
      await this.waitForRow(name, ({ expanded }) => expanded === true);
    }
  }

  row(name: string): TreeRow {
    return new TreeRow(async () => {
      await this.waitForRow(name);
      const label = this.#page.locator('.label-name').getByText(name, { exact: true });
      return this.#page.locator('.explorer-folders-view .monaco-list-row').filter({ has: label }).first();
    });
  }
}
