import { element } from '../element.ts';
import type { GridColumns } from './gridColumns.ts';
import { RowElement } from './rowElement.ts';
import type { RowPages } from './rowPages.ts';
import type { RowSelection } from './rowSelection.ts';
import { rowHeight, type ScrollScale } from './scrollScale.ts';

/** Rows above and below those in view that are there already. */
const margin = 6;

/**
 * The rows in view and a few more. It stays in view itself, so that a fast scroll shows old cells for a frame and never
 * an empty area. Rows that leave at one end come back at the other: an element keeps its row as long as it is in view.
 */
export class GridBody {
  readonly element = element('div', { role: 'rowgroup', class: 'rows' });
  readonly #sheet = element('div', { class: 'sheet', role: 'presentation' });
  #rows: RowElement[] = [];
  #part = { start: 0, end: 0 };

  constructor() {
    this.element.append(this.#sheet);
  }

  get rowElements(): number {
    return this.#rows.length;
  }

  render(
    scale: ScrollScale,
    left: number,
    columns: GridColumns,
    part: { start: number; end: number },
    pages: RowPages,
    selection: RowSelection,
  ): void {
    const { start, end } = scale.rows;
    const from = Math.max(0, start - margin);
    const to = Math.min(pages.count, end + margin);
    this.#part = part;
    this.#arrange(from, to);
    this.#rows.forEach((row, at) => {
      const place = from + at;
      row.show(place, pages.row(place), selection.has(place), columns, part);
    });
    this.#sheet.style.transform = `translate(${-left}px, ${from * rowHeight - scale.top}px)`;
    this.#sheet.style.minWidth = `${columns.width}px`;
    this.#sheet.style.setProperty('--left', `${left}px`);
    this.#sheet.style.setProperty('--tracks', columns.tracks(part.start, part.end));
  }

  cell(place: number, column: number): HTMLElement | undefined {
    return this.#rows.find((row) => row.place === place)?.cell(column, this.#part);
  }

  /** Where in the grid an element of it is. */
  placeOf(target: EventTarget | null): { place: number; column: number } | undefined {
    const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
    const row = this.#rows.find(({ element: own }) => own === cell?.parentElement);
    const column = Number(cell?.getAttribute('aria-colindex')) - 1;
    return row && column >= 0 ? { place: row.place, column } : undefined;
  }

  /** Has an element for each place, in their order, and moves as few as it can. */
  #arrange(from: number, to: number): void {
    const kept = this.#rows.filter(({ place }) => place >= from && place < to);
    const spare = this.#rows.filter((row) => !kept.includes(row));
    // Behind the others first: those that stay in view, of which one may have the focus, then need not be moved.
    this.#sheet.append(...spare.map((row) => row.element));
    const before = Math.max(0, kept[0] ? kept[0].place - from : 0);
    const rows: RowElement[] = [];
    for (let place = from; place < to; place++) {
      const at = place - from;
      const own = at < before ? undefined : kept[at - before];
      const row = own ?? spare.pop() ?? new RowElement();
      const next = this.#sheet.children[at];
      if (next !== row.element) {
        this.#sheet.insertBefore(row.element, next ?? null);
      }
      rows.push(row);
    }
    for (const row of spare) {
      row.element.remove();
    }
    this.#rows = rows;
  }
}
