/** Of every row, in pixels; the style sheet says the same. */
export const rowHeight = 22;

/** No browser lays out elements of any height: the lowest limit known is 17 million pixels. */
const mostHeight = 8_000_000;

/**
 * Where a view stands in rows that may be higher than an element can be. The scroll bar then is shorter than the rows:
 * small steps of it count pixel by pixel, so that wheel and touch feel as everywhere, and leaps in proportion.
 */
export class ScrollScale {
  #rowCount = 0;
  #viewHeight = 0;
  #top = 0;
  #bar = 0;

  /** Pixels from the beginning of the first row to what is at the top of the view. */
  get top(): number {
    return this.#top;
  }

  /** Of the element that makes the browser show a scroll bar. */
  get contentHeight(): number {
    return Math.min(this.#rowCount * rowHeight, mostHeight);
  }

  get rowsInView(): number {
    return Math.max(1, Math.floor(this.#viewHeight / rowHeight));
  }

  /** The rows that are at least partly in view, `end` not among them. */
  get rows(): { start: number; end: number } {
    const start = Math.floor(this.#top / rowHeight);
    const end = Math.min(this.#rowCount, Math.ceil((this.#top + this.#viewHeight) / rowHeight));
    return { start: Math.min(start, end), end };
  }

  resize(rowCount: number, viewHeight: number): void {
    this.#rowCount = rowCount;
    this.#viewHeight = viewHeight;
    this.#top = Math.min(this.#top, this.#mostTop);
  }

  /** The scroll bar was moved. */
  follow(bar: number): void {
    const step = bar - this.#bar;
    if (this.#ratio === 1 || bar <= 0 || bar >= this.#mostBar - 1 || Math.abs(step) > this.#viewHeight) {
      this.#top = bar >= this.#mostBar - 1 ? this.#mostTop : Math.max(0, bar) * this.#ratio;
    } else {
      this.#top = this.#kept(this.#top + step);
    }
    this.#bar = bar;
  }

  moveTo(top: number): void {
    this.#top = this.#kept(top);
  }

  /** Moves as little as brings a row into view as a whole. */
  reveal(row: number): void {
    const top = row * rowHeight;
    this.moveTo(Math.max(Math.min(this.#top, top), top + rowHeight - this.#viewHeight));
  }

  /** Where the scroll bar belongs, which small steps take it away from. An end is left to the ends of the rows. */
  get bar(): number {
    const inside = this.#ratio === 1 ? 0 : 2;
    if (this.#top <= 0 || this.#top >= this.#mostTop) {
      return this.#top <= 0 ? 0 : this.#mostBar;
    }
    return Math.min(this.#mostBar - inside, Math.max(inside, this.#top / this.#ratio));
  }

  /** The scroll bar was put there, which is no movement of the rows. */
  settle(bar: number): void {
    this.#bar = bar;
  }

  get #mostTop(): number {
    return Math.max(0, this.#rowCount * rowHeight - this.#viewHeight);
  }

  get #mostBar(): number {
    return Math.max(0, this.contentHeight - this.#viewHeight);
  }

  get #ratio(): number {
    return this.#rowCount * rowHeight <= mostHeight ? 1 : this.#mostTop / this.#mostBar;
  }

  #kept(top: number): number {
    return Math.min(this.#mostTop, Math.max(0, top));
  }
}
