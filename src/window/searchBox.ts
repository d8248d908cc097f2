import { element, signButton, wordBox } from './element.ts';
import { say } from './say.ts';

/** Milliseconds after the last key until what was typed is looked for. */
export const typingPause = 200;

/** The box that searches every artifact. */
export class SearchBox {
  readonly element: HTMLElement;
  readonly #box = wordBox('search-box', say('search'), say('searchHint'), `${say('searchHint')} (Ctrl+F)`);
  readonly #found = element('span', { class: 'found', role: 'status' });
  readonly #clear: HTMLButtonElement;
  #timer = 0;

  /** @param leave the focus is wanted where what was found is */
  constructor(search: (text: string) => void, leave: () => void) {
    this.#clear = signButton('×', say('clearSearch'), () => {
      this.#box.value = '';
      change(0);
      this.#box.focus();
    });
    const change = (wait: number) => {
      this.#clear.hidden = this.text === '';
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => search(this.text), wait);
    };
    this.#box.addEventListener('input', () => change(typingPause));
    this.#box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#box.value !== '') {
        this.#box.value = '';
        change(0);
      } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
        event.preventDefault();
        leave();
      }
    });
    this.#clear.hidden = true;
    this.element = element('div', { class: 'search', role: 'search' }, this.#box, this.#clear, this.#found);
  }

  get text(): string {
    return this.#box.value.trim();
  }

  set text(text: string) {
    this.#box.value = text;
    this.#clear.hidden = text === '';
  }

  focus(): void {
    this.#box.focus();
    this.#box.select();
  }

  say(found: string): void {
    this.#found.textContent = found;
  }
}
