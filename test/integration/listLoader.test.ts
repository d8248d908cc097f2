import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { EventEmitter, type TreeView } from 'vscode';
import type { Connection } from '../../src/auth/connection.ts';
import { parsePage } from '../../src/defender/machineAction.ts';
import { ActionList } from '../../src/views/actionList.ts';
import { ListLoader } from '../../src/views/listLoader.ts';

const everySeconds = 30;

/** A view that a test shows and hides, above a list whose requests are counted. */
class Surroundings {
  visible = false;
  requests = 0;
  status = 'InProgress';
  intervalSeconds = everySeconds;
  readonly #visibility = new EventEmitter<{ visible: boolean }>();
  readonly list: ActionList;
  readonly loader: ListLoader;

  constructor() {
    const listMachineActions = () => {
      this.requests++;
      return Promise.resolve(parsePage({ value: [{ id: 'one', status: this.status }] }, {}) ?? assert.fail());
    };
    this.list = new ActionList({
      connection: () => ({ name: 'Contoso' }) as Connection,
      client: () => ({ listMachineActions }),
      query: () => ({}),
      isFiltered: () => false,
    });
    const isVisible = () => this.visible;
    const view: Partial<TreeView<unknown>> = {
      get visible() {
        return isVisible();
      },
      onDidChangeVisibility: this.#visibility.event,
    };
    this.loader = new ListLoader(
      this.list,
      view as TreeView<unknown>,
      () => this.intervalSeconds,
      (error) => assert.fail(String(error)),
      { isFocused: () => this.focused, onDidChange: this.#focus.event },
    );
  }

  focused = true;
  readonly #focus = new EventEmitter<void>();

  async show(visible: boolean): Promise<void> {
    this.visible = visible;
    this.#visibility.fire({ visible });
    await settle();
  }

  async focus(focused: boolean): Promise<void> {
    this.focused = focused;
    this.#focus.fire();
    await settle();
  }

  dispose(): void {
    this.loader.dispose();
    this.list.dispose();
  }
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    mock.timers.tick(1000);
    await settle();
  }
}

/** Lets everything run that waits for nothing but promises. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('The list refreshes itself', () => {
  let stage: Surroundings;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 0, 2) });
    stage = new Surroundings();
  });

  afterEach(() => {
    stage.dispose();
    mock.timers.reset();
  });

  it('not before somebody looks', async () => {
    await pass(3 * everySeconds);
    assert.equal(stage.requests, 0);
    await stage.show(true);
    assert.equal(stage.requests, 1);
  });

  it('every so many seconds while something is unfinished, and no longer', async () => {
    await stage.show(true);
    await pass(2 * everySeconds);
    assert.equal(stage.requests, 3);
    stage.status = 'Succeeded';
    await pass(10 * everySeconds);
    assert.equal(stage.requests, 4);
  });

  it('not while the view is hidden, and at once when it comes back after long', async () => {
    await stage.show(true);
    await stage.show(false);
    await pass(5 * everySeconds);
    assert.equal(stage.requests, 1);
    await stage.show(true);
    assert.equal(stage.requests, 2);
  });

  it('not while the window has no focus', async () => {
    await stage.show(true);
    await stage.focus(false);
    await pass(5 * everySeconds);
    assert.equal(stage.requests, 1);
    await stage.focus(true);
    assert.equal(stage.requests, 2);
  });

  it('never when the setting is 0', async () => {
    stage.intervalSeconds = 0;
    await stage.show(true);
    await pass(5 * everySeconds);
    assert.equal(stage.requests, 1);
  });

  it('from the start when the connection is another', async () => {
    stage.status = 'Succeeded';
    await stage.show(true);
    stage.loader.restart();
    await settle();
    assert.equal(stage.requests, 2);
  });
});
