import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow } from './shownWindow.ts';
import { hostileTable, securityLog, services } from './tables.ts';

describe('The window of a package, by keyboard', () => {
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [services(), securityLog(), hostileTable()],
    (opened) => ({ host, window } = opened),
  );

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      await window.page.keyboard.press(key);
    }
    await window.frames();
  };

  /** Where the focus is, as row and column. */
  const at = async () => {
    const { role, row, column } = await window.activeElement();
    return [role, row, column];
  };

  const selectedRows = async (): Promise<number[]> => {
    await window.frames();
    return window.value(
      "[...document.querySelectorAll('.row[aria-selected=true]')].map((row) => row.getAttribute('aria-rowindex') - 1)",
    );
  };

  const orders = (kind: string) => host.orders.filter((order) => order.kind === kind);

  const copied = async (): Promise<string> => {
    const before = orders('copy').length;
    await press('Control+c');
    await waitUntil(
      'A copy',
      () => Promise.resolve(orders('copy').length),
      (count) => count > before,
    );
    const order = orders('copy').at(-1);
    return order?.kind === 'copy' ? order.text : '';
  };

  it('goes from the list to the rows and through them', async () => {
    await window.page.getByRole('option', { name: 'Overview' }).focus();
    await press('s');
    assert.match((await window.activeElement()).text, /^Services/);
    await press('ArrowDown');
    assert.match((await window.activeElement()).text, /^Security events/);
    await press('Enter');
    await window.rest();
    await press('ArrowRight');
    assert.deepEqual(await at(), ['gridcell', 1, 1]);
    await press('ArrowDown', 'ArrowDown', 'ArrowRight');
    assert.deepEqual(await at(), ['gridcell', 3, 2]);
    await press('End');
    assert.deepEqual(await at(), ['gridcell', 3, 9]);
    await press('Home');
    assert.deepEqual(await at(), ['gridcell', 3, 1]);
    const page = await window.value<number>("Math.floor(document.querySelector('.rows').clientHeight / 22)");
    await press('PageDown');
    assert.deepEqual(await at(), ['gridcell', 3 + page, 1]);
    await press('PageUp', 'ArrowUp', 'ArrowUp');
    assert.deepEqual(await at(), ['gridcell', 1, 1]);
    await press('ArrowUp');
    assert.deepEqual((await at())[0], 'columnheader');
    await press('ArrowDown', 'Control+End');
    assert.deepEqual(await at(), ['gridcell', 120_000, 9]);
    await window.rest();
    assert.equal((await window.activeElement()).text, '619999');
    await press('Control+Home');
    assert.deepEqual(await at(), ['gridcell', 1, 1]);
    await press('ArrowRight', 'ArrowRight', 'Control+ArrowDown', 'Control+ArrowLeft');
    assert.deepEqual(await at(), ['gridcell', 120_000, 1]);
  });

  it('has one stop for Tab among the rows, wherever it was left', async () => {
    await window.open(/^Security events/);
    assert.equal(await window.page.locator('.grid [tabindex="0"]').count(), 1);
    await window.cell(5, 3).click();
    await press('Tab', 'Shift+Tab');
    assert.deepEqual(await at(), ['gridcell', 5, 3]);
    assert.equal(await window.page.locator('.grid [tabindex="0"]').count(), 1);
  });

  it('keeps the focus when its row is scrolled out of view, and goes on from there', async () => {
    await window.open(/^Security events/);
    await window.cell(5, 3).click();
    await window.scrollTo(1_000_000);
    assert.equal((await window.activeElement()).role, 'grid');
    await press('ArrowDown');
    assert.deepEqual(await at(), ['gridcell', 6, 3]);
    await window.scrollTo(50);
    assert.deepEqual(await at(), ['gridcell', 6, 3]);
  });

  it('selects by Shift, Space, Ctrl and mouse, and copies rows as a table with titles', async () => {
    await window.open(/^Services/);
    await window.cell(2, 3).click();
    assert.deepEqual(await selectedRows(), []);
    assert.equal(await copied(), 'LanmanServer', 'a cell without a selection, as it is');
    await press('Shift+ArrowDown', 'Shift+ArrowDown');
    assert.deepEqual(await selectedRows(), [2, 3, 4]);
    assert.match((await window.foot.textContent()) ?? '', /^269 of 269 rows · 3 selected$/);
    const lines = (await copied()).split('\r\n');
    assert.deepEqual(lines[0]?.split('\t').slice(0, 5), ['Row', 'Tag', 'Comment', 'Name', 'Display name']);
    assert.deepEqual(
      lines.slice(1, 4).map((line) => line.split('\t')[3]),
      ['LanmanServer', 'BITS', 'Sense'],
    );
    assert.equal(lines.length, 5);
    await window.cell(10, 3).click({ modifiers: ['Control'] });
    assert.deepEqual(await selectedRows(), [2, 3, 4, 10]);
    await window.cell(12, 3).click({ modifiers: ['Shift'] });
    assert.deepEqual(await selectedRows(), [10, 11, 12]);
    await press('Escape');
    assert.deepEqual(await selectedRows(), []);
    await press('ArrowDown', 'Space', 'ArrowUp');
    assert.deepEqual(await selectedRows(), []);
    await window.cell(7, 1).click();
    assert.deepEqual(await selectedRows(), [7], 'its number selects a row');
    await press('Control+a');
    assert.equal((await copied()).split('\r\n').length, 271);
  });

  it('copies thousands of rows that are not in view, and refuses more than a clipboard should hold', async () => {
    await window.open(/^Security events/);
    await window.cell(1, 1).click();
    await window.scrollTo(22 * 2500);
    const [number = 0] = (await window.rowNumbers()).slice(10);
    await window.cell(number, 3).click({ modifiers: ['Shift'] });
    const text = await copied();
    assert.equal(text.split('\r\n').length, number + 2);
    assert.ok(text.includes(`${number}\t`));
    await press('Control+a', 'Control+c');
    const notice = window.page.locator('.foot .notice');
    assert.match((await notice.textContent()) ?? '', /^At most 10,000 rows/);
  });

  it('makes cells of a table harmless for a spreadsheet', async () => {
    await window.open(/^Temp files/);
    await window.cell(1, 3).click();
    await press('Control+a');
    const text = await copied();
    assert.ok(text.includes(`"'=HYPERLINK(""https://evil.example"",""x"")"`));
    assert.ok(text.includes('"first line\r\nsecond\tline\nthird"'));
  });

  it('opens the details by Enter, comes back by Escape, and has keys for what is done with a row', async () => {
    await window.open(/^Services/);
    await window.page.getByRole('button', { name: 'Details', exact: true }).click();
    await window.cell(3, 3).click();
    await press('Enter');
    const title = window.page.getByRole('heading', { name: 'Row 3' });
    await title.waitFor();
    assert.equal((await window.activeElement()).text, 'Row 3');
    await press('Escape');
    assert.deepEqual(await at(), ['gridcell', 3, 3]);
    assert.equal(await window.page.locator('.details').isVisible(), false);
    await press('Control+Enter');
    assert.deepEqual(orders('goToSource'), [{ kind: 'goToSource', artifact: 'services', row: 2 }]);
    await press('Shift+ArrowDown', 't');
    await window.page.keyboard.type('case 042');
    await press('Enter');
    await waitUntil(
      'The tag',
      () => window.cell(4, 2).textContent(),
      (text) => text === 'case 042',
    );
    assert.deepEqual(orders('tag'), [
      { kind: 'tag', artifact: 'services', rows: [2, 3], tag: 'case 042', comment: '' },
    ]);
    assert.deepEqual(await at(), ['gridcell', 4, 3]);
  });

  it('reaches search, filters and titles, and leads back', async () => {
    await window.open(/^Services/);
    await press('Control+f');
    await window.page.keyboard.type('spooler');
    await waitUntil(
      'The hits',
      () => window.foot.textContent(),
      (text) => text === '33 of 269 rows',
    );
    await press('Enter');
    assert.equal((await window.activeElement()).role, 'gridcell');
    await press('ArrowRight', 'ArrowRight', 'f');
    assert.equal(await window.value('document.activeElement.getAttribute("aria-label")'), 'Filter Name');
    await press('ArrowUp');
    assert.deepEqual((await at())[0], 'columnheader');
    await press('Enter');
    await window.rest();
    assert.equal(await window.header('Name').getAttribute('aria-sort'), 'ascending');
    await press('f', 'ArrowDown');
    assert.deepEqual(await at(), ['gridcell', 1, 3]);
    await press('Control+f', 'Escape');
    await waitUntil(
      'All rows',
      () => window.foot.textContent(),
      (text) => text === '269 of 269 rows',
    );
  });

  it('moves the lines between the parts of the window', async () => {
    await window.open(/^Services/);
    const width = async (part: string) =>
      Math.round((await window.page.locator(part).boundingBox())?.width ?? 0);
    const [list, details] = [await width('.list'), await width('.details')];
    await window.page.getByRole('separator', { name: 'Width of the list' }).focus();
    await press('ArrowRight', 'ArrowRight');
    assert.equal(await width('.list'), list + 32);
    const line = window.page.getByRole('separator', { name: 'Size of the details' });
    await line.focus();
    await press('ArrowLeft');
    assert.equal(await width('.details'), details + 16);
    assert.equal(await line.getAttribute('aria-valuenow'), String(details + 16));
    const box = await line.boundingBox();
    assert.ok(box);
    await window.page.mouse.move(box.x, box.y + 200);
    await window.page.mouse.down();
    await window.page.mouse.move(box.x + 40, box.y + 200);
    await window.page.mouse.up();
    assert.equal(await width('.details'), details - 24);
  });
});
