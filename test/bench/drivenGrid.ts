import type { Frame, Locator, Page } from 'playwright-core';
import type { PackageWindow } from '../host/packageWindow.ts';

/** Milliseconds, in the page, until rows have to be shown. */
const patience = 30_000;

/**
 * What the page gets, as no person would notice: the moment of the last input, what the grid shows, and a promise that
 * the rows are there, which is looked for in each frame.
 */
const watch = `(() => {
  let inputMs = 0;
  const take = ({ timeStamp }) => void (inputMs = timeStamp);
  for (const kind of ['keydown', 'wheel', 'click']) {
    addEventListener(kind, take, { capture: true, passive: true });
  }
  const grid = document.querySelector('.grid');
  const rows = () => [...grid.querySelectorAll('.row > .number.own')].map((cell) => cell.textContent);
  const shown = () => [document.activeElement.parentElement.ariaRowIndex, ...rows()].join();
  const counts = () => document.querySelector('.foot .counts').textContent;
  const shows = (before, count) => new Promise((resolve, reject) => {
    const look = () => {
      const isThere = grid.ariaBusy !== 'true' && !shown().includes('…') && shown() !== before;
      if (isThere && counts().startsWith(count)) {
        requestAnimationFrame(() => resolve(performance.now() - inputMs));
      } else if (performance.now() - inputMs > ${patience}) {
        reject(new Error('Not shown: ' + count + ' ' + counts() + ' ' + shown()));
      } else {
        requestAnimationFrame(look);
      }
    };
    look();
  });
  const leap = (part) => {
    inputMs = performance.now();
    grid.scrollTop = part * grid.scrollHeight;
  };
  globalThis.bench = { shown, shows, leap };
})()`;

/** The grid of a package's window, worked as by a person, and how long each step takes until its rows are shown. */
export class DrivenGrid {
  readonly #page: Page;
  readonly #window: PackageWindow;
  readonly #frame: Frame;

  /** The rows have to be there. */
  static async of(page: Page, window: PackageWindow): Promise<DrivenGrid> {
    const grid = await window.grid.elementHandle();
    const frame = await grid.ownerFrame();
    if (!frame) {
      throw new Error('The page of the package has gone.');
    }
    await frame.evaluate(watch);
    return new DrivenGrid(page, window, frame);
  }

  private constructor(page: Page, window: PackageWindow, frame: Frame) {
    this.#page = page;
    this.#window = window;
    this.#frame = frame;
  }

  /** A turn of the wheel. @returns milliseconds until other rows are shown */
  async wheel(pixels: number): Promise<number> {
    return this.#until(() => this.#page.mouse.wheel(0, pixels));
  }

  key(name: string): Promise<number> {
    return this.#until(() => this.#page.keyboard.press(name));
  }

  /** Drags the scroll bar to a part of its length; the browser of the tests draws none that a mouse could drag. */
  leap(part: number): Promise<number> {
    return this.#until(() => this.#frame.evaluate(`bench.leap(${part})`));
  }

  /** Sorts by a column, or turns its order. */
  sort(column: string): Promise<number> {
    const header = this.#window.grid.getByRole('columnheader', { name: column, exact: true });
    return this.#until(() => header.click({ position: { x: 20, y: 10 } }));
  }

  /** @param count what is then said of the rows, such as `25,000 of` */
  type(box: Locator, text: string, count: string): Promise<number> {
    return this.#until(async () => {
      await box.click();
      await this.#page.keyboard.type(text);
    }, count);
  }

  press(button: string, count: string): Promise<number> {
    return this.#until(() => this.#window.button(button).click(), count);
  }

  /** Keys and turns of the wheel that do not wait for rows, as of somebody in a hurry. */
  async hurry(keys: string, times: number, pixels: number): Promise<void> {
    for (let step = 0; step < times; step++) {
      await this.#page.keyboard.press(keys);
    }
    for (let step = 0; step < times; step++) {
      await this.#page.mouse.wheel(0, pixels);
    }
    await this.wheel(pixels);
  }

  /** Lets the page work so long without a pause: what measures tasks has to see it. */
  async block(milliseconds: number): Promise<void> {
    await this.#frame.evaluate(
      `{ const end = performance.now() + ${milliseconds}; while (performance.now() < end); }`,
    );
  }

  async #until(act: () => Promise<unknown>, count = ''): Promise<number> {
    const before = await this.#frame.evaluate<string>('bench.shown()');
    await act();
    return this.#frame.evaluate<number>(`bench.shows(${JSON.stringify(before)}, ${JSON.stringify(count)})`);
  }
}
