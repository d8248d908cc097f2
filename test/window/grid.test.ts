import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow } from './shownWindow.ts';
import { emptyTable, firewallLog, securityLog, wideTable } from './tables.ts';

/** More would be no window on the rows any more: those in view, and some above and below. */
const mostRowElements = 60;

describe('The grid of a package, in a browser', () => {
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [securityLog(), firewallLog(), emptyTable(), wideTable()],
    (opened) => ({ host, window } = opened),
  );

  const rowElements = () => window.page.locator('.row').count();
  const counts = async () => (await window.foot.textContent())?.split(' · ')[0];

  it('shows the first rows of 120,000, and has elements for no more than are in view', async () => {
    await window.open(/^Security events/);
    assert.equal(await window.grid.getAttribute('aria-rowcount'), '120001');
    assert.equal(
      await window.foot.textContent(),
      '120,000 of 120,000 rows · 3 lines could not be read as rows',
    );
    assert.deepEqual((await window.rowNumbers()).slice(0, 3), [1, 2, 3]);
    assert.equal(await window.cell(1, 4).textContent(), '4624');
    assert.ok((await rowElements()) < mostRowElements);
    const asked = host.questions.filter(({ kind }) => kind === 'rows');
    assert.ok(asked.length <= 2, 'pages around those in view');
  });

  it('asks for the columns that are shown, and leaves cells far outside the view out', async () => {
    await window.open(/^Security events/);
    assert.equal(await window.page.getByRole('columnheader', { name: 'Channel' }).count(), 0);
    const rows = host.questions.find((question) => question.kind === 'rows');
    assert.ok(rows?.kind === 'rows' && !rows.columns.includes('channel'));
    await window.open(/^Wide table/);
    assert.equal(await window.grid.getAttribute('aria-colcount'), '302');
    assert.ok((await window.page.locator('.row').first().locator('[role=gridcell]').count()) < 60);
    await window.page.evaluate("document.querySelector('.grid').scrollLeft = 1e6");
    await window.frames();
    assert.equal(await window.cell(5, 302).textContent(), '4/299');
    assert.equal(await window.cell(5, 1).textContent(), '5', "a row's own columns stay");
    const box = await window.cell(5, 302).boundingBox();
    const header = await window.header('Column 299').boundingBox();
    assert.ok(box && header && Math.abs(box.x - header.x) < 1 && Math.abs(box.width - header.width) < 1);
  });

  it('sorts by a click on a title and by Enter: up, down, and as it was', async () => {
    await window.open(/^Security events/);
    const event = window.header('Event');
    const click = { position: { x: 20, y: 12 } };
    await event.click(click);
    await window.rest();
    assert.equal(await event.getAttribute('aria-sort'), 'ascending');
    assert.equal(await window.cell(1, 4).textContent(), '4624');
    await event.click(click);
    await window.rest();
    assert.equal(await event.getAttribute('aria-sort'), 'descending');
    assert.equal(await window.cell(1, 4).textContent(), '4688');
    await event.focus();
    await window.page.keyboard.press('Enter');
    await window.rest();
    assert.equal(await event.getAttribute('aria-sort'), 'none');
    assert.deepEqual((await window.rowNumbers()).slice(0, 2), [1, 2]);
  });

  it('sorts times with the newest first, and says which of them are in UTC', async () => {
    await window.open(/^Security events/);
    const time = window.header('Time (UTC)');
    assert.match((await time.getAttribute('title')) ?? '', /UTC where it ends in Z/);
    const orders: (string | null)[] = [];
    for (let click = 0; click < 3; click++) {
      await time.click({ position: { x: 20, y: 12 } });
      await window.rest();
      orders.push(await time.getAttribute('aria-sort'));
    }
    assert.deepEqual(orders, ['descending', 'ascending', 'none']);
  });

  it('filters by column, by search and by the switches, and says how many rows are left', async () => {
    await window.open(/^Security events/);
    await window.page.getByRole('button', { name: 'Filters', exact: true }).click();
    await window.page.getByLabel('Filter Event').fill('4625');
    await waitUntil('30,000 rows', counts, (text) => text === '30,000 of 120,000 rows');
    await window.page.getByLabel('Filter Account').fill('-contoso');
    await waitUntil('Fewer rows', counts, (text) => text === '20,000 of 120,000 rows');
    await window.page.getByLabel('Search all artifacts').fill('svchost');
    await waitUntil('The hits', counts, (text) => text === '2,000 of 120,000 rows');
    await window.page.getByLabel("Hide collector's own traces").check();
    await waitUntil('No traces of the collector', counts, (text) => text === '1,818 of 120,000 rows');
    assert.equal(await window.page.locator('.row.collector').count(), 0);
    assert.ok((await rowElements()) < mostRowElements);
    await window.page.getByRole('button', { name: 'Clear Filters' }).click();
    await waitUntil('The filters gone', counts, (text) => text !== '1,818 of 120,000 rows');
    assert.equal(await window.page.getByLabel('Filter Event').inputValue(), '');
    await window.page.getByLabel('Only tagged').check();
    await waitUntil('No row', counts, (text) => text === '0 of 120,000 rows');
    assert.equal(await window.page.locator('.empty').isVisible(), true);
  });

  it('drops the rows of a wish that is outdated when they come', async () => {
    await window.open(/^Security events/);
    await window.page.getByRole('button', { name: 'Filters', exact: true }).click();
    host.holds = (question) => question.kind === 'view' && question.wish.filters.event === '46';
    await window.page.getByLabel('Filter Event').fill('46');
    await waitUntil(
      'The question',
      () => Promise.resolve(host.questions.at(-1)?.kind),
      (kind) => kind === 'view',
    );
    await window.page.getByLabel('Filter Event').fill('4625');
    await waitUntil('The newer rows', counts, (text) => text === '30,000 of 120,000 rows');
    host.release();
    await window.frames();
    assert.equal(await counts(), '30,000 of 120,000 rows');
    assert.equal(host.cancelled.length > 0, true);
  });

  it('keeps a row that was chosen in view while rows are sorted and filters go', async () => {
    await window.open(/^Security events/);
    await window.page.getByRole('button', { name: 'Filters', exact: true }).click();
    await window.page.getByLabel('Filter Record').fill('577777');
    await waitUntil('One row', counts, (text) => text === '1 of 120,000 rows');
    await window.cell(1, 5).click();
    await window.page.getByRole('button', { name: 'Clear Filters' }).click();
    await waitUntil('All rows', counts, (text) => text === '120,000 of 120,000 rows');
    await window.rest();
    assert.ok((await window.rowNumbers()).includes(77_778));
    await window.header('Account').click({ position: { x: 20, y: 12 } });
    await window.rest();
    assert.ok((await window.rowNumbers()).includes(77_778));
  });

  it('changes widths by mouse and keyboard, chooses columns, and resets both', async () => {
    await window.page.setViewportSize({ width: 1900, height: 800 });
    await window.open(/^Security events/);
    const header = window.header('Event');
    const width = async () => Math.round((await header.boundingBox())?.width ?? 0);
    const first = await width();
    await header.focus();
    await window.page.keyboard.press('Shift+ArrowRight');
    await window.page.keyboard.press('Shift+ArrowRight');
    assert.equal(await width(), first + 32);
    const grip = await header.locator('.grip').boundingBox();
    assert.ok(grip);
    await window.page.mouse.move(grip.x + 3, grip.y + 5);
    await window.page.mouse.down();
    await window.page.mouse.move(grip.x + 53, grip.y + 5);
    await window.page.mouse.up();
    assert.equal(await width(), first + 82);
    await window.page.getByRole('button', { name: 'Columns' }).click();
    await window.page.getByRole('menuitemcheckbox', { name: 'Channel' }).click();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press(' ');
    await window.page.keyboard.press('Escape');
    await window.rest();
    assert.equal(await window.header('Time (UTC)').count(), 0);
    assert.equal(await window.cell(1, 3).textContent(), '4624');
    assert.equal(await window.cell(1, 9).textContent(), 'Security');
    assert.equal(await width(), first + 82);
    await window.page.keyboard.press('Enter');
    await window.page.getByRole('menuitem', { name: 'Reset columns and widths' }).click();
    await window.rest();
    assert.equal(await window.header('Channel').count(), 0);
    assert.equal(await window.header('Time (UTC)').count(), 1);
    assert.equal(await width(), first);
  });

  it('says that an artifact has no rows, and what went wrong, and tries again', async () => {
    await window.open(/^ARP cache/);
    assert.equal(
      await window.page.locator('.empty').textContent(),
      'No rows. Ran, source empty: The collector looked, and there was nothing at that moment.',
    );
    host.refuses = ({ kind }) => (kind === 'view' ? 'The member is damaged at byte 77.' : undefined);
    await window.page.getByRole('option', { name: /^Security events/ }).click();
    const alert = window.page.getByRole('alert');
    await waitUntil(
      'The fault',
      () => alert.textContent(),
      (text) => text === 'The member is damaged at byte 77.',
    );
    host.refuses = () => undefined;
    await window.page.getByRole('button', { name: 'Try Again' }).click();
    await window.rest();
    assert.equal(await counts(), '120,000 of 120,000 rows');
    assert.equal(await alert.textContent(), '');
  });

  it('has its details below, and the list above, where the window is narrow', async () => {
    await window.open(/^Security events/);
    const boxes = async () => {
      const all = ['.list', '.table-page', '.details'].map((part) => window.page.locator(part).boundingBox());
      return (await Promise.all(all)).map((box) => box ?? assert.fail('not shown'));
    };
    await window.page.setViewportSize({ width: 700, height: 800 });
    const [list, table, details] = await boxes();
    assert.ok(list && table && details && table.x >= list.width && table.width > 400);
    assert.ok(details.y >= table.y + table.height - 1 && details.width === table.width);
    await window.page.setViewportSize({ width: 360, height: 800 });
    for (const { x, width } of await boxes()) {
      assert.deepEqual([x, width], [0, 360]);
    }
  });
});
