import assert from 'node:assert/strict';
import { FakeHost } from './fakeHost.ts';
import { type ShownWindow, WindowStage } from './shownWindow.ts';
import { emptyTable, securityLog, services } from './tables.ts';

describe('The window of a package, for a screen reader', () => {
  let stage: WindowStage;
  let host: FakeHost;
  let window: ShownWindow;

  before(async () => {
    stage = await WindowStage.set();
    host = new FakeHost([services(), securityLog(), emptyTable()]);
    window = await stage.open(host);
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  const tree = (selector: string) => window.page.locator(selector).ariaSnapshot();

  it('has an overview of headings, lists and tables', async () => {
    const overview = await tree('main');
    assert.match(overview, /heading "This package is incomplete: .*" \[level=1\]/);
    for (const title of ['Facts', 'Clock', 'Coverage', 'What was collected', 'Remarks']) {
      assert.match(overview, new RegExp(`heading "${title}" \\[level=2\\]`), title);
    }
    assert.match(overview, /heading "Failed 1" \[level=3\]/);
    assert.match(overview, /term: Host\s+- definition: WS-042/);
    assert.match(overview, /table "Never asked for 9"/);
    assert.match(overview, /columnheader "What is known of it"/);
    assert.match(overview, /rowheader "RunMRU"/);
    assert.match(overview, /button "9 Never asked for"/);
    assert.match(await tree('.verdict'), /button "9 Never asked for"/, 'what is missing stands first');
  });

  it('names each artifact with its rows and its state', async () => {
    const list = await tree('nav');
    assert.match(list, /listbox "Contents of the package"/);
    assert.match(list, /option "Overview" \[selected\]/);
    assert.match(
      list,
      /group "Configuration":\s+- text: Configuration\s+- option "Services, 269 rows, Data"/,
    );
    assert.match(list, /option "ARP cache, 0 rows, Ran, source empty"/);
  });

  it('is a grid of known size, whose rows and cells know their places', async () => {
    await window.page.setViewportSize({ width: 1900, height: 800 });
    await window.open(/^Security events/);
    const { grid } = window;
    assert.equal(await grid.getAttribute('aria-label'), 'Security events');
    assert.equal(await grid.getAttribute('aria-rowcount'), '120001');
    assert.equal(await grid.getAttribute('aria-colcount'), '9');
    assert.equal(await grid.getAttribute('aria-multiselectable'), 'true');
    await window.scrollTo(22 * 50_000);
    const rows = await window.value<[number, string][]>(
      "[...document.querySelectorAll('.row')].map((row) => [Number(row.getAttribute('aria-rowindex')), row.firstChild.textContent])",
    );
    for (const [index, number] of rows) {
      assert.equal(number.replace(/\D/g, ''), String(index - 1));
    }
    assert.ok(
      rows.every(([index], at) => at === 0 || index === (rows[at - 1]?.[0] ?? 0) + 1),
      'in the order of the page',
    );
    const columns = await window.value<string[]>(
      "[...document.querySelector('.row').querySelectorAll('[role=gridcell]')].map((cell) => cell.getAttribute('aria-colindex'))",
    );
    assert.deepEqual(columns, ['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    assert.equal(await window.header('Account').getAttribute('aria-colindex'), '6');
    assert.equal(await window.header('Account').getAttribute('aria-sort'), 'none');
  });

  it('says of a row in words what the eye sees of it', async () => {
    await window.open(/^Services/);
    const snapshot = await tree('.grid');
    assert.match(snapshot, /grid "Services"/);
    assert.match(snapshot, /columnheader "Display name"/);
    assert.match(snapshot, /gridcell "Row 4, repaired or damaged, the collector's own trace"/);
    assert.match(snapshot, /gridcell "Row 5"/);
    assert.match(snapshot, /gridcell "WinDefend"/);
  });

  it('tells counts and faults in live regions', async () => {
    const live = await tree('.foot');
    assert.match(live, /status: 269 of 269 rows/);
    assert.equal(await window.page.getByRole('alert').count(), 1);
  });

  it('names the details, the lines between parts, and what can be pressed', async () => {
    await window.cell(1, 3).click();
    await window.page.getByRole('heading', { name: 'Row 1' }).waitFor();
    const details = await tree('.details');
    assert.match(details, /heading "Row 1" \[level=2\]/);
    assert.match(details, /term: Name\s+- definition: Dnscache/);
    assert.match(details, /button "Service 0"/);
    const nameless = await window.value<string[]>(
      `[...document.querySelectorAll('button, input, textarea, [role=separator], [role=grid]')]
        .filter((e) => e.offsetParent && !(e.getAttribute('aria-label') || e.textContent || e.closest('label')?.textContent))
        .map((e) => e.outerHTML)`,
    );
    assert.deepEqual(nameless, []);
  });

  it('says its words as they are translated, and the others in English', async () => {
    const hostile = '"</body><script>window.broken = 1</script>\u2028\'&quot;';
    const german = await stage.open(host, {
      words: {
        Overview: 'Überblick',
        '{0} of {1} rows': 'Von {1} Zeilen: {0}',
        Filters: hostile,
        overview: 'no text, but what the page calls it',
      },
    });
    await german.page.getByRole('option', { name: 'Überblick' }).waitFor();
    await german.open(/^Services/);
    assert.equal(await german.foot.textContent(), 'Von 269 Zeilen: 269');
    assert.equal(await german.page.locator('.tools button').nth(1).textContent(), hostile);
    assert.equal(await german.value('typeof window.broken'), 'undefined');
    await german.page.getByRole('button', { name: 'Columns' }).waitFor();
    await german.close();
  });

  it('stays readable when the system forces its colours', async () => {
    await window.page.emulateMedia({ forcedColors: 'active' });
    await window.cell(2, 1).click();
    await window.frames();
    const colours = await window.value<string[]>(
      `['.row[aria-selected=true]', '.row:not([aria-selected=true])'].map((s) => getComputedStyle(document.querySelector(s)).backgroundColor)`,
    );
    assert.notEqual(colours[0], colours[1]);
    await window.picture('forced-colors');
    await window.page.emulateMedia({ forcedColors: 'none' });
  });
});
