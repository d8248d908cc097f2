import type { Details } from '../packages/reading/messages.ts';
import { button, element, signButton } from './element.ts';
import type { Cancel, Host } from './host.ts';
import { showText, textElement } from './visibleText.ts';
import { say } from './say.ts';

export interface DetailsEvents {
  lead: (artifact: string, row: number) => void;
  close: () => void;
  /** Below the grid, or to the right of it. */
  turn: () => void;
  goToSource: () => void;
  tag: () => void;
}

/** A value may be megabytes, which no pane can lay out in a moment. */
const mostCharacters = 20_000;
const mostFields = 500;

/** All fields of one row, with what the package has in their place where that differs. */
export class DetailsPane {
  readonly element: HTMLElement;
  readonly #host: Host;
  readonly #events: DetailsEvents;
  readonly #title = element('h2', { tabindex: '-1' }, say('details'));
  readonly #content = element('div', { class: 'details-content' });
  readonly #turn: HTMLButtonElement;
  #cancel: Cancel = () => undefined;
  #shown = '';

  constructor(host: Host, events: DetailsEvents) {
    this.#host = host;
    this.#events = events;
    this.#turn = button('', '', events.turn, 'quiet turn');
    const close = signButton('×', say('closeDetails'), events.close);
    const head = element('div', { class: 'details-head' }, this.#title, this.#turn, close);
    const bar = element(
      'div',
      { class: 'details-bar' },
      button(say('goToSource'), say('goToSourceHint'), events.goToSource),
      button(say('tagRow'), say('tagRowHint'), events.tag),
    );
    this.element = element(
      'aside',
      { class: 'details', 'aria-label': say('details') },
      head,
      bar,
      this.#content,
    );
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') {
        events.close();
      }
    });
    this.clear();
  }

  place(isBelow: boolean): void {
    const words = say(isBelow ? 'moveRight' : 'moveBelow');
    this.#turn.textContent = isBelow ? '◨' : '⬓';
    this.#turn.title = words;
    this.#turn.ariaLabel = words;
  }

  focus(): void {
    this.#title.focus();
  }

  clear(): void {
    this.#cancel();
    this.#shown = '';
    this.#title.textContent = say('details');
    this.#content.replaceChildren(element('p', { class: 'note' }, say('noDetails')));
  }

  show(artifact: string, row: number): void {
    const shown = JSON.stringify([artifact, row]);
    if (shown === this.#shown) {
      return;
    }
    this.#cancel();
    this.#shown = shown;
    this.#title.textContent = say('plainRow', row + 1);
    this.#cancel = this.#host.ask(
      { kind: 'details', artifact, row },
      (details) => this.#fill(details),
      (fault) => {
        this.#shown = '';
        this.#content.replaceChildren(textElement('p', fault, 'fault'));
      },
    );
  }

  #fill({ fields, source, related }: Details): void {
    const entries = fields.slice(0, mostFields).flatMap(({ title, value, original }) => {
      const shown = element('dd', {}, valueOf(value));
      if (original !== undefined && original !== value) {
        shown.append(
          element(
            'div',
            { class: 'original' },
            element('span', { class: 'note' }, say('original')),
            valueOf(original),
          ),
        );
      }
      return [textElement('dt', title), shown];
    });
    this.#content.replaceChildren(
      element('dl', {}, ...entries),
      element('h3', {}, say('source')),
      textElement('p', source, 'source'),
    );
    if (related.length > 0) {
      const items = related.slice(0, mostFields).map(({ title, artifact, row }) => {
        const link = button('', '', () => this.#events.lead(artifact, row), 'link');
        showText(link, title);
        return element('li', {}, link);
      });
      this.#content.append(element('h3', {}, say('related')), element('ul', { class: 'related' }, ...items));
    }
    this.#content.scrollTop = 0;
  }
}

function valueOf(text: string): HTMLElement {
  const shown = textElement('div', text.slice(0, mostCharacters), 'value', 'lines');
  if (text.length > mostCharacters) {
    shown.append(element('p', { class: 'note' }, say('cutField', text.length - mostCharacters)));
  }
  return shown;
}
