import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow } from './shownWindow.ts';
import { securityLog, services } from './tables.ts';

describe('The columns of a table', () => {
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [services(), securityLog()],
    (opened) => ({ host, window } = opened),
    { size: { width: 1900, height: 800 } },
  );

  beforeEach(() => window.open(/^Security events/));

  const first = ['Time (UTC)', 'Event', 'What happened', 'Account', 'From', 'Process', 'Record'];

  /** Titles from left to right as the eye sees them, each of which says its place to a screen reader. */
  const titles = async (): Promise<(string | null)[]> => {
    await window.frames();
    const headers = await window.value<{ name: string; place: number; left: number }[]>(
      `[...document.querySelectorAll('[role=columnheader]')].map((header) => ({
        name: header.getAttribute('aria-label'),
        place: Number(header.getAttribute('aria-colindex')),
        left: header.getBoundingClientRect().left,
      }))`,
    );
    assert.ok(headers.every(({ left }, at) => at === 0 || left > (headers[at - 1]?.left ?? 0)));
    assert.deepEqual(
      headers.map(({ place }) => place),
      headers.map((_, at) => at + 1),
    );
    return headers.slice(2).map(({ name }) => name);
  };

  const cells = (row: number) =>
    window.page.locator(`[role=row][aria-rowindex="${row + 1}"] > [role=gridcell]`).allTextContents();

  const notice = async () => (await window.page.locator('.foot .notice').textContent()) ?? '';

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      await window.page.keyboard.press(key);
    }
    await window.frames();
  };

  const middleOf = async (title: string) => {
    const box = (await window.header(title).boundingBox()) ?? assert.fail(`no column ${title}`);
    return { x: box.x + box.width / 2, y: box.y + 12 };
  };

  const drag = async (title: string, target: string): Promise<void> => {
    const [from, to] = [await middleOf(title), await middleOf(target)];
    await window.page.mouse.move(from.x, from.y);
    await window.page.mouse.down();
    await window.page.mouse.move(to.x, to.y, { steps: 4 });
  };

  it('are moved by Ctrl+Shift with the arrow keys, with their cells, and the new place is said', async () => {
    await window.header('From').focus();
    await press('Control+Shift+ArrowLeft');
    assert.deepEqual(await titles(), [...first.slice(0, 3), 'From', 'Account', 'Process', 'Record']);
    assert.equal(await notice(), 'From is now column 6 of 9');
    const { role, column } = await window.activeElement();
    assert.deepEqual([role, column], ['columnheader', 6], 'the focus goes with it');
    assert.deepEqual((await cells(1)).slice(5, 7), ['10.0.0.0', 'CONTOSO\\anna']);
    await press('Control+Shift+ArrowRight', 'Control+Shift+ArrowRight');
    assert.equal(await notice(), 'From is now column 8 of 9');
    assert.deepEqual((await cells(1)).slice(6, 8), ['C:\\Windows\\System32\\svchost.exe', '10.0.0.0']);
    await press('Control+Shift+ArrowRight', 'Control+Shift+ArrowRight');
    assert.equal(await notice(), 'From is now column 9 of 9', 'there is no place behind the last one');
    await window.header('Time (UTC)').focus();
    await press('Control+Shift+ArrowLeft');
    assert.equal(await notice(), 'Time (UTC) is now column 3 of 9', 'the number and the tag stay first');
  });

  it('keep their widths, and the rows their places and their selection', async () => {
    await window.scrollTo(22 * 500);
    const [seen = 0] = (await window.rowNumbers()).slice(10);
    await window.cell(seen, 1).click();
    await window.header('Event').focus();
    await press('Shift+ArrowRight');
    const widths = () => window.page.locator('[role=columnheader]').evaluateAll(widthsByName);
    const before = await widths();
    const views = () => host.questions.filter(({ kind }) => kind === 'view').length;
    const asked = views();
    await press('Control+Shift+ArrowRight', 'Control+Shift+ArrowRight');
    assert.deepEqual(await widths(), before);
    assert.ok((await window.rowNumbers()).includes(seen));
    assert.equal(await window.cell(seen, 1).locator('..').getAttribute('aria-selected'), 'true');
    assert.equal(views(), asked, 'the rows are not looked through again');
  });

  it('are copied and exported in the order that is shown', async () => {
    await window.header('Record').focus();
    await press(...Array.from({ length: 6 }, () => 'Control+Shift+ArrowLeft'));
    await window.cell(2, 3).click();
    await press('Control+c');
    const copies = () => host.orders.flatMap((order) => (order.kind === 'copy' ? [order.text] : []));
    const copied = (count: number) =>
      waitUntil(
        'A copy',
        () => Promise.resolve(copies()),
        (all) => all.length === count,
      );
    assert.deepEqual(await copied(1), ['500001']);
    await press('Space', 'Control+c');
    const lines = (await copied(2))[1]?.split('\r\n').map((line) => line.split('\t'));
    assert.deepEqual(lines?.[0]?.slice(3, 5), ['Record', 'Time (UTC)']);
    assert.deepEqual(lines[1]?.slice(3, 5), ['500001', '2026-10-01 00:00:00.977Z']);
    await window.page.getByRole('button', { name: 'Export…' }).click();
    const order = await waitUntil(
      'An export',
      () => Promise.resolve(host.orders.at(-1)),
      (last) => last?.kind === 'export',
    );
    assert.deepEqual(order?.kind === 'export' && order.columns.slice(0, 2), ['record', 'time']);
  });

  it('are dragged by their titles, which sorts nothing', async () => {
    await drag('Process', 'Event');
    const target = window.header('Event');
    assert.match((await target.getAttribute('class')) ?? '', /drop-before/);
    await window.picture('columns-dragged');
    await window.page.mouse.up();
    assert.deepEqual(await titles(), ['Time (UTC)', 'Process', ...first.slice(1, 5), 'Record']);
    assert.equal(await notice(), 'Process is now column 4 of 9');
    assert.equal(await window.page.locator('.dragged, .drop-before, .drop-behind').count(), 0);
    await drag('Time (UTC)', 'What happened');
    await window.page.mouse.up();
    assert.deepEqual((await titles()).slice(0, 4), ['Process', 'Event', 'What happened', 'Time (UTC)']);
    assert.equal(await window.page.locator('[aria-sort=ascending]').count(), 0);
    await window.header('Event').click({ position: { x: 20, y: 12 } });
    await window.rest();
    assert.equal(await window.header('Event').getAttribute('aria-sort'), 'ascending');
  });

  it('stay where they are, unsorted, when Escape ends the dragging, or it ends elsewhere or where it began', async () => {
    const { x, y } = await middleOf('Process');
    const ends: (() => Promise<void>)[] = [
      () => press('Escape'),
      () => window.page.mouse.move(900, 500),
      () => window.page.mouse.move(x, y, { steps: 4 }),
    ];
    for (const end of ends) {
      await drag('Process', 'Event');
      await end();
      await window.page.mouse.up();
      await window.rest();
      assert.deepEqual(await titles(), first);
      assert.equal(await window.page.locator('[aria-sort=ascending]').count(), 0);
    }
  });

  it('are moved in their menu by keys and by dragging, also those that are not shown', async () => {
    await window.page.getByRole('button', { name: 'Columns' }).click();
    const items = () => window.page.getByRole('menuitemcheckbox').allTextContents();
    await press('ArrowDown', 'Control+Shift+ArrowUp');
    assert.equal((await window.activeElement()).text, 'Event', 'the focus goes with it');
    assert.equal(await notice(), 'Event is now column 3 of 9');
    assert.deepEqual((await items()).slice(0, 2), ['Event', 'Time (UTC)']);
    assert.deepEqual((await titles()).slice(0, 2), ['Event', 'Time (UTC)']);
    await press('End', 'ArrowUp', 'Control+Shift+ArrowUp');
    assert.equal(await notice(), 'Channel was moved. It is not shown.');
    await press(' ', 'Control+Shift+ArrowDown');
    await press('Control+Shift+ArrowDown');
    assert.deepEqual((await items()).slice(-2), ['Record', 'Channel'], 'nothing is behind the last one');
    const [from, to] = await Promise.all(
      ['Channel', 'Event'].map((name) => window.page.getByRole('menuitemcheckbox', { name }).boundingBox()),
    );
    assert.ok(from && to);
    await window.page.mouse.move(from.x + 40, from.y + 8);
    await window.page.mouse.down();
    await window.page.mouse.move(to.x + 40, to.y + 8, { steps: 4 });
    await window.picture('columns-menu');
    await window.page.mouse.up();
    assert.deepEqual((await items()).slice(0, 2), ['Channel', 'Event']);
    const channel = window.page.getByRole('menuitemcheckbox', { name: 'Channel' });
    assert.equal(await channel.getAttribute('aria-checked'), 'true', 'the dragging is no click');
    await press('Escape');
    assert.equal((await titles())[0], 'Channel');
    assert.equal(await window.cell(1, 3).textContent(), 'Security');
  });

  it('are as they were when the window was hidden or loaded anew, until they are reset', async () => {
    await window.header('Account').focus();
    await press('Control+Shift+ArrowLeft', 'Control+Shift+ArrowLeft');
    const moved = ['Time (UTC)', 'Account', 'Event', 'What happened', 'From', 'Process', 'Record'];
    await window.open(/^Services/);
    await window.open(/^Security events/);
    assert.deepEqual(await titles(), moved);
    await waitUntil(
      'The order is kept',
      () => window.value<string>("sessionStorage.getItem('state') ?? ''"),
      (state) => state.includes('"order":["time","account"') && state.includes('"artifact":"events"'),
    );
    await window.page.reload();
    await window.dress('dark');
    await window.page.getByRole('grid').waitFor();
    await window.rest();
    assert.deepEqual(await titles(), moved);
    assert.equal(await window.cell(1, 4).textContent(), 'CONTOSO\\anna');
    await window.page.getByRole('button', { name: 'Columns' }).click();
    await window.page.getByRole('menuitem', { name: 'Reset columns and widths' }).click();
    await window.rest();
    assert.deepEqual(await titles(), first);
  });
});

function widthsByName(headers: { ariaLabel: string; offsetWidth: number }[]): Record<string, number> {
  return Object.fromEntries(headers.map(({ ariaLabel, offsetWidth }) => [ariaLabel, offsetWidth]));
}
