import assert from 'node:assert/strict';
import { appendFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { chainOf, CustodySetup, custodyEntry, sha256 } from '../../../support/custodySetup.ts';

describe('The custody log', () => {
  let setup: CustodySetup;

  beforeEach(async () => {
    setup = await CustodySetup.start();
  });

  afterEach(() => setup.close());

  it('begins with a line of all fields in their order', async () => {
    await setup.append({ note: 'the first' });
    assert.equal(
      await setup.read(),
      '{"seq":1,"atUtc":"2026-01-02T03:04:05.000Z","event":"verified",' +
        '"by":{"account":"anna@contoso.com","osUser":"anna"},' +
        '"with":{"extension":"machine-actions.defender-machine-actions","version":"1.2.3","vscode":"1.105.0"},' +
        `"file":"ws-042_20260102T030405Z_abc.zip","sha256":"${sha256('package')}",` +
        `"recordSha256":"${sha256('record')}","note":"the first","previous":"${'0'.repeat(64)}"}\n`,
    );
  });

  it('goes on with lines that carry the hash of the one before, and leaves nothing beside it', async () => {
    await setup.append({ event: 'acquired' });
    await setup.clock.advance(1500);
    await setup.append({ event: 'exported' });
    await setup.append({ event: 'altered' });
    const lines = await setup.chain();
    assert.deepEqual(
      lines.map(({ event, atUtc }) => `${event} ${atUtc.slice(17)}`),
      ['acquired 05.000Z', 'exported 06.500Z', 'altered 06.500Z'],
    );
    assert.deepEqual(await readdir(setup.folder), ['custody.jsonl']);
    assert.deepEqual(await setup.check(), { lines: 3, entries: [] });
  });

  it('keeps what it is told, without an account and hashes too', async () => {
    const told = {
      by: { account: undefined, osUser: 'Änne\r\n"O"\u2028😀' },
      sha256: null,
      recordSha256: null,
      note: 'two\nlines',
    };
    await setup.append(told);
    const [{ seq, atUtc, previous, ...entry } = assert.fail()] = await setup.chain();
    assert.deepEqual([seq, atUtc.length, previous.length], [1, 24, 64]);
    assert.deepEqual(entry, { ...custodyEntry(told), by: { osUser: told.by.osUser } });
    assert.equal((await setup.check()).brokenAt, undefined);
  });

  it('keeps a text of 1000 characters and cuts a longer one', async () => {
    await setup.append({ note: 'x'.repeat(1000) });
    await setup.append({ note: 'y'.repeat(1001) });
    const notes = (await setup.chain()).map(({ note }) => note);
    assert.deepEqual(notes, ['x'.repeat(1000), `${'y'.repeat(999)}…`]);
  });

  it('has no line that is too long to be read again', async () => {
    const long = '\0'.repeat(5000);
    const texts = {
      by: { account: long, osUser: long },
      with: { extension: long, version: long, vscode: long },
      file: long,
      note: long,
    };
    await setup.append(texts);
    await setup.append(texts);
    assert.equal((await setup.chain()).length, 2);
    assert.deepEqual(await setup.check(), { lines: 2, entries: [] });
  });

  it('is not read from its beginning to be gone on with', async () => {
    await setup.write(chainOf(Array.from({ length: 5000 }, () => ({}))));
    let readBytes = 0;
    setup.disk.changeFile(/custody\.jsonl$/, (file) => {
      const read = file.read.bind(file) as (...values: unknown[]) => Promise<{ bytesRead: number }>;
      return {
        read: async (...values: unknown[]) => {
          const answer = await read(...values);
          readBytes += answer.bytesRead;
          return answer;
        },
      } as never;
    });
    await setup.append();
    assert.ok(readBytes > 0 && readBytes < 200_000, String(readBytes));
    assert.equal((await setup.chain()).length, 5001);
  });

  it('is gone on with where an empty file lies', async () => {
    await writeFile(setup.path, '');
    await setup.append();
    assert.equal((await setup.chain()).length, 1);
  });

  describe('of which a crash tore the last line', () => {
    it('is a chain again after the next entry, wherever it was torn', async () => {
      await setup.appendNumbered(3);
      const whole = await setup.lines();
      const kept = Buffer.byteLength(`${whole[0] ?? ''}\n${whole[1] ?? ''}\n`);
      const all = kept + Buffer.byteLength(whole[2] ?? '') + 1;
      for (let end = kept; end <= all; end += end < kept + 3 || end > all - 4 ? 1 : 11) {
        await setup.write(whole);
        await truncate(setup.path, Math.min(end, all));
        await setup.append({ note: 'next' });
        const lines = await setup.chain();
        const isKept = end >= all - 1;
        assert.deepEqual((await setup.lines()).slice(0, -1), whole.slice(0, isKept ? 3 : 2));
        const torn = Buffer.from(whole[2] ?? '').subarray(0, end - kept);
        assert.equal(
          lines.at(-1)?.note,
          isKept || torn.length === 0
            ? 'next'
            : `next; a torn line of ${torn.length} bytes was cut off before this one, SHA-256 ${sha256(torn)}`,
        );
      }
    });

    it('says so in a note that was empty, and in one that is cut', async () => {
      for (const note of ['', 'z'.repeat(2000)]) {
        await appendFile(setup.path, '{"seq":');
        await setup.append({ note });
      }
      const notes = (await setup.chain()).map((line) => line.note);
      const torn = `a torn line of 7 bytes was cut off before this one, SHA-256 ${sha256('{"seq":')}`;
      assert.deepEqual(notes, [torn, `${'z'.repeat(999)}…; ${torn}`]);
    });

    it('keeps no whole JSON behind its last newline that is no line of a log', async () => {
      await setup.append();
      await appendFile(setup.path, '{}');
      await setup.append();
      assert.match((await setup.chain())[1]?.note ?? '', /^a torn line of 2 bytes/);
    });

    it('may have any number of bytes behind its last newline', async () => {
      await setup.appendNumbered(400);
      for (const bytes of [140_000, 65_537, 131_072]) {
        const torn = Buffer.alloc(bytes);
        await appendFile(setup.path, torn);
        await setup.append();
        const note = (await setup.chain()).at(-1)?.note;
        assert.equal(
          note,
          `a torn line of ${bytes} bytes was cut off before this one, SHA-256 ${sha256(torn)}`,
        );
      }
    });
  });

  describe('that is no chain at its end', () => {
    const ends: [string, string][] = [
      ['a text', 'somebody wrote this'],
      ['an empty line', ''],
      ['another object', '{}'],
      ['a number that is none', 'NUMBER'],
      ['a line that is far too long', 'x'.repeat(200_000)],
    ];
    for (const [words, text] of ends) {
      it(`is gone on with behind it, and nothing is rewritten: ${words}`, async () => {
        await setup.appendNumbered(2);
        const [first = '', second = ''] = await setup.lines();
        const line = text === 'NUMBER' ? second.replace('"seq":2', '"seq":1e99') : text;
        await setup.write([first, second, line]);
        const before = await setup.read();
        await setup.append({ note: 'next' });
        const after = await setup.read();
        assert.ok(after.startsWith(before));
        const { seq, previous, note } = JSON.parse(after.slice(before.length)) as Record<string, unknown>;
        assert.deepEqual({ seq, previous, note }, { seq: 4, previous: sha256(line), note: 'next' });
        assert.deepEqual(await setup.check(), {
          lines: 4,
          brokenAt: { line: 3, why: 'unreadable' },
          entries: [],
        });
      });
    }

    it('is counted when it is long', async () => {
      const lines = chainOf(Array.from({ length: 400 }, () => ({})));
      await setup.write([...lines, 'somebody wrote this']);
      await setup.append();
      const { seq, previous } = JSON.parse((await setup.lines())[401] ?? '') as Record<string, unknown>;
      assert.deepEqual({ seq, previous }, { seq: 402, previous: sha256('somebody wrote this') });
    });

    it('does not take the end of a line for a line', async () => {
      const [inner = ''] = chainOf([{}]);
      const line = `${'x'.repeat(1000)}${inner}`;
      // So much is read at first that it begins with the inner line.
      const torn = '\0'.repeat(2 * 65_537 - inner.length - 1);
      await writeFile(setup.path, `${line}\n${torn}`);
      await setup.append();
      const { seq, previous } = JSON.parse((await setup.lines())[1] ?? '') as Record<string, unknown>;
      assert.deepEqual({ seq, previous }, { seq: 2, previous: sha256(line) });
    });

    it('is gone on with behind lines with carriage returns as they stand', async () => {
      await setup.appendNumbered(3);
      await writeFile(setup.path, (await setup.read()).replaceAll('\n', '\r\n'));
      const [, , third = ''] = await setup.lines();
      await setup.append();
      const { seq, previous } = JSON.parse((await setup.lines())[3] ?? '') as Record<string, unknown>;
      assert.deepEqual({ seq, previous }, { seq: 4, previous: sha256(third) });
      assert.deepEqual((await setup.check()).brokenAt, { line: 1, why: 'rewritten' });
    });

    it('goes on with the number that its last line has', async () => {
      await setup.appendNumbered(4);
      await setup.write((await setup.lines()).toSpliced(1, 1));
      await setup.append();
      assert.equal((JSON.parse((await setup.lines())[3] ?? '') as { seq: number }).seq, 5);
      assert.deepEqual((await setup.check()).brokenAt, { line: 2, why: 'seq' });
    });
  });
});
