import type { RowView } from '../../packages/reading/messages.ts';
import { element } from '../element.ts';
import { showText } from '../visibleText.ts';
import { say, sayNumber } from '../say.ts';
import { ownColumns, type GridColumns } from './gridColumns.ts';

/** A cell has room for less; the details have the whole of it. */
const mostCharacters = 400;

/** One row of the grid's pool: it shows now this row and now that. */
export class RowElement {
  readonly element = element('div', { role: 'row' });
  readonly #own = Array.from({ length: ownColumns }, () => newCell());
  readonly #cells: HTMLElement[] = [];
  place = -1;
  #row: RowView | undefined;
  #isSelected: boolean | undefined;
  #part = '';
  #columns: GridColumns | undefined;

  constructor() {
    this.element.append(...this.#own, element('span', { role: 'presentation' }));
    this.#own.forEach((cell, column) => (cell.ariaColIndex = String(column + 1)));
  }

  /** @param start the first of the table's columns that it shows, `end` the one behind the last */
  show(
    place: number,
    row: RowView | undefined,
    isSelected: boolean,
    columns: GridColumns,
    { start, end }: { start: number; end: number },
  ): void {
    const part = `${start}-${end}`;
    const isOtherPart = part !== this.#part || columns !== this.#columns;
    if (place === this.place && row === this.#row && isSelected === this.#isSelected && !isOtherPart) {
      return;
    }
    if (isOtherPart) {
      this.#shape(columns, start, end);
    }
    if (place !== this.place) {
      this.element.ariaRowIndex = String(place + 2);
    }
    if (isSelected !== this.#isSelected) {
      this.element.ariaSelected = String(isSelected);
    }
    if (row !== this.#row || isOtherPart) {
      this.#fill(row, columns, start);
    }
    this.element.className = classOf(place, row);
    [this.place, this.#row, this.#isSelected] = [place, row, isSelected];
    [this.#part, this.#columns] = [part, columns];
  }

  /** The cell of a column, where it is among those that are shown. */
  cell(column: number, { start }: { start: number }): HTMLElement | undefined {
    return column < ownColumns ? this.#own[column] : this.#cells[column - start];
  }

  #shape(columns: GridColumns, start: number, end: number): void {
    while (this.#cells.length > end - start) {
      this.#cells.pop()?.remove();
    }
    while (this.#cells.length < end - start) {
      const cell = newCell();
      this.#cells.push(cell);
      this.element.append(cell);
    }
    this.#cells.forEach((cell, at) => {
      cell.ariaColIndex = String(start + at + 1);
      cell.className = `cell ${columns.all[start + at]?.kind ?? 'text'}`;
    });
  }

  #fill(row: RowView | undefined, columns: GridColumns, start: number): void {
    const [number, tag] = this.#own;
    if (number && tag) {
      number.className = 'cell number own';
      number.textContent = row ? sayNumber(row.row + 1) : '…';
      number.ariaLabel = row ? rowName(row) : say('loading');
      tag.className = row && row.tag !== '' ? 'cell own tagged' : 'cell own';
      showText(tag, row ? tagText(row) : '');
    }
    this.#cells.forEach((cell, at) => {
      showText(cell, (row?.cells[columns.all[start + at]?.cell ?? -1] ?? '').slice(0, mostCharacters));
      if (cell.title !== '') {
        cell.title = '';
      }
    });
  }
}

function newCell(): HTMLElement {
  return element('div', { role: 'gridcell', class: 'cell', tabindex: '-1' });
}

function classOf(place: number, row: RowView | undefined): string {
  const classes = ['row', place % 2 === 0 ? 'even' : 'odd'];
  if (row?.isCollector) {
    classes.push('collector');
  }
  if (row?.isDamaged) {
    classes.push('damaged');
  }
  return classes.join(' ');
}

function rowName({ row, isDamaged, isCollector }: RowView): string {
  const parts = [
    say('plainRow', row + 1),
    ...(isDamaged ? [say('damagedRow')] : []),
    ...(isCollector ? [say('collectorRow')] : []),
  ];
  return parts.join(', ');
}

function tagText({ tag, comment }: RowView): string {
  return [tag, comment]
    .filter((text) => text !== '')
    .join(' · ')
    .slice(0, mostCharacters);
}
