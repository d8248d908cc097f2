import { button, element } from './element.ts';
import { showText } from './visibleText.ts';
import { say } from './say.ts';

export interface TableCounts {
  shown: number;
  all: number;
  selected: number;
  unparsed: number;
}

const noticeStays = 4000;

/** The line below the grid: how many rows there are, and what is being done or went wrong. Screen readers follow it. */
export class TableFoot {
  readonly element: HTMLElement;
  readonly #counts = element('span', { class: 'counts', role: 'status' });
  readonly #notice = element('span', { class: 'notice', role: 'status' });
  readonly #fault = element('span', { class: 'fault', role: 'alert' });
  readonly #again: HTMLButtonElement;
  #timer = 0;

  constructor(tryAgain: () => void) {
    this.#again = button(say('tryAgain'), '', tryAgain);
    this.#again.hidden = true;
    this.element = element('footer', { class: 'foot' }, this.#counts, this.#notice, this.#fault, this.#again);
  }

  count({ shown, all, selected, unparsed }: TableCounts): void {
    const parts = [
      say('rowsOf', shown, all),
      ...(selected > 0 ? [say('selected', selected)] : []),
      ...(unparsed > 0 ? [say('unparsed', unparsed)] : []),
    ];
    // Written only when it differs: a screen reader would say it again.
    const text = parts.join(' · ');
    if (this.#counts.textContent !== text) {
      this.#counts.textContent = text;
    }
  }

  /** Something is under way until it is told otherwise. */
  work(words: string): void {
    this.done();
    this.#notice.textContent = words;
  }

  notice(words: string): void {
    this.work(words);
    this.#timer = setTimeout(() => this.done(), noticeStays);
  }

  fail(fault: string): void {
    this.done();
    showText(this.#fault, fault);
    this.#again.hidden = false;
  }

  /** Nothing is under way, and nothing is wrong any more. */
  done(): void {
    clearTimeout(this.#timer);
    this.#notice.textContent = '';
    this.#fault.textContent = '';
    this.#again.hidden = true;
  }
}
