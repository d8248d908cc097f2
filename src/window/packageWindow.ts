import type { ArtifactView, Overview } from '../packages/reading/messages.ts';
import { ArtifactList } from './artifactList.ts';
import { DetailsPane } from './detailsPane.ts';
import { button, element } from './element.ts';
import type { Cancel, Change, Host, OpenWish } from './host.ts';
import type { KeptState } from './keptState.ts';
import { OverviewPage } from './overviewPage.ts';
import { SearchBox } from './searchBox.ts';
import { splitter } from './splitter.ts';
import { TablePage } from './tablePage.ts';
import { tagDialog } from './tagDialog.ts';
import { textElement } from './visibleText.ts';
import { say } from './say.ts';

const detailsWait = 60;
const never: Cancel = () => undefined;

/** The window of one package: what is in it on the left, and what was chosen of that beside it. */
export class PackageWindow {
  readonly #host: Host;
  readonly #state: KeptState;
  readonly #list = new ArtifactList(
    (artifact) => this.open({ artifact }),
    () => this.#table.focus(),
  );
  readonly #search = new SearchBox(
    (text) => this.#searchFor(text),
    () => (this.#state.now.artifact === '' ? this.#list : this.#table).focus(),
  );
  readonly #overview = new OverviewPage((artifact) => this.open({ artifact }));
  readonly #table: TablePage;
  readonly #details: DetailsPane;
  readonly #main = element('main', { class: 'main' });
  readonly #work = element('div', { class: 'work' });
  readonly #message = element('div', { class: 'message', role: 'status' }, say('loading'));
  #artifacts = new Map<string, ArtifactView>();
  /** What is to be opened as soon as it is known what there is. */
  #wish: OpenWish | undefined;
  /** Whether what is shown is of the package as it is now. */
  #isOpen = false;
  #cancelOverview = never;
  #cancelSearch = never;
  #detailsTimer = 0;

  constructor(host: Host, state: KeptState) {
    this.#host = host;
    this.#state = state;
    const dialog = tagDialog();
    this.#table = new TablePage(host, state, dialog, {
      active: () => this.#followActive(),
      details: (byKeyboard) => this.#openDetails(byKeyboard),
      toggleDetails: () => this.#showDetails(!state.now.showsDetails),
      switched: () => this.#askHits(),
    });
    this.#details = new DetailsPane(host, {
      lead: (artifact, row) => this.open({ artifact, row }),
      close: () => {
        this.#showDetails(false);
        this.#table.focus();
      },
      turn: () => this.#turnDetails(),
      goToSource: () => this.#table.goToSource(),
      tag: () => this.#table.tag(),
    });
    this.#overview.element.addEventListener('scroll', () => {
      state.now.overviewTop = this.#overview.element.scrollTop;
      state.save();
    });
    this.#arrange(dialog.element);
  }

  /** Asks for everything that is shown; for rows only where their artifact is not what it was. */
  load(): void {
    this.#cancelOverview();
    this.#cancelOverview = this.#host.ask(
      { kind: 'overview' },
      (overview) => this.#show(overview),
      (fault) => this.#fail(fault),
    );
  }

  open(wish: OpenWish): void {
    const { artifact: id, text, row } = wish;
    if (this.#message.isConnected) {
      this.#wish = wish;
      return;
    }
    const artifact = this.#artifacts.get(id);
    this.#isOpen = true;
    this.#state.now.artifact = artifact ? id : '';
    if (text !== undefined && text !== this.#state.now.search) {
      this.#search.text = text;
      this.#state.now.search = text;
      this.#askHits();
    }
    this.#state.save();
    this.#list.choose(this.#state.now.artifact);
    this.#details.clear();
    if (artifact) {
      this.#main.replaceChildren(this.#work);
      this.#table.show(artifact, row);
    } else {
      this.#table.close();
      this.#main.replaceChildren(this.#overview.element);
      this.#overview.element.scrollTop = this.#state.now.overviewTop;
    }
  }

  changed(what: Change): void {
    if (what === 'tags') {
      this.#table.renew();
    } else {
      this.#isOpen &&= what === 'overview';
      this.load();
    }
  }

  /** Keys that hold everywhere. */
  onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      this.#search.focus();
    }
  }

  #show(overview: Overview): void {
    this.#artifacts = new Map(overview.artifacts.map((artifact) => [artifact.id, artifact]));
    this.#overview.show(overview);
    this.#list.show(overview.artifacts);
    this.#search.text = this.#state.now.search;
    this.#askHits();
    this.#message.remove();
    const { artifact } = this.#state.now;
    const known = this.#artifacts.get(artifact);
    const isShown = known ? this.#table.follow(known) : artifact === '';
    if (!this.#isOpen || !isShown) {
      this.open(this.#wish ?? { artifact });
      this.#wish = undefined;
    }
  }

  #fail(fault: string): void {
    this.#isOpen = false;
    this.#message.replaceChildren(
      textElement('p', fault, 'fault'),
      button(say('tryAgain'), '', () => this.load()),
    );
    this.#main.replaceChildren(this.#message);
  }

  #searchFor(text: string): void {
    if (text !== this.#state.now.search) {
      this.#state.now.search = text;
      this.#state.save();
      this.#askHits();
      this.#table.narrow();
    }
  }

  #askHits(): void {
    const { search: text, hidesCollector, onlyTagged } = this.#state.now;
    this.#cancelSearch();
    this.#search.text = text;
    if (text === '') {
      this.#list.showHits(undefined);
      this.#search.say('');
      return;
    }
    this.#search.say(say('searching'));
    this.#cancelSearch = this.#host.ask(
      { kind: 'search', text, hidesCollector, onlyTagged },
      ({ hits, isWhole }) => {
        const sum = hits.reduce((total, { count }) => total + count, 0);
        const found = hits.filter(({ count }) => count > 0).length;
        this.#list.showHits(hits);
        this.#search.say(say(isWhole ? 'hits' : 'hitsSoFar', sum, found));
      },
      (fault) => this.#search.say(fault),
    );
  }

  /** Shows the row that is active in a moment: whoever walks through many rows asks for the last one. */
  #followActive(): void {
    clearTimeout(this.#detailsTimer);
    this.#detailsTimer = setTimeout(() => {
      const { artifact, activeRow } = this.#table;
      if (this.#state.now.showsDetails && artifact !== undefined && activeRow) {
        this.#details.show(artifact, activeRow.row);
      }
    }, detailsWait);
  }

  #openDetails(withFocus: boolean): void {
    this.#showDetails(true);
    if (withFocus) {
      this.#details.focus();
    }
  }

  #showDetails(isOpen: boolean): void {
    this.#state.now.showsDetails = isOpen;
    this.#state.save();
    this.#work.classList.toggle('without-details', !isOpen);
    this.#table.showsDetails(isOpen);
    if (isOpen) {
      this.#followActive();
    }
  }

  #turnDetails(): void {
    const { now } = this.#state;
    now.isBelow = !now.isBelow;
    this.#state.save();
    this.#placeDetails();
  }

  #placeDetails(): void {
    const { now } = this.#state;
    this.#work.classList.toggle('below', now.isBelow);
    this.#details.place(now.isBelow);
    const line = splitter({
      label: say('detailsSize'),
      orientation: now.isBelow ? 'horizontal' : 'vertical',
      least: now.isBelow ? 80 : 200,
      most: () => (now.isBelow ? innerHeight - 200 : Math.max(200, (innerWidth - now.listWidth) * 0.7)),
      direction: -1,
      size: now.isBelow ? now.detailsHeight : now.detailsWidth,
      resize: (size) => this.#resize('details', now.isBelow ? 'detailsHeight' : 'detailsWidth', size),
    });
    this.#work.replaceChildren(this.#table.element, line, this.#details.element);
  }

  #resize(
    part: 'list' | 'details',
    kept: 'listWidth' | 'detailsWidth' | 'detailsHeight',
    size: number,
  ): void {
    this.#state.now[kept] = size;
    this.#state.save();
    document.body.style.setProperty(`--${part}-size`, `${size}px`);
  }

  #arrange(dialog: HTMLElement): void {
    const { now } = this.#state;
    const line = splitter({
      label: say('listWidth'),
      orientation: 'vertical',
      least: 120,
      most: () => Math.max(200, innerWidth * 0.5),
      direction: 1,
      size: now.listWidth,
      resize: (size) => this.#resize('list', 'listWidth', size),
    });
    this.#placeDetails();
    this.#showDetails(now.showsDetails);
    const hash = button(say('copyHash'), say('copyHashHint'), () => this.#host.order({ kind: 'copyHash' }));
    const top = element('div', { class: 'top' }, this.#search.element, hash);
    const list = element('nav', { class: 'list', 'aria-label': say('contents') }, this.#list.element);
    this.#main.append(this.#message);
    document.body.replaceChildren(top, list, line, this.#main, dialog);
  }
}
