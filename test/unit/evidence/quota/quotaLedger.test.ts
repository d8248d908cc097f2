import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { hour, LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';
import { rejection } from '../../../support/rejections.ts';

describe('The quota ledger of several windows', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;
  let two: QuotaLedger;
  let three: QuotaLedger;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    [one, two, three] = [setup.window(), setup.window(), setup.window()];
  });

  afterEach(() => setup.close());

  it('lets two through at once, and the third a minute later, whichever window asks', async () => {
    await setup.askInTurn([
      [one, 'a'],
      [two, 'b'],
      [three, 'c'],
    ]);
    await setup.advance(minute + margin - 1);
    assert.deepEqual(setup.sent, [
      ['a', 0],
      ['b', 0],
    ]);
    await setup.advance(1);
    assert.deepEqual(setup.sent.at(-1), ['c', minute + margin]);
    assert.deepEqual(setup.told('b'), []);
    assert.deepEqual(setup.told('c'), [['minute', minute + margin]]);
  });

  it('gives what was sent for, and what it failed with', async () => {
    assert.equal(await one.run(() => Promise.resolve('link')), 'link');
    await setup.disk.quiet();
    const fault = new Error('fault');
    assert.equal(await rejection(two.run(() => Promise.reject(fault))), fault);
    await setup.disk.quiet();
    await setup.askInTurn([[three, 'c']]);
    await setup.advance(minute + margin - 1);
    assert.deepEqual(setup.sent, [], 'the failed one counts too');
    await setup.advance(1);
    assert.deepEqual(setup.names(), ['c']);
  });

  it('has written a request down before it is sent', async () => {
    let written = '';
    await one.run(async () => {
      written = await readFile(await setup.path(), 'utf8');
    });
    const { open, queue, sentMs } = JSON.parse(written) as Awaited<ReturnType<typeof setup.book>>;
    assert.deepEqual([open.length, queue.length, sentMs.length], [1, 0, 0]);
    await setup.disk.quiet();
    const after = await setup.book();
    assert.deepEqual([after.open, after.sentMs], [[], [setup.wall.now()]]);
  });

  it('gives what was sent for at once, however long the file is busy', async () => {
    const link = one.run(async () => {
      await setup.testDisk.files.writeFile(`${await setup.path()}.lock`, await setup.nameOf(process.ppid, 1));
      return 'link';
    });
    assert.equal(await link, 'link');
    await setup.disk.quiet();
    assert.equal((await setup.book()).open.length, 1);
  });

  it('counts a request from its end, and one that is under way for as long as it takes', async () => {
    await setup.askInTurn([
      [one, 'a', { takesMs: 20 * second }],
      [two, 'b', { takesMs: 5 * minute }],
      [three, 'c'],
      [one, 'd'],
    ]);
    await setup.advance(10 * minute);
    assert.deepEqual(setup.sent.slice(2), [
      ['c', 20 * second + minute + margin],
      ['d', 20 * second + 2 * (minute + margin)],
    ]);
  });

  it('allows 120 an hour', async () => {
    const sentMs = Array.from({ length: 119 }, (_, i) => setup.wall.now() - hour + (i + 2) * 20 * second);
    await setup.write({ sentMs });
    await setup.askInTurn([
      [one, 'a'],
      [two, 'b'],
    ]);
    const free = (sentMs[0] ?? 0) - setup.startMs + hour + margin;
    assert.deepEqual(setup.told('b'), [['hour', free]]);
    await setup.advance(free - 1);
    assert.deepEqual(setup.names(), ['a']);
    await setup.advance(1);
    assert.deepEqual(setup.names(), ['a', 'b']);
  });

  it('serves in the order of asking among all windows, and tells everyone when their own turn comes', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const windows = [one, two, three, one, three, two, one];
    await setup.askInTurn(windows.map((window, i) => [window, names[i] ?? '']));
    const turn = (turns: number) => turns * (minute + margin);
    assert.deepEqual(
      names.map((name) => setup.told(name)),
      [0, 0, 1, 1, 2, 2, 3].map((turns) => (turns ? [['minute', turn(turns)]] : [])),
    );
    await setup.advance(3 * (minute + margin) + second);
    assert.deepEqual(setup.names(), names);
    const late = setup.sent.map(([, atMs], place) => atMs - turn(Math.floor(place / 2)));
    assert.ok(
      late.every((ms) => ms >= 0 && ms < second),
      `one after the other without delay: ${late.join(', ')}`,
    );
  });

  it('keeps the order of one window that asks for many at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      void setup.ask(one, name);
    }
    await setup.advance(3 * minute);
    assert.deepEqual(setup.names(), names);
  });

  it('holds all windows back after a 429 in one of them, also those who wait already', async () => {
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
      [two, 'c'],
    ]);
    await setup.advance(second);
    three.throttled(5 * minute);
    await setup.disk.quiet();
    const free = second + 5 * minute + margin;
    await setup.advance(2 * second);
    assert.deepEqual(setup.told('c').at(-1), ['throttled', free]);
    await setup.askInTurn([[one, 'd']]);
    assert.deepEqual(setup.told('d'), [['throttled', free]]);
    await setup.advance(free - setup.elapsedMs - 1);
    assert.equal(setup.sent.length, 2);
    await setup.advance(second);
    assert.deepEqual(setup.names(), ['a', 'b', 'c', 'd']);
  });

  it('keeps to the longer of two demands, and to none for longer than an hour', async () => {
    one.throttled(3 * minute);
    await setup.disk.quiet();
    two.throttled(second);
    await setup.disk.quiet();
    await setup.askInTurn([[three, 'a']]);
    assert.deepEqual(setup.told('a'), [['throttled', 3 * minute + margin]]);
    one.throttled(Infinity);
    await setup.disk.quiet();
    await setup.advance(2 * second);
    assert.deepEqual(setup.told('a').at(-1), ['throttled', hour + margin]);
  });

  it('remembers over a restart of all windows', async () => {
    await setup.askInTurn([
      [one, 'a'],
      [two, 'b'],
    ]);
    await setup.advance(30 * second);
    const restarted = setup.window();
    await setup.askInTurn([[restarted, 'c']]);
    assert.deepEqual(setup.told('c'), [['minute', minute + margin]]);
    await setup.advance(30 * second + margin);
    assert.deepEqual(setup.names(), ['a', 'b', 'c']);
  });

  it('counts each tenant and app alone, and names none of them in its file', async () => {
    const other = setup.window('fabrikam|app');
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
      [other, 'c'],
    ]);
    assert.deepEqual(setup.names(), ['a', 'b', 'c']);
    const names = await readdir(setup.folder);
    assert.equal(names.length, 2);
    for (const name of names) {
      assert.match(name, /^[0-9a-f]{32}\.json$/);
      assert.doesNotMatch(await readFile(join(setup.folder, name), 'utf8'), /contoso|fabrikam/);
    }
  });

  it('keeps its file small, whatever was sent and however many wait', async () => {
    const sentMs = Array.from({ length: 240 }, (_, i) => setup.wall.now() - 20 * second - i);
    await setup.write({ sentMs });
    for (let i = 0; i < 100; i++) {
      void setup.ask(one, String(i));
    }
    await setup.advance(0);
    const book = await setup.book();
    assert.equal(book.queue.length, 100);
    assert.equal(book.sentMs.length, 120);
    assert.ok((await stat(await setup.path())).size < 10_000);
  });

  it('lets more wait than its queue has places for, and serves them later', async () => {
    const abort = new AbortController();
    const queue = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => setup.nameOf(process.ppid, i + 1)),
    );
    await setup.write({ queue, blockedUntilMs: setup.wall.now() + minute });
    await setup.askInTurn([[one, 'late', { signal: abort.signal }]]);
    assert.equal((await setup.book()).queue.length, 1000);
    assert.equal(setup.told('late').length, 1);
    await setup.write({ queue: queue.slice(1), blockedUntilMs: setup.wall.now() + minute });
    await setup.advance(2 * second);
    assert.equal((await setup.book()).queue.length, 1000);
    abort.abort();
    await setup.advance(0);
    assert.equal((await setup.book()).queue.length, 999);
  });
});
