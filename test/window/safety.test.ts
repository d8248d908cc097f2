import assert from 'node:assert/strict';
import { setTranslations } from '../../src/packages/reading/words/translate.ts';
import { packagePage } from '../../src/views/packageEditor/page.ts';
import { waitUntil } from '../host/waiting.ts';
import { FakeHost } from './fakeHost.ts';
import { openBeforeEach } from './openedWindow.ts';
import type { ShownWindow, WindowStage } from './shownWindow.ts';
import { hostileTable, hostileTexts, securityLog, services } from './tables.ts';

describe('The window of a hostile package', () => {
  let stage: WindowStage;
  let host: FakeHost;
  let window: ShownWindow;

  openBeforeEach(
    () => [hostileTable(), services(), securityLog(1000)],
    (opened) => ({ stage, host, window } = opened),
  );

  /** Nothing of a text became an element, an address or a program. */
  const assertHarmless = async (): Promise<void> => {
    assert.equal(await window.value('typeof window.broken'), 'undefined');
    const made =
      'document.querySelectorAll("img, a, iframe, object, embed, svg, form[action], [onerror]").length';
    assert.equal(await window.value(made), 0);
    assert.equal(await window.value('document.scripts.length'), 0);
  };

  it('shows markup as text in the list, titles, headers, cells and details', async () => {
    await window.open(/^Temp files/);
    const row = Object.keys(hostileTexts).indexOf('markup') + 1;
    assert.equal(await window.cell(row, 3).textContent(), hostileTexts.markup);
    assert.equal(
      await window.page.getByRole('columnheader').last().locator('.label').textContent(),
      hostileTexts.markup,
    );
    await window.cell(row, 3).click();
    await window.page.getByRole('heading', { name: `Row ${row}` }).waitFor();
    assert.equal(await window.page.locator('.details dd .value').first().textContent(), hostileTexts.markup);
    assert.equal(await window.page.locator('.group').filter({ hasText: hostileTexts.markup }).count(), 1);
    await assertHarmless();
  });

  it('makes characters seen that hide or turn others', async () => {
    await window.open(/^Temp files/);
    const shown = await window.page.locator('.row > :nth-child(4)').allTextContents();
    const texts = Object.fromEntries(Object.keys(hostileTexts).map((name, at) => [name, shown[at]]));
    assert.equal(texts.turned, 'invoice⟨U+202E⟩fdp.exe');
    assert.equal(texts.zeroWidth, 'svc⟨U+200B⟩host.exe');
    assert.equal(texts.control, 'a⟨U+0000⟩b⟨U+001B⟩[31mred⟨U+0007⟩');
    assert.equal(texts.lines, 'first line⟨U+000D⟩⏎second⇥line⏎third');
    assert.equal(await window.cell(1, 3).locator('.hidden-character').textContent(), '⟨U+202E⟩');
    assert.equal(
      await window.page.locator('.table-title').textContent(),
      'Temp files invoice⟨U+202E⟩fdp.exe',
    );
    const everything = await window.value<string>(
      'document.body.innerText + [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value)).join("")',
    );
    const unseen = everything.match(/.{0,20}[\p{Cf}\u0000-\u0008\u001b].{0,20}/gu);
    assert.equal(unseen, null);
  });

  it('keeps the lines of a value in the details', async () => {
    await window.open(/^Services/);
    await window.cell(1, 3).click();
    const note = window.page.locator('.details dd .value').last();
    await waitUntil(
      'The note',
      () => note.textContent(),
      (text) => text === 'first line\nsecond\tline\nthird',
    );
    assert.ok(((await note.boundingBox())?.height ?? 0) > 45);
  });

  it('copies a hostile cell as it is in the package', async () => {
    await window.open(/^Temp files/);
    await window.cell(1, 3).click();
    await window.page.keyboard.press('Control+c');
    await waitUntil(
      'The copy',
      () => Promise.resolve(host.orders.at(-1)),
      (order) => order?.kind === 'copy',
    );
    assert.deepEqual(host.orders.at(-1), { kind: 'copy', text: hostileTexts.turned });
  });

  it('shows the beginning of a value of megabytes, and says that it goes on', async () => {
    const table = hostileTable();
    table.cells = [(row) => (row === 0 ? 'x'.repeat(3_000_000) : 'x'), () => 'y'];
    const other = await stage.open(new FakeHost([table]));
    await other.open(/^Temp files/);
    await other.cell(1, 3).click();
    const note = other.page.locator('.details .note').first();
    await waitUntil(
      'The end',
      () => note.textContent(),
      (text) => /^2,980,000 more/.test(text ?? ''),
    );
    assert.ok(((await other.cell(1, 3).textContent())?.length ?? 0) < 1000);
    await other.close();
  });

  it('ignores messages that no host would send', async () => {
    await window.open(/^Services/);
    // The details come last.
    await window.page.locator('.details dd').first().waitFor();
    const before = await window.page.locator('.main').innerHTML();
    const rows = [{ row: 0, cells: ['x'], isCollector: false, isDamaged: false, tag: '', comment: '' }];
    const strange: unknown[] = [
      null,
      1,
      'text',
      [],
      { id: 1, answer: { rows } },
      { id: 'x', answer: {} },
      { id: 1e9, fault: 'none' },
      { changed: '<b>' },
      { open: { artifact: { id: 1 } } },
      { open: null },
      { __proto__: { changed: 'package' }, constructor: 1 },
    ];
    for (const message of strange) {
      await window.post(message);
    }
    await window.frames();
    assert.equal(await window.page.locator('.main').innerHTML(), before);
    await window.post({ open: { artifact: 'not there' } });
    await window.page.getByRole('heading', { level: 1, name: /incomplete/ }).waitFor();
  });

  it('says that an answer could not be understood, and uses nothing of it', async () => {
    const other = new FakeHost([services()]);
    const answers: unknown[] = [];
    const wrong = await stage.open(other);
    other.connect((message) => {
      const isRows = 'answer' in message && 'rows' in message.answer;
      const sent = isRows
        ? { ...message, answer: { rows: [{ row: 0, cells: [{ toString: 1 }] }] } }
        : message;
      answers.push(sent);
      wrong.post(sent).catch(() => undefined);
    });
    await wrong.page.getByRole('option', { name: /^Services/ }).click();
    const alert = wrong.page.getByRole('alert');
    await waitUntil(
      'The fault',
      () => alert.textContent(),
      (text) => text === 'The answer could not be understood.',
    );
    assert.equal(await wrong.page.locator('.row').count(), 0);
    await wrong.close();
  });

  it('has a policy that lets nothing run but its own script, and cannot be led out of its place', () => {
    setTranslations({ Overview: '"><script>alert(1)</script>' });
    const page = packagePage({
      nonce: 'abc',
      cspSource: 'https://own.example',
      scriptUri: 'https://own.example/window.js?a=1&b="2"',
      styleUri: 'https://own.example/window.css',
      language: 'de"><script>',
      title: '</title><script>',
    });
    setTranslations(undefined);
    const policy = "default-src 'none'; script-src 'nonce-abc'; style-src https://own.example";
    assert.ok(page.includes(`content="${policy}"`));
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.equal(page.includes('style='), false);
  });
});
