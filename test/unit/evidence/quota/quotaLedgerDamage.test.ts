import assert from 'node:assert/strict';
import { rm, symlink, utimes } from 'node:fs/promises';
import type { QuotaLedger } from '../../../../src/evidence/quota/quotaLedger.ts';
import { hour, LedgerSetup, margin, minute, second } from '../../../support/ledgerSetup.ts';

const turn = minute + margin;

describe('The quota ledger, when its file is damaged', () => {
  let setup: LedgerSetup;
  let one: QuotaLedger;

  beforeEach(async () => {
    setup = await LedgerSetup.start();
    one = setup.window();
  });

  afterEach(() => setup.close());

  const now = () => setup.wall.now();
  const count = (length: number) => Array.from({ length }, (_, index) => index + 1);
  const cases: [what: string, content: () => Promise<string> | string][] = [
    ['is empty', () => ''],
    ['is torn', async () => JSON.stringify(await setup.book()).slice(0, -20)],
    ['is garbage', () => '\0\0\0\0'],
    ['is huge', () => JSON.stringify({ version: 1, sentMs: Array(200_000).fill(1) })],
    ['is huge and whole', async () => JSON.stringify(await setup.book()) + ' '.repeat(300_000)],
    ['is null', () => 'null'],
    ['is of another version', async () => JSON.stringify({ ...(await setup.book()), version: 2 })],
    ['has no times', async () => JSON.stringify({ ...(await setup.book()), sentMs: '' })],
    ['has wrong times', async () => JSON.stringify({ ...(await setup.book()), sentMs: ['now'] })],
    ['has no queue', async () => JSON.stringify({ ...(await setup.book()), queue: {} })],
    ['has wrong names', async () => JSON.stringify({ ...(await setup.book()), queue: ['somebody'] })],
    [
      'has one name twice',
      async () => {
        const name = await setup.nameOf(process.ppid, 1);
        return JSON.stringify({ ...(await setup.book()), queue: [name, name] });
      },
    ],
    [
      'has a request of the future',
      async () => JSON.stringify({ ...(await setup.book()), sentMs: [now() + 400 * 24 * hour] }),
    ],
    [
      'has an open request of the future',
      async () => {
        const open = [{ name: await setup.nameOf(process.ppid, 1), sinceMs: now() + hour }];
        return JSON.stringify({ ...(await setup.book()), open });
      },
    ],
    [
      'is blocked for longer than any service demands',
      async () => JSON.stringify({ ...(await setup.book()), blockedUntilMs: now() + 2 * hour }),
    ],
    [
      'has more open requests than there can be',
      async () => {
        const names = await Promise.all(count(121).map((number) => setup.nameOf(process.ppid, number)));
        const open = names.map((name) => ({ name, sinceMs: now() }));
        return JSON.stringify({ ...(await setup.book()), open });
      },
    ],
    [
      'has a longer queue than there can be',
      async () => {
        const queue = await Promise.all(count(1001).map((number) => setup.nameOf(process.ppid, number)));
        return JSON.stringify({ ...(await setup.book()), queue });
      },
    ],
    [
      'has more requests than there can be',
      async () => JSON.stringify({ ...(await setup.book()), sentMs: Array(241).fill(now()) }),
    ],
  ];
  for (const [what, content] of cases) {
    it(`counts as a minute’s requests when it ${what}`, async () => {
      one.throttled(-hour);
      await setup.disk.quiet();
      const path = await setup.write(await content());
      const writtenMs = now() - 20 * second;
      await utimes(path, writtenMs / 1000, writtenMs / 1000);
      await setup.askInTurn([[one, 'a']]);
      assert.deepEqual(setup.told('a'), [['minute', turn - 20 * second]]);
      const { version, queue } = await setup.book();
      assert.deepEqual([version, queue.length], [1, 1], 'it is whole again');
      await setup.advance(turn - 20 * second);
      assert.deepEqual(setup.names(), ['a']);
      assert.deepEqual(setup.logger.lines, []);
    });
  }

  it('loses a minute at most when the damaged file has a stamp of the future', async () => {
    const path = await setup.write('');
    const writtenMs = now() + 400 * 24 * hour;
    await utimes(path, writtenMs / 1000, writtenMs / 1000);
    await setup.askInTurn([[one, 'a']]);
    await setup.advance(turn);
    assert.deepEqual(setup.names(), ['a']);
  });

  it('heals while somebody waits', async () => {
    await setup.write({ sentMs: [now(), now()] });
    await setup.askInTurn([[one, 'a']]);
    const path = await setup.write('{');
    await utimes(path, now() / 1000, now() / 1000);
    await setup.advance(turn + 4 * second);
    assert.deepEqual(setup.names(), ['a']);
  });

  it('goes on when its folder is removed', async () => {
    await setup.askInTurn([
      [one, 'a'],
      [one, 'b'],
    ]);
    await rm(setup.folder, { recursive: true });
    await setup.askInTurn([[one, 'c']]);
    assert.deepEqual(setup.names(), ['a', 'b', 'c']);
    assert.equal((await setup.book()).sentMs.length, 1);
  });

  it('is the file’s alone: a link in its place is replaced and not followed', async () => {
    const path = await setup.write({ sentMs: [now(), now()] });
    const elsewhere = `${setup.root}/elsewhere`;
    await setup.testDisk.files.rename(path, elsewhere);
    await symlink(elsewhere, path);
    await setup.askInTurn([[one, 'a']]);
    assert.ok((await setup.testDisk.files.lstat(path)).isFile());
    assert.deepEqual((await setup.book()).queue.length, 1);
  });
});
