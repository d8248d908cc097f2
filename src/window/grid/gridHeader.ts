import type { Sorting } from '../../packages/reading/messages.ts';
import { dragParts } from '../dragParts.ts';
import { element, wordBox } from '../element.ts';
import { textElement, visibleText } from '../visibleText.ts';
import { say } from '../say.ts';
import { ownColumns, type GridColumns } from './gridColumns.ts';

export interface HeaderEvents {
  sort: (column: string) => void;
  filter: (column: string, text: string) => void;
  move: (column: string, target: string) => void;
  /** `isLast` when nobody drags any more. */
  widen: (column: number, width: number, isLast: boolean) => void;
  /** The filter box of a column was left by the keyboard, to the title above it or to the rows below. */
  leave: (column: number, to: 'title' | 'rows') => void;
}

/** The titles of the columns, and a box below each to filter by. */
export class GridHeader {
  readonly element = element('div', { role: 'rowgroup', class: 'header' });
  readonly #row = element('div', { role: 'row', class: 'header-row', 'aria-rowindex': '1' });
  readonly #events: HeaderEvents;
  #columns: GridColumns | undefined;
  #cells: HTMLElement[] = [];
  #boxes: (HTMLInputElement | undefined)[] = [];

  constructor(events: HeaderEvents) {
    this.#events = events;
    this.element.append(this.#row);
    const idOf = (cell: HTMLElement) => this.#columns?.all[this.columnOf(cell)]?.id ?? '';
    dragParts(this.#row, '[role=columnheader]:not(.own)', (cell, target) =>
      events.move(idOf(cell), idOf(target)),
    );
  }

  show(columns: GridColumns, filters: Readonly<Record<string, string>>, sorting: Sorting | undefined): void {
    this.#columns = columns;
    this.#boxes = [];
    this.#cells = columns.all.map((_, column) => this.#cell(columns, column, filters));
    const gap = element('span', { role: 'presentation' });
    this.#row.replaceChildren(...this.#cells.slice(0, ownColumns), gap, ...this.#cells.slice(ownColumns));
    this.showSorting(sorting);
    this.resize();
  }

  resize(): void {
    this.#row.style.setProperty('--tracks', this.#columns?.tracks() ?? '');
  }

  showSorting(sorting: Sorting | undefined): void {
    this.#columns?.all.slice(ownColumns).forEach(({ id }, at) => {
      const isSorted = sorting?.column === id;
      const order = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
      this.#cells[at + ownColumns]?.setAttribute('aria-sort', order);
    });
  }

  showFilters(filters: Readonly<Record<string, string>>): void {
    this.#columns?.all.forEach(({ id }, column) => {
      const box = this.#boxes[column];
      if (box) {
        box.value = filters[id] ?? '';
      }
    });
  }

  cell(column: number): HTMLElement | undefined {
    return this.#cells[column];
  }

  focusBox(column: number): void {
    const box = this.#boxes[column] ?? this.#boxes[ownColumns];
    box?.focus();
    box?.select();
  }

  /** The column that an element of the header belongs to; -1 for none. */
  columnOf(target: EventTarget | null): number {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[role=columnheader]') : null;
    return cell ? this.#cells.indexOf(cell) : -1;
  }

  #cell(columns: GridColumns, column: number, filters: Readonly<Record<string, string>>): HTMLElement {
    const { id, title, kind } = columns.all[column] ?? { id: '', title: '', kind: 'text' };
    const name = visibleText(title);
    const cell = element(
      'div',
      {
        role: 'columnheader',
        class: `cell ${kind}`,
        tabindex: '-1',
        'aria-label': name,
        'aria-colindex': String(column + 1),
      },
      element(
        'div',
        { class: 'title' },
        textElement('span', title, 'label'),
        element('span', { class: 'order', 'aria-hidden': 'true' }),
      ),
    );
    if (column < ownColumns) {
      cell.classList.add('own');
      return cell;
    }
    const hints = [name, ...(kind === 'time' ? [say('timeColumn')] : []), say('headerKeys'), say('moveKeys')];
    cell.title = hints.join('\n');
    cell.addEventListener('click', ({ target }) => {
      if (target instanceof Element && !target.closest('.filter, .grip')) {
        this.#events.sort(id);
      }
    });
    const box = this.#box(column, id, name, filters[id] ?? '');
    this.#boxes[column] = box;
    cell.append(box, this.#grip(columns, column));
    return cell;
  }

  #box(column: number, id: string, name: string, value: string): HTMLInputElement {
    const box = wordBox('filter', say('filterOf', name), say('filter'), say('filterHint'));
    box.value = value;
    box.addEventListener('pointerdown', (event) => event.stopPropagation());
    box.addEventListener('input', () => this.#events.filter(id, box.value));
    box.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        event.preventDefault();
        this.#events.leave(column, 'rows');
      } else if (event.key === 'Escape' && box.value !== '') {
        box.value = '';
        this.#events.filter(id, '');
      } else if (event.key === 'Escape' || event.key === 'ArrowUp') {
        event.preventDefault();
        this.#events.leave(column, 'title');
      }
    });
    return box;
  }

  #grip(columns: GridColumns, column: number): HTMLElement {
    const grip = element('div', { class: 'grip', 'aria-hidden': 'true' });
    let from = 0;
    grip.addEventListener('pointerdown', (event) => {
      from = event.clientX - (columns.all[column]?.width ?? 0);
      grip.setPointerCapture(event.pointerId);
      event.preventDefault();
      event.stopPropagation();
    });
    grip.addEventListener('pointermove', (event) => {
      if (grip.hasPointerCapture(event.pointerId)) {
        this.#events.widen(column, event.clientX - from, false);
      }
    });
    grip.addEventListener('pointerup', (event) => this.#events.widen(column, event.clientX - from, true));
    return grip;
  }
}
