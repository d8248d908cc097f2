import type { ArtifactView, Hits } from '../packages/reading/messages.ts';
import { element } from './element.ts';
import { stateSign } from './stateSign.ts';
import { textElement, visibleText } from './visibleText.ts';
import { say, sayNumber, sayRows } from './say.ts';

/** More would make the window slow, and no package has as many that is not made to be a burden. */
const mostListed = 1000;

interface Entry {
  element: HTMLElement;
  badge: HTMLElement;
  artifact: ArtifactView | undefined;
}

/** What is in the package: the overview, then the artifacts by group. */
export class ArtifactList {
  readonly element = element('div', { role: 'listbox', class: 'artifacts', 'aria-label': say('contents') });
  readonly #open: (artifact: string) => void;
  readonly #leave: () => void;
  #entries: Entry[] = [];
  #chosen = '';

  /** @param leave the focus is wanted where the chosen artifact is shown */
  constructor(open: (artifact: string) => void, leave: () => void) {
    this.#open = open;
    this.#leave = leave;
    this.element.addEventListener('click', ({ target }) => {
      const entry = this.#entries.find(({ element: own }) => target instanceof Node && own.contains(target));
      if (entry) {
        open(idOf(entry));
      }
    });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  show(artifacts: readonly ArtifactView[]): void {
    const before = this.#entries;
    const overview = this.#entry(undefined);
    this.#entries = [overview];
    const parts: HTMLElement[] = [overview.element];
    const groups = Map.groupBy(artifacts.slice(0, mostListed), ({ group }) => group);
    [...groups].forEach(([group, members], at) => {
      const entries = members.map((artifact) => this.#entry(artifact));
      this.#entries.push(...entries);
      const title = textElement('div', group, 'group');
      title.id = `group-${at}`;
      title.role = 'presentation';
      parts.push(
        element(
          'div',
          { role: 'group', 'aria-labelledby': title.id },
          title,
          ...entries.map((entry) => entry.element),
        ),
      );
    });
    if (artifacts.length > mostListed) {
      parts.push(element('div', { class: 'note' }, say('notListed', artifacts.length - mostListed)));
    }
    const focused = before.find((entry) => entry.element === document.activeElement);
    this.element.replaceChildren(...parts);
    this.choose(this.#chosen);
    if (focused) {
      this.#entries.find((entry) => idOf(entry) === idOf(focused))?.element.focus();
    }
  }

  choose(artifact: string): void {
    this.#chosen = artifact;
    for (const entry of this.#entries) {
      const isChosen = idOf(entry) === artifact;
      entry.element.ariaSelected = String(isChosen);
      entry.element.tabIndex = isChosen ? 0 : -1;
      if (isChosen) {
        entry.element.scrollIntoView({ block: 'nearest' });
      }
    }
    if (!this.#entries.some((entry) => idOf(entry) === artifact)) {
      this.#entries[0]?.element.setAttribute('tabindex', '0');
    }
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  /** @param hits of the search; undefined when nothing is searched */
  showHits(hits: readonly Hits[] | undefined): void {
    const counts = new Map(hits?.map(({ artifact, count }) => [artifact, count]));
    for (const entry of this.#entries) {
      if (entry.artifact) {
        label(entry, entry.artifact, hits && (counts.get(entry.artifact.id) ?? 0));
      }
    }
  }

  #entry(artifact: ArtifactView | undefined): Entry {
    const title = textElement('span', artifact?.title ?? say('overview'), 'entry-title');
    const badge = element('span', { class: 'badge' });
    const sign = artifact
      ? stateSign(artifact.state)
      : element('span', { class: 'sign', 'aria-hidden': 'true' }, '≡');
    const own = element('div', { role: 'option', class: 'entry' }, sign, title, badge);
    const entry = { element: own, badge, artifact };
    if (artifact) {
      label(entry, artifact, undefined);
    }
    return entry;
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#entries.findIndex(({ element: own }) => own === document.activeElement);
    const last = this.#entries.length - 1;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last };
    const entry = this.#entries[at];
    const next = steps[event.key] ?? this.#beginningWith(event, at);
    if ((event.key === 'Enter' || event.key === ' ') && entry) {
      event.preventDefault();
      this.#open(idOf(entry));
    } else if (event.key === 'ArrowRight') {
      this.#leave();
    } else if (next !== undefined) {
      event.preventDefault();
      this.#entries[Math.max(0, Math.min(last, next))]?.element.focus();
    }
  }

  #beginningWith({ key, ctrlKey, altKey, metaKey }: KeyboardEvent, after: number): number | undefined {
    if (key.length !== 1 || key === ' ' || ctrlKey || altKey || metaKey) {
      return undefined;
    }
    const order = this.#entries.map((_, step) => (after + 1 + step) % this.#entries.length);
    const begins = (at: number) =>
      (this.#entries[at]?.artifact?.title ?? say('overview')).toLowerCase().startsWith(key.toLowerCase());
    return order.find(begins);
  }
}

function idOf({ artifact }: Entry): string {
  return artifact?.id ?? '';
}

function label(entry: Entry, artifact: ArtifactView, hits: number | undefined): void {
  const { title, rowCount, state } = artifact;
  const name = visibleText(title);
  const isSearched = hits !== undefined;
  entry.badge.textContent = isSearched
    ? sayNumber(hits)
    : rowCount !== undefined && (state === 'data' || rowCount > 0)
      ? sayNumber(rowCount)
      : '';
  entry.badge.classList.toggle('hits', isSearched && hits > 0);
  entry.element.classList.toggle('without', isSearched && hits === 0);
  const words = isSearched
    ? say('artifactHits', name, hits, sayRows(rowCount), say(state))
    : say('artifactRows', name, sayRows(rowCount), say(state));
  entry.element.ariaLabel = words;
  entry.element.title = words;
}
