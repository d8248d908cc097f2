import assert from 'node:assert/strict';
import { FakeHost } from './fakeHost.ts';
import { WindowStage, type ShownOptions, type ShownWindow } from './shownWindow.ts';
import type { MadeTable } from './tables.ts';

export interface OpenedWindow {
  stage: WindowStage;
  host: FakeHost;
  window: ShownWindow;
}

/**
 * Opens a window before each test of a suite. After it the page must have had no error, and have asked for nothing
 * that its policy forbids.
 * @param take told what was opened
 */
export function openBeforeEach(
  tables: () => readonly MadeTable[],
  take: (opened: OpenedWindow) => void,
  options: ShownOptions = {},
): void {
  let stage: WindowStage;
  let window: ShownWindow;

  before(async () => {
    stage = await WindowStage.set();
  });

  after(() => stage.close());

  beforeEach(async () => {
    const host = new FakeHost(tables());
    window = await stage.open(host, options);
    take({ stage, host, window });
  });

  afterEach(async () => {
    assert.deepEqual(await window.value('violations'), []);
    assert.deepEqual(window.errors, []);
    await window.close();
  });
}
