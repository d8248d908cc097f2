import assert from 'node:assert/strict';
import { fuse, unfuse } from '../../../../src/packages/artifacts/services/fusedRow.ts';
import { readServices } from '../../../../src/packages/artifacts/services/services.ts';
import { hasMark } from '../../../../src/packages/table/table.ts';
import { servicesCsv } from '../../../simulator/package/servicesCsv.ts';
import { csvRow } from '../../../simulator/package/text.ts';
import { windowsServicesOf } from '../../../simulator/package/windowsServices.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { checkOf, collectionIn, rowsOf, textOf } from '../../../support/packageTexts.ts';
import { SeededRandom } from '../../../support/random.ts';

const shape = { front: 7, back: 19 };

/** A row of 27 cells, of which the runs of commas and quotes are anywhere. */
function randomCells(random: SeededRandom, pieces: readonly string[]): (string | null)[] {
  return Array.from({ length: 27 }, () =>
    random.below(6) === 0
      ? null
      : Array.from({ length: random.below(5) }, () => random.pick(pieces)).join(''),
  );
}

const shown = (cells: readonly (string | null)[]) => cells.map((cell) => cell ?? '');

describe('The damage to the rows of services', () => {
  it('is undone for all words, wherever their commas are', () => {
    const random = new SeededRandom(1);
    const words = () =>
      Array.from({ length: 1 + random.below(4) }, () => random.pick(['a', 'word', 'ö', '%x%', "user's"]));
    for (let round = 0; round < 3000; round++) {
      const cells = Array.from({ length: 27 }, () =>
        random.below(6) === 0 ? random.pick([null, '']) : words().join(random.pick([', ', ',', ' '])),
      );
      const row = unfuse(fuse(csvRow(cells), shape), shape);
      assert.deepEqual(row, { proof: 'proven', cells: shown(cells) }, csvRow(cells));
    }
  });

  it('is undone rightly or not at all, or marked, whatever the values are', () => {
    const random = new SeededRandom(2);
    const plain = Array.from({ length: 60 }, () => 'a ');
    const counts = { proven: 0, read: 0, intact: 0, failed: 0 };
    for (let round = 0; round < 20_000; round++) {
      const cells = randomCells(random, [...plain, "'", ',', "','", '"', "',", ",'"]);
      const line = fuse(csvRow(cells), shape);
      const row = unfuse(line, shape);
      counts[row.proof]++;
      if (row.proof === 'proven') {
        assert.deepEqual(row.cells, shown(cells), line);
      } else if (row.proof === 'failed') {
        assert.deepEqual(row.cells, [line]);
      }
      assert.notEqual(row.proof, 'intact');
    }
    assert.ok(counts.proven > 500 && counts.failed > 100 && counts.read > 10, JSON.stringify(counts));
  });

  it('is undone for apostrophes as they stand in sentences', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 2000; round++) {
      const cells = randomCells(random, ['word ', "user's ", "users' ", 'and, ', "it's, "]);
      const row = unfuse(fuse(csvRow(cells), shape), shape);
      assert.ok(row.proof !== 'proven' || row.cells.join('|') === shown(cells).join('|'));
    }
    const sentence = ["This computer's users' programs, if any, wait", 'x'];
    const cells = Array.from({ length: 27 }, (_, at) => (at === 9 ? (sentence[0] ?? '') : String(at)));
    assert.deepEqual(unfuse(fuse(csvRow(cells), shape), shape), { proof: 'proven', cells });
  });

  it('is undone for a value that is nothing but a comma', () => {
    const cells = Array.from({ length: 27 }, (_, at) => (at === 8 ? ',' : at === 9 ? 'a, b, c' : String(at)));
    assert.deepEqual(unfuse(fuse(csvRow(cells), shape), shape), { proof: 'proven', cells });
  });

  it('is undone with its quotation marks, and the row marked for them', () => {
    const cells = Array.from({ length: 27 }, (_, at) =>
      at === 7 ? 'a "full volume" and, more' : String(at),
    );
    assert.deepEqual(unfuse(fuse(csvRow(cells), shape), shape), { proof: 'read', cells });
  });

  it('is not looked for in a row that has none', () => {
    const cells = Array.from({ length: 27 }, (_, at) => `cell ${at}, "x"`);
    assert.deepEqual(unfuse(csvRow(cells), shape), { proof: 'intact', cells });
  });

  it('leaves a row as it stands that it cannot be undone for', () => {
    for (const line of [
      '',
      'x',
      '"a","b"',
      ','.repeat(26),
      `${'"a",'.repeat(7)}"'b','c'"${',"d"'.repeat(18)}`,
    ]) {
      const row = unfuse(line, shape);
      assert.ok(row.proof === 'failed' || row.cells.length === 27, line);
    }
    assert.equal(unfuse(`${'"a",'.repeat(7)}"'b','c'"${',"d"'.repeat(18)}`, shape).proof, 'failed');
  });

  for (const [words, line] of [
    ['apostrophes', "'".repeat(200_000)],
    ['commas', ','.repeat(200_000)],
    ['edges', `${'"a",'.repeat(7)}"'${"x','".repeat(50_000)}'"${',"d"'.repeat(19)}`],
    ['edges without values', `${'"a",'.repeat(7)}"${"',,'".repeat(50_000)}"${',"d"'.repeat(19)}`],
  ] as const) {
    it(`takes no time in a line of 200 000 ${words}`, () => {
      const started = computedMs();
      unfuse(line, shape);
      assert.ok(computedMs() - started < 3000);
    });
  }
});

