import assert from 'node:assert/strict';
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import type { CustodyFault } from '../../../../src/evidence/custody/custodyChain.ts';
import { chainOf, CustodySetup } from '../../../support/custodySetup.ts';
import { tamper } from '../../../support/custodyTampering.ts';
import { SeededRandom } from '../../../support/random.ts';

const mebibyte = 1024 * 1024;
const six = chainOf([1, 2, 3, 4, 5, 6].map((number) => ({ note: `number ${number}, and an ä` })));
const line = (number: number) => six[number - 1] ?? assert.fail();
const text = (lines: readonly string[]) => lines.map((one) => `${one}\n`).join('');
const changed = (number: number, from: string | RegExp, to: string) => {
  assert.notEqual(line(number).replace(from, to), line(number));
  return six.with(number - 1, line(number).replace(from, to));
};
/** Gives lines the numbers that they should have. */
const renumbered = (lines: readonly string[]) =>
  lines.map((one, index) => one.replace(/^\{"seq":\d+/, `{"seq":${index + 1}`));

describe('The chain of a custody log', () => {
  let setup: CustodySetup;

  beforeEach(async () => {
    setup = await CustodySetup.start();
  });

  afterEach(() => setup.close());

  it('is unbroken as it was written', async () => {
    await setup.write(six);
    assert.deepEqual(await setup.check(), { lines: 6, entries: [] });
  });

  const broken: [string, readonly string[], number, CustodyFault][] = [
    ['a note was changed', changed(3, 'number 3', 'number 0'), 4, 'previous'],
    ['the first line was changed', changed(1, 'number 1', 'number 0'), 2, 'previous'],
    ['a hash was changed', changed(5, /"sha256":"./, '"sha256":"f'), 6, 'previous'],
    ['a time was changed', changed(2, '2026-01', '2025-12'), 3, 'previous'],
    ['a field was added', changed(3, ',"file"', ',"color":"red","file"'), 4, 'previous'],
    [
      'the hash of the line before was changed',
      changed(3, /"previous":"../, '"previous":"00'),
      3,
      'previous',
    ],
    ['the first line has a line before it', changed(1, /0"\}$/, '1"}'), 1, 'previous'],
    ['a number was changed', changed(3, '"seq":3', '"seq":33'), 3, 'seq'],
    ['two lines were exchanged', six.with(2, line(4)).with(3, line(3)), 3, 'seq'],
    ['distant lines were exchanged', six.with(1, line(5)).with(4, line(2)), 2, 'seq'],
    [
      'lines were exchanged, but not their numbers',
      renumbered(six.with(2, line(4)).with(3, line(3))),
      3,
      'previous',
    ],
    ['the first line was removed', six.slice(1), 1, 'seq'],
    ['a line was removed', six.toSpliced(3, 1), 4, 'seq'],
    ['a line was removed and the others numbered anew', renumbered(six.toSpliced(3, 1)), 4, 'previous'],
    ['a line was doubled', six.toSpliced(3, 0, line(3)), 4, 'seq'],
    ['the last line was doubled', [...six, line(6)], 7, 'seq'],
    ['a line of another log was inserted', six.toSpliced(3, 0, line(1)), 4, 'seq'],
    ['a fitting line was inserted', six.toSpliced(3, 0, line(4).replace('number 4', 'forged')), 5, 'seq'],
    ['two things happened', changed(3, '"seq":3', '"seq":33').toSpliced(1, 1, '{}'), 2, 'unreadable'],
    ['a brace is missing', changed(4, /\}$/, ''), 4, 'unreadable'],
    ['a line was emptied', six.with(3, ''), 4, 'unreadable'],
    ['a list took its place', six.with(3, '[]'), 4, 'unreadable'],
    ['null took its place', six.with(3, 'null'), 4, 'unreadable'],
    ['a line is far too long', six.with(3, 'x'.repeat(300_000)), 4, 'unreadable'],
    ['white space was added', changed(6, '":', '": '), 6, 'rewritten'],
    ['a carriage return was added to the last line', six.with(5, `${line(6)}\r`), 6, 'rewritten'],
    ['line ends were changed', six.map((one) => `${one}\r`), 1, 'rewritten'],
    ['a byte order mark was added', six.with(0, `\uFEFF${line(1)}`), 1, 'rewritten'],
    ['a field stands there twice', changed(6, '"seq":6', '"seq":5,"seq":6'), 6, 'rewritten'],
    ['a letter is spelled otherwise', changed(6, 'number', 'n\\u0075mber'), 6, 'rewritten'],
  ];
  for (const [words, lines, number, why] of broken) {
    it(`breaks where ${words}: line ${number}, ${why}`, async () => {
      await setup.write(lines);
      assert.deepEqual(await setup.check(), {
        lines: lines.length,
        brokenAt: { line: number, why },
        entries: [],
      });
    });
  }

  it('breaks in the only line too when line ends were changed', async () => {
    await setup.write([`${line(1)}\r`]);
    assert.deepEqual((await setup.check()).brokenAt, { line: 1, why: 'rewritten' });
  });

  it('breaks where a letter was saved in another encoding', async () => {
    await writeFile(
      setup.path,
      Buffer.concat([Buffer.from(text(six.slice(0, 5))), Buffer.from(text([line(6)]), 'latin1')]),
    );
    assert.deepEqual((await setup.check()).brokenAt, { line: 6, why: 'rewritten' });
  });

  it('breaks at once in another encoding', async () => {
    await writeFile(setup.path, text(six), 'utf16le');
    assert.deepEqual((await setup.check()).brokenAt, { line: 1, why: 'unreadable' });
  });

  for (const [words, bytes] of [
    ['without its newline', 1],
    ['torn', 100],
  ] as const) {
    it(`breaks where the last line is ${words}`, async () => {
      await writeFile(setup.path, text(six).slice(0, -bytes));
      const check = await setup.check({ file: 'ws-042_20260102T030405Z_abc.zip' });
      assert.deepEqual(
        { ...check, entries: check.entries.length },
        {
          lines: 5,
          brokenAt: { line: 6, why: 'torn' },
          entries: 5,
        },
      );
    });
  }

  it('does not show what only files, records and the last hash do', async () => {
    for (const lines of [
      changed(6, 'number 6', 'number 0'),
      six.slice(0, 4),
      chainOf([{ note: 'all of it anew' }]),
    ]) {
      await setup.write(lines);
      assert.deepEqual(await setup.check(), { lines: lines.length, entries: [] });
    }
  });

  it('is followed to its end when a line is just being written', async () => {
    await setup.write(six);
    let reads = 0;
    setup.disk.changeFile(/custody\.jsonl$/, (file) => {
      const read = file.read.bind(file) as (...values: unknown[]) => Promise<object>;
      return {
        read: (bytes: Uint8Array, at: number, length: number, position: number) => {
          const shown = [1000, 0, 2000, 0][reads++] ?? length;
          return shown === 0 ? { bytesRead: 0 } : read(bytes, at, shown, position);
        },
      } as never;
    });
    assert.deepEqual(await setup.check(), { lines: 6, entries: [] });
  });

  it('is checked in constant memory', async () => {
    await setup.write(six);
    await truncate(setup.path, 256 * mebibyte);
    await appendFile(setup.path, `\n${line(6)}\n`);
    let buffers = 0;
    setup.disk.changeFile(/custody\.jsonl$/, (file) => {
      const read = file.read.bind(file) as (...values: unknown[]) => Promise<object>;
      return {
        read: (...values: unknown[]) => {
          buffers = Math.max(buffers, process.memoryUsage().arrayBuffers);
          return read(...values);
        },
      } as never;
    });
    const before = process.memoryUsage().arrayBuffers;
    assert.deepEqual(await setup.check(), {
      lines: 8,
      brokenAt: { line: 7, why: 'unreadable' },
      entries: [],
    });
    assert.ok(buffers - before < 24 * mebibyte, `${(buffers - before) / mebibyte} MiB`);
  });

  it('tells what it says of one file, broken or not', async () => {
    const named = chainOf(six.map((_, index) => ({ file: `${index % 3}.zip`, note: `${index}` })));
    await setup.write(named.with(1, '{}'));
    const notes = async (file: string) => (await setup.check({ file })).entries.map(({ note }) => note);
    assert.deepEqual(await notes('0.zip'), ['0', '3']);
    assert.deepEqual(await notes('1.zip'), ['4']);
    assert.deepEqual(await notes('3.zip'), []);
    const [first] = (await setup.check({ file: '0.zip' })).entries;
    assert.deepEqual(first, JSON.parse(named[0] ?? ''));
  });

  it('tells the 1000 newest of what it says of one file', async () => {
    await setup.write(chainOf(Array.from({ length: 1005 }, () => ({ file: 'a.zip' }))));
    const { entries, lines } = await setup.check({ file: 'a.zip' });
    assert.deepEqual([lines, entries.length, entries[0]?.seq, entries.at(-1)?.seq], [1005, 1000, 6, 1005]);
  });

  it('breaks at the first of any changes or right behind it', async () => {
    const random = new SeededRandom(7);
    let unseen = 0;
    for (let round = 0; round < 500; round++) {
      const lines = tamper(six, random);
      await writeFile(setup.path, text(lines));
      const { brokenAt } = await setup.check();
      const first = lines.findIndex((one, index) => one !== six[index]) + 1;
      if (first === 0 || (first === lines.length && brokenAt === undefined)) {
        // What was removed or changed at the end alone is not seen.
        unseen++;
        continue;
      }
      const at = brokenAt?.line ?? NaN;
      assert.ok(
        at === first || at === first + 1,
        `${at} instead of ${first}, round ${round}:\n${text(lines)}`,
      );
    }
    assert.ok(unseen < 150, String(unseen));
  });
});
