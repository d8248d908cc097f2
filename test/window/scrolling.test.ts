import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow } from './shownWindow.ts';
import { firewallLog, securityLog, wideTable } from './tables.ts';

/** More would be no window on the rows any more: those in view, and some above and below. */
const mostRowElements = 60;

describe('The rows of a package, when they are scrolled', () => {
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [securityLog(), firewallLog(), wideTable()],
    (opened) => ({ host, window } = opened),
  );

  const rowElements = () => window.page.locator('.row').count();
  const lastTop = () => window.value<number>("document.querySelector('.grid').scrollHeight");

  for (const [title, count] of [
    [/^Security events/, 120_000],
    [/^Firewall log/, 3_000_000],
  ] as const) {
    it(`scrolls to the end of ${count} rows and back`, async () => {
      await window.open(title);
      await window.scrollTo(await lastTop());
      const numbers = await window.rowNumbers();
      assert.equal(numbers.at(-1), count);
      const last = await window.page.locator('.row').last().boundingBox();
      const foot = await window.page.locator('.foot').boundingBox();
      assert.ok(last && foot && last.y + last.height <= foot.y + 1, 'the last row is in view as a whole');
      assert.ok((await rowElements()) < mostRowElements);
      await window.scrollTo(0);
      assert.equal((await window.rowNumbers())[0], 1);
      const first = await window.cell(1, 1).boundingBox();
      const header = await window.header('Row').boundingBox();
      assert.ok(first && header && Math.abs(first.y - header.y - header.height) < 3, 'and so is the first');
    });
  }

  it('goes through 3,000,000 rows without a gap, wheel by wheel', async () => {
    await window.open(/^Firewall log/);
    await window.scrollTo(4_000_000);
    await window.grid.hover();
    let before = await window.rowNumbers();
    for (let turn = 0; turn < 12; turn++) {
      await window.page.mouse.wheel(0, 240);
      await waitUntil(
        'Other rows',
        () => window.rowNumbers(),
        (numbers) => numbers[0] !== before[0],
      );
      await window.rest();
      const numbers = await window.rowNumbers();
      assert.ok(before.includes(numbers[0] ?? 0), 'the first row was in view before');
      assert.ok(numbers.every((number, at) => at === 0 || number === (numbers[at - 1] ?? 0) + 1));
      before = numbers;
    }
  });

  it('goes on with a scroll that begins in the moment in which the last one comes to rest', async () => {
    await window.open(/^Security events/);
    await window.page.evaluate(`(() => {
      const wait = window.setTimeout;
      window.waiting = [];
      window.setTimeout = (act, ms) => {
        window.waiting.push(act);
        return wait(act, ms);
      };
    })()`);
    await window.scrollTo(22 * 1000);
    await window.page.evaluate(`(() => {
      document.querySelector('.grid').scrollTop = 22 * 5000;
      window.waiting.forEach((act) => act());
    })()`);
    await window.frames();
    await window.rest();
    assert.equal(await window.value("document.querySelector('.grid').scrollTop"), 22 * 5000);
    assert.ok((await window.rowNumbers()).includes(5001));
  });

  it('keeps the numbers of rows in place when it is scrolled sideways', async () => {
    await window.open(/^Wide table/);
    const place = async (column: number) => (await window.cell(5, column).boundingBox())?.x ?? NaN;
    const [number, tag] = [await place(1), await place(2)];
    for (const left of [333, 7000]) {
      await window.page.evaluate(`document.querySelector('.grid').scrollLeft = ${left}`);
      await window.frames();
      assert.deepEqual([await place(1), await place(2)], [number, tag]);
      const column = await window.value<number>(
        "Number([...document.querySelectorAll('.row:first-child > .cell')].at(-1).ariaColIndex)",
      );
      const header = await window.page
        .locator(`[role=columnheader][aria-colindex="${column}"]`)
        .boundingBox();
      assert.ok(
        Math.abs((await place(column)) - (header?.x ?? NaN)) < 1,
        `column ${column} is below its title`,
      );
    }
  });

  it('takes questions back for rows that were scrolled past', async () => {
    await window.open(/^Firewall log/);
    host.holds = ({ kind }) => kind === 'rows';
    for (const top of [1_000_000, 2_000_000, 3_000_000, 4_000_000]) {
      await window.page.evaluate(`document.querySelector('.grid').scrollTop = ${top}`);
      await window.frames();
    }
    await waitUntil(
      'Questions taken back',
      () => Promise.resolve(host.cancelled.length),
      (count) => count >= 3,
    );
    host.holds = () => false;
    host.release();
    await window.rest();
    const [first = 0] = await window.rowNumbers();
    assert.ok(first > 1_400_000 && first < 1_600_000);
    assert.ok(
      (await window.page.locator('.row > :nth-child(4)').allTextContents()).every((text) => text !== ''),
    );
  });
});
