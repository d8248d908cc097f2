import { window, workspace, type Disposable, type Event } from 'vscode';
import type { ActionList } from './actionList.ts';

/** Whether a list can be seen, wherever the window is. */
export interface Sight {
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<unknown>;
}

/** Whether the person is at this window at all. */
export interface WindowFocus {
  isFocused(): boolean;
  onDidChange: Event<unknown>;
}

const thisWindow: WindowFocus = {
  isFocused: () => window.state.focused,
  onDidChange: window.onDidChangeWindowState,
};

/**
 * Loads the list when somebody can see it: at the first look, and then, while something in it is unfinished, every
 * few seconds for as long as it is visible and the window has the focus. Otherwise there is no timer at all.
 */
export class ListLoader implements Disposable {
  readonly #list: ActionList;
  readonly #sight: Sight;
  readonly #intervalSeconds: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #focus: WindowFocus;
  readonly #subscriptions: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  /** @param onError told of what stopped a load that nobody asked for; the view says so too */
  constructor(
    list: ActionList,
    sight: Sight,
    intervalSeconds: () => number,
    onError: (error: unknown) => void,
    focus = thisWindow,
  ) {
    this.#list = list;
    this.#sight = sight;
    this.#intervalSeconds = intervalSeconds;
    this.#onError = onError;
    this.#focus = focus;
    this.#subscriptions = [
      list.onDidChange(() => this.#schedule()),
      sight.onDidChangeVisibility(() => this.#look()),
      focus.onDidChange(() => this.#look()),
      workspace.onDidChangeConfiguration(() => this.#schedule()),
    ];
    this.#look();
  }

  /** The list is another: of another connection, account or period. */
  restart(): void {
    this.#list.reset();
    this.#look();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  #look(): void {
    const isOld = Date.now() - this.#list.loadedAt >= this.#intervalSeconds() * 1000;
    const isFirst = this.#sight.visible && this.#list.state === 'loading';
    if (isFirst || (this.#isDue && isOld)) {
      this.#refresh();
    } else {
      this.#schedule();
    }
  }

  get #isDue(): boolean {
    const someoneSees = this.#sight.visible && this.#focus.isFocused();
    return someoneSees && this.#list.hasUnfinished && this.#intervalSeconds() > 0;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#isDue ? setTimeout(() => this.#refresh(), this.#intervalSeconds() * 1000) : undefined;
  }

  #refresh(): void {
    window.withProgress({ location: { viewId: 'defenderMachineActions.actions' } }, () =>
      this.#list.refresh().catch(this.#onError),
    );
  }
}
