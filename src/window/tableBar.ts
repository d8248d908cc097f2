import { columnMenu, type ColumnMenu } from './columnMenu.ts';
import { button, element, tick } from './element.ts';
import { showText, textElement } from './visibleText.ts';
import { say } from './say.ts';

export interface Switches {
  hidesCollector: boolean;
  onlyTagged: boolean;
  showsFilters: boolean;
}

export interface TableBarEvents {
  hideCollector: (isOn: boolean) => void;
  onlyTagged: (isOn: boolean) => void;
  showFilters: () => void;
  clearFilters: () => void;
  chooseColumns: (shown: string[]) => void;
  moveColumn: (column: string, target: string) => void;
  resetColumns: () => void;
  export: () => void;
  details: () => void;
}

/** More would take the room of the rows; the overview has them all. */
const mostFaults = 5;

/** What stands above the grid: whose rows these are, and what can be done with them. */
export class TableBar {
  readonly element: HTMLElement;
  readonly columnMenu: ColumnMenu;
  readonly #title = element('h1', { class: 'table-title' });
  readonly #faults = element('ul', { class: 'faults' });
  readonly #filters: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #details: HTMLButtonElement;
  readonly #collector: HTMLLabelElement;
  readonly #tagged: HTMLLabelElement;

  constructor(events: TableBarEvents) {
    this.columnMenu = columnMenu(events.chooseColumns, events.moveColumn, events.resetColumns);
    this.#filters = button(say('filters'), say('filtersHint'), events.showFilters);
    this.#clear = button(say('clearFilters'), '', events.clearFilters);
    this.#details = button(say('showDetails'), say('showDetailsHint'), events.details);
    this.#collector = tick(say('hideCollector'), false, events.hideCollector);
    this.#tagged = tick(say('onlyTagged'), false, events.onlyTagged);
    const tools = element(
      'div',
      { class: 'tools' },
      this.#collector,
      this.#tagged,
      this.#clear,
      this.#filters,
      this.columnMenu.element,
      button(say('export'), say('exportHint'), events.export),
      this.#details,
    );
    const line = element('div', { class: 'table-bar' }, this.#title, tools);
    this.element = element('header', {}, line, this.#faults);
  }

  show(title: string, faults: readonly string[]): void {
    showText(this.#title, title);
    this.#faults.hidden = faults.length === 0;
    this.#faults.replaceChildren(...faults.slice(0, mostFaults).map((fault) => textElement('li', fault)));
  }

  showSwitches({ hidesCollector, onlyTagged, showsFilters }: Switches): void {
    setTick(this.#collector, hidesCollector);
    setTick(this.#tagged, onlyTagged);
    this.#filters.ariaPressed = String(showsFilters);
  }

  showDetails(isOpen: boolean): void {
    this.#details.ariaPressed = String(isOpen);
  }

  showClear(isFiltered: boolean): void {
    this.#clear.hidden = !isFiltered;
  }
}

function setTick(label: HTMLLabelElement, isTicked: boolean): void {
  const box = label.querySelector('input');
  if (box) {
    box.checked = isTicked;
  }
}
