import type { ColumnKind, ColumnView } from '../../packages/reading/messages.ts';
import { say } from '../say.ts';

export const narrowest = 40;
export const widest = 1200;
/** What a column may take on its own, before somebody drags it. */
const widestAtFirst = 420;
/** Beside the text: padding and border. */
const cellPadding = 17;
/** Beside the title: the sign of the order and the grip. */
const titlePadding = 40;

/** Of a row itself, before those of the table: they stay where they are when the grid is scrolled sideways. */
export const ownColumns = 2;

/** A column of the table, and which of a row's cells is in it. */
export type ShownColumn = ColumnView & { cell: number };

export interface GridColumn {
  /** Empty for a row's own. */
  id: string;
  title: string;
  kind: ColumnKind;
  /** Which of a row's cells is in it. */
  cell: number;
  width: number;
}

const usualWidths: Record<ColumnKind, number> = { text: 200, number: 90, time: 190, size: 100, flag: 60 };

/** The columns that are shown, from left to right, and where they lie. */
export class GridColumns {
  readonly all: readonly GridColumn[];
  /** Left edges; one more than there are columns. */
  #edges: number[] = [];

  constructor(columns: readonly ShownColumn[], widths: Readonly<Record<string, number>>) {
    this.all = [
      { id: '', title: say('row'), kind: 'number', cell: -1, width: 76 },
      { id: '', title: say('tag'), kind: 'text', cell: -1, width: 90 },
      ...columns.map(({ id, title, kind, cell }) => ({
        id,
        title,
        kind,
        cell,
        width: widths[id] ?? usualWidths[kind],
      })),
    ];
    this.#measure();
  }

  get count(): number {
    return this.all.length;
  }

  get width(): number {
    return this.#edges.at(-1) ?? 0;
  }

  /** How much the row's own columns take. */
  get ownWidth(): number {
    return this.#edges[ownColumns] ?? 0;
  }

  left(column: number): number {
    return this.#edges[column] ?? 0;
  }

  setWidth(column: number, width: number): number {
    const kept = Math.round(Math.min(widest, Math.max(narrowest, width)));
    const found = this.all[column];
    if (found) {
      found.width = kept;
      this.#measure();
    }
    return kept;
  }

  /** Makes columns as wide as the texts of some rows need, save those whose width was chosen. */
  fit(
    rows: readonly (readonly string[])[],
    chosen: Readonly<Record<string, number>>,
    textWidth: (text: string) => number,
    room: number,
  ): void {
    const fitted = this.all.slice(ownColumns).filter(({ id }) => !(id in chosen));
    for (const column of fitted) {
      const needed = rows.map((cells) => textWidth((cells[column.cell] ?? '').slice(0, 100)) + cellPadding);
      const wanted = Math.max(textWidth(column.title) + titlePadding, ...needed);
      column.width = Math.round(Math.min(widestAtFirst, Math.max(narrowest, wanted)));
    }
    this.#measure();
    const last = this.all.at(-1);
    if (last?.kind === 'text' && fitted.includes(last) && room > this.width) {
      last.width = Math.min(widest, last.width + room - this.width);
      this.#measure();
    }
  }

  /** The table's columns that are at least partly in view, with some on both sides; `end` not among them. */
  inView(left: number, width: number): { start: number; end: number } {
    const margin = 300;
    let start = ownColumns;
    while (start < this.count && this.left(start + 1) < left - margin) {
      start++;
    }
    let end = start;
    while (end < this.count && this.left(end) < left + width + margin) {
      end++;
    }
    return { start, end };
  }

  /** As the style sheet takes them: for the header all, for a row those of a part with a gap before them. */
  tracks(start = ownColumns, end = this.count): string {
    const gap = start > ownColumns ? [this.left(start) - this.ownWidth] : [0];
    const own = this.all.slice(0, ownColumns).map(({ width }) => width);
    const shown = this.all.slice(start, end).map(({ width }) => width);
    return [...own, ...gap, ...shown].map((width) => `${width}px`).join(' ');
  }

  #measure(): void {
    this.#edges = [0];
    for (const { width } of this.all) {
      this.#edges.push(this.width + width);
    }
  }
}