describe('The table of services', () => {
  it('has every service of a damaged member, as it is', () => {
    for (const language of ['english', 'german'] as const) {
      const collection = collectionIn(language);
      const table = readServices(new MemberText('Services/Services.csv', servicesCsv(collection)));
      const services = windowsServicesOf(collection.host);
      assert.deepEqual(
        rowsOf(table, 'name', 'displayName', 'startMode', 'state', 'account', 'path', 'description'),
        services.map((each) => [
          each.name,
          each.displayName,
          each.startMode,
          each.state,
          each.account,
          each.path,
          each.description,
        ]),
      );
      assert.deepEqual(checkOf(table, 'roundTrip'), [services.length, services.length]);
      assert.deepEqual(checkOf(table, 'distinctNames'), [services.length, services.length]);
      const marked = rowsOf(table, 'name').filter((_, row) => hasMark(table, row, 'unsure'));
      assert.deepEqual(marked, [['BDESVC']]);
    }
  });

  it('shows a row raw that cannot be repaired, and counts it', () => {
    const bytes = servicesCsv(collectionIn('english')).toString('utf8').replace('"AJRouter",', '"AJRouter"');
    const table = readServices(new MemberText('Services.csv', Buffer.from(bytes)));
    assert.ok(hasMark(table, 0, 'raw'));
    assert.match(table.text(0, 0), /^"AJRouter""OK",/);
    const [expected = 0, found] = checkOf(table, 'roundTrip') ?? [];
    assert.equal(found, expected - 1);
  });

  it('is read plainly from a member without the signs of the damage', () => {
    const plain = ['#TYPE X', '"Name","StartMode","State"', '"a, b","Auto","Running"'];
    assert.deepEqual(rowsOf(readServices(textOf(plain)), 'name', 'startMode', 'state'), [
      ['a, b', 'Auto', 'Running'],
    ]);
    const unmarked = readServices(textOf(['"Name","StartMode"', '"a\r\nb","Auto"']));
    assert.deepEqual(rowsOf(unmarked, 'name', 'startMode'), [['a\r\nb', 'Auto']]);
    assert.equal(readServices(textOf('')).rowCount, 0);
    assert.equal(readServices(textOf('\ufeff')).rowCount, 0);
  });
});
