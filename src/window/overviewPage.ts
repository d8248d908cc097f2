import type { CollectionState, Fact, Overview, VerdictLine } from '../packages/reading/messages.ts';
import { button, element } from './element.ts';
import { stateSign } from './stateSign.ts';
import { showText, textElement } from './visibleText.ts';
import { say, sayNumber } from './say.ts';
import type { Word } from '../packages/reading/words/windowWords.ts';

/** What needs a thought comes first. */
const order: readonly CollectionState[] = [
  'failed',
  'absent',
  'sourceMissing',
  'sourceEmpty',
  'neverAsked',
  'data',
];

/** More lines of one state than any collection has commands. */
const mostLines = 1000;

/** What the package is, whether it is whole, and what its collection did and did not ask for. */
export class OverviewPage {
  readonly element = element('div', { class: 'overview', tabindex: '-1' });
  readonly #open: (artifact: string) => void;

  constructor(open: (artifact: string) => void) {
    this.#open = open;
  }

  show(overview: Overview): void {
    const { layout, verdict, isComplete, facts, clock, coverage, lines, remarks } = overview;
    const sign = stateSign(isComplete ? 'data' : 'absent');
    sign.textContent = isComplete ? '✓' : '!';
    const [tally, parts] = this.#completeness(lines);
    const head = element(
      'header',
      { class: isComplete ? 'verdict complete' : 'verdict incomplete' },
      sign,
      element(
        'div',
        {},
        textElement('h1', verdict, '', 'lines'),
        textElement('p', layout, 'note', 'lines'),
        tally,
      ),
    );
    const sections = [
      ...factList('facts', facts),
      ...factList('clock', clock),
      ...factList('coverage', coverage),
    ];
    this.element.replaceChildren(
      head,
      element('div', { class: 'fact-lists' }, ...sections),
      ...(parts.length > 0 ? [section('completeness', ...parts)] : []),
      ...(remarks.length > 0 ? [remarkList(remarks)] : []),
    );
  }

  /** @returns how many lines there are of each state, to press, and the lines */
  #completeness(lines: readonly VerdictLine[]): [HTMLElement, HTMLElement[]] {
    const byState = Map.groupBy(lines, ({ state }) => state);
    const states = order.filter((state) => byState.has(state));
    const parts = states.map((state) => this.#linesOf(state, byState.get(state) ?? []));
    const tally = states.map((state, at) => {
      const press = () => parts[at]?.querySelector('h3')?.focus();
      const chip = button('', say(state), press, 'chip');
      chip.append(stateSign(state), `${sayNumber(byState.get(state)?.length ?? 0)} `, say(state));
      return element('li', {}, chip);
    });
    return [element('ul', { class: 'tally' }, ...tally), parts];
  }

  #linesOf(state: CollectionState, lines: readonly VerdictLine[]): HTMLElement {
    const title = element('h3', { tabindex: '-1', id: `state-${state}` }, stateSign(state), say(state));
    const count = element('span', { class: 'count' }, ` ${sayNumber(lines.length)}`);
    title.append(count);
    const rows = lines
      .slice(0, mostLines)
      .map((line) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, this.#subject(line)),
          textElement('td', line.why, '', 'lines'),
        ),
      );
    const head = element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, say('what')),
        element('th', { scope: 'col' }, say('why')),
      ),
    );
    const table = element('table', { 'aria-labelledby': title.id }, head, element('tbody', {}, ...rows));
    return element(
      'section',
      { class: 'state' },
      title,
      element('p', { class: 'note' }, say(`${state}Note`)),
      table,
    );
  }

  #subject({ what, artifact }: VerdictLine): HTMLElement {
    if (artifact === undefined) {
      return textElement('span', what, '', 'lines');
    }
    const made = button('', '', () => this.#open(artifact), 'link');
    showText(made, what);
    return made;
  }
}

/** @returns nothing when nothing is known: an empty list says less than none */
function factList(title: Word, facts: readonly Fact[]): HTMLElement[] {
  const entries = facts.flatMap(({ title: name, value, note }) => {
    const shown = textElement('dd', value, '', 'lines');
    if (note !== undefined && note !== '') {
      shown.append(textElement('span', note, 'note', 'lines'));
    }
    return [textElement('dt', name, '', 'lines'), shown];
  });
  return facts.length > 0 ? [section(title, element('dl', {}, ...entries))] : [];
}

function remarkList(remarks: readonly string[]): HTMLElement {
  const items = remarks.slice(0, mostLines).map((remark) => textElement('li', remark, '', 'lines'));
  return section('remarks', element('ul', { class: 'remarks' }, ...items));
}

function section(title: Word, ...content: HTMLElement[]): HTMLElement {
  const heading = element('h2', { id: `section-${title}` }, say(title));
  return element('section', { 'aria-labelledby': heading.id }, heading, ...content);
}
