import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow } from './shownWindow.ts';
import { emptyTable, securityLog, services } from './tables.ts';

describe('The window of a package, over time', () => {
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [services(), securityLog()],
    (opened) => ({ host, window } = opened),
  );

  const counts = async () => (await window.foot.textContent())?.split(' · ')[0];

  const reload = async (): Promise<void> => {
    await window.doneLater();
    await window.page.reload();
    await window.dress('dark');
    await window.page.getByRole('grid').waitFor();
    await window.rest();
  };

  it('is as it was after it was hidden or loaded anew', async () => {
    await window.open(/^Security events/);
    await window.page.getByRole('button', { name: 'Filters', exact: true }).click();
    await window.page.getByLabel('Filter Event').fill('4625');
    await waitUntil('The filter', counts, (text) => text === '30,000 of 120,000 rows');
    await window.header('Account').click({ position: { x: 20, y: 12 } });
    await window.rest();
    await window.header('Event').focus();
    await window.page.keyboard.press('Shift+ArrowRight');
    await window.scrollTo(22 * 12_000 + 7);
    const seen = await window.rowNumbers();
    const place = 12_010;
    await window.cell(place, 1).click();
    await window.page.keyboard.press('Shift+ArrowDown');
    await window.page.getByRole('button', { name: 'Move Below' }).click();
    const width = (await window.header('Event').boundingBox())?.width;
    await reload();
    assert.equal(await counts(), '30,000 of 120,000 rows');
    assert.deepEqual((await window.rowNumbers()).slice(0, 20), seen.slice(0, 20));
    assert.equal(await window.header('Account').getAttribute('aria-sort'), 'ascending');
    assert.equal(await window.page.getByLabel('Filter Event').inputValue(), '4625');
    assert.equal((await window.header('Event').boundingBox())?.width, width);
    assert.equal(await window.page.locator('.row[aria-selected=true]').count(), 2);
    assert.equal(await window.cell(place + 1, 1).getAttribute('tabindex'), '0');
    assert.equal(await window.page.locator('.work.below').count(), 1);
    await window.page.getByRole('heading', { name: /^Row / }).waitFor();
  });

  it('begins anew when what was kept has another shape', async () => {
    await window.page.evaluate(`sessionStorage.setItem('state', '{"artifact":7,"tables":[]}')`);
    await window.page.reload();
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(
      await window.page.getByRole('option', { name: 'Overview' }).getAttribute('aria-selected'),
      'true',
    );
  });

  it('comes back to where it was in each artifact', async () => {
    await window.open(/^Security events/);
    await window.scrollTo(22 * 777);
    await window.open(/^Services/);
    await window.open(/^Security events/);
    assert.ok((await window.rowNumbers()).includes(778));
  });

  it('counts the hits of a search in each artifact, and shows those of the one that is open', async () => {
    await window.page.getByLabel('Search all artifacts').fill('svchost -anna');
    const found = window.page.locator('.found');
    await waitUntil(
      'The hits',
      () => found.textContent(),
      (text) => text === '14,269 hits in 2 artifacts',
    );
    const option = window.page.getByRole('option', { name: /^Services/ });
    assert.equal(await option.getAttribute('aria-label'), 'Services, 269 hits, 269 rows, Data');
    await window.open(/^Security events/);
    assert.equal(await counts(), '14,000 of 120,000 rows');
    await window.page.getByRole('button', { name: 'Clear Search' }).click();
    await waitUntil('All rows', counts, (text) => text === '120,000 of 120,000 rows');
    assert.equal(await found.textContent(), '');
  });

  it('leads to related rows, and clears what hides them', async () => {
    await window.open(/^Security events/);
    await window.page.getByLabel('Search all artifacts').fill('4625');
    await waitUntil('The hits', counts, (text) => /^30,/.test(text ?? ''));
    await window.rest();
    await window.cell(5, 3).click();
    const number = (await window.cell(5, 1).textContent()) ?? '';
    await window.page.getByRole('heading', { name: `Row ${number}`, exact: true }).waitFor();
    await waitUntil(
      'Its details',
      () => window.page.locator('.source').textContent(),
      (text) => (text ?? '').includes(`line ${Number(number) + 1},`),
    );
    const link = window.page.locator('.related button');
    const row = Number(((await link.textContent()) ?? '').replace(/\D/g, '')) + 1;
    await link.click();
    await window.rest();
    assert.equal(await counts(), '269 of 269 rows');
    assert.equal(await window.page.getByLabel('Search all artifacts').inputValue(), '');
    assert.equal(await window.cell(row, 1).getAttribute('tabindex'), '0');
    await window.page.getByRole('heading', { name: `Row ${row}`, exact: true }).waitFor();
  });

  it('opens what was chosen elsewhere, even before it knows what there is', async () => {
    host.say({ open: { artifact: 'events', text: '4672', row: 7 } });
    await window.page.getByRole('grid').waitFor();
    await window.rest();
    assert.equal(await window.page.locator('.table-title').textContent(), 'Security events');
    host.holds = ({ kind }) => kind === 'overview';
    await window.page.reload();
    await waitUntil(
      'A question',
      () => Promise.resolve(host.questions.at(-1)?.kind),
      (kind) => kind === 'overview',
    );
    host.say({ open: { artifact: 'services', row: 200 } });
    host.holds = () => false;
    host.release();
    await window.page.getByRole('grid').waitFor();
    await window.rest();
    assert.equal(await window.page.locator('.table-title').textContent(), 'Services');
    assert.ok((await window.rowNumbers()).includes(201));
  });

  it('reads a changed package again, and tags that others gave', async () => {
    await window.open(/^Services/);
    host.marks.set('services', new Map([[1, { tag: 'seen', comment: 'by Anna' }]]));
    host.say({ changed: 'tags' });
    await waitUntil(
      'The tag',
      () => window.cell(2, 2).textContent(),
      (text) => text === 'seen · by Anna',
    );
    const asked = host.questions.filter(({ kind }) => kind === 'overview').length;
    host.say({ changed: 'package' });
    await waitUntil(
      'The overview',
      () => Promise.resolve(host.questions.filter(({ kind }) => kind === 'overview').length),
      (count) => count === asked + 1,
    );
    await window.rest();
    assert.equal(await counts(), '269 of 269 rows');
  });

  it('takes over what an overview says more, and leaves rows and focus where they are', async () => {
    await window.open(/^Services/);
    await window.page.getByRole('option', { name: /^Security events/ }).focus();
    const views = () => host.questions.filter(({ kind }) => kind === 'view').length;
    const before = views();
    host.add(emptyTable());
    host.say({ changed: 'overview' });
    await window.page.getByRole('option', { name: /^ARP cache/ }).waitFor();
    assert.match((await window.activeElement()).text, /^Security events/);
    assert.equal(await window.page.locator('.table-title').textContent(), 'Services');
    assert.equal(views(), before);
  });

  it('counts no rows that nobody has counted yet, and leaves the table alone once somebody has', async () => {
    const option = window.page.getByRole('option', { name: /^Services/ });
    host.uncounted.add('services');
    host.say({ changed: 'overview' });
    await window.page.getByRole('option', { name: 'Services, rows not counted yet, Data' }).waitFor();
    assert.equal(await option.locator('.badge').textContent(), '');
    host.holds = ({ kind }) => kind === 'view';
    await option.click();
    host.say({ changed: 'overview' });
    await window.page.getByRole('option', { name: 'Services, 269 rows, Data' }).waitFor();
    host.holds = () => false;
    host.release();
    await window.rest();
    assert.equal(await option.locator('.badge').textContent(), '269');
    assert.equal(await counts(), '269 of 269 rows');
    assert.equal(host.questions.filter(({ kind }) => kind === 'view').length, 1);
  });

  it('asks the host to export what is seen, and for the hash of the package', async () => {
    await window.open(/^Services/);
    await window.page.getByLabel("Hide collector's own traces").check();
    await window.rest();
    await window.page.getByRole('button', { name: 'Export…' }).click();
    await window.page.getByRole('button', { name: 'Copy SHA-256' }).click();
    await waitUntil(
      'Two orders',
      () => Promise.resolve(host.orders.length),
      (count) => count === 2,
    );
    assert.deepEqual(host.orders, [
      {
        kind: 'export',
        artifact: 'services',
        wish: { filters: {}, text: '', hidesCollector: true, onlyTagged: false },
        columns: ['name', 'display', 'state', 'mode', 'account', 'path', 'dll', 'pid'],
      },
      { kind: 'copyHash' },
    ]);
  });

  it('removes tag and comment of a row from its dialog', async () => {
    host.marks.set('services', new Map([[0, { tag: 'seen', comment: '' }]]));
    await window.open(/^Services/);
    await window.cell(1, 3).click();
    await window.page.getByRole('button', { name: 'Tag…' }).click();
    assert.equal(
      await window.page.getByRole('dialog').getByLabel('Tag', { exact: true }).inputValue(),
      'seen',
    );
    await window.page.getByRole('button', { name: 'Remove' }).click();
    await waitUntil(
      'No tag',
      () => window.cell(1, 2).textContent(),
      (text) => text === '',
    );
    assert.deepEqual(host.orders, [{ kind: 'tag', artifact: 'services', rows: [0], tag: '', comment: '' }]);
  });

  it('leads from a line of the overview to its artifact', async () => {
    await window.page.getByRole('rowheader', { name: 'Services' }).getByRole('button').click();
    await window.rest();
    assert.equal(await window.page.locator('.table-title').textContent(), 'Services');
    assert.equal(
      await window.page.getByRole('option', { name: /^Services/ }).getAttribute('aria-selected'),
      'true',
    );
  });
});
