import assert from 'node:assert/strict';
import { parseLine } from '../../../../src/evidence/custody/custodyLine.ts';
import { chainOf } from '../../../support/custodySetup.ts';

const [written = ''] = chainOf([{ note: 'an ä' }]);

/** The line with another value at a path such as `by.osUser`; undefined takes the field out. */
function withField(path: string, value: unknown): Buffer {
  const [name = '', within] = path.split('.');
  const fields = JSON.parse(written) as Record<string, unknown>;
  if (within === undefined) {
    fields[name] = value;
  } else {
    fields[name] = { ...(fields[name] as object), [within]: value };
  }
  return Buffer.from(JSON.stringify(fields));
}

describe('A line of a custody log', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseLine(Buffer.from(written)), {
      line: JSON.parse(written) as object,
      asWritten: true,
    });
  });

  const texts = ['event', 'file', 'note', 'by.osUser', 'with.extension', 'with.version', 'with.vscode'];
  const others: Record<string, unknown[]> = {
    seq: [undefined, null, '1', 0, -1, 1.5, 1e20],
    atUtc: [
      undefined,
      1,
      '2026-01-02T03:04:05Z',
      'at 2026-01-02T03:04:05.000Z',
      '2026-01-02T03:04:05.000Z or so',
    ],
    by: [undefined, null, 'anna'],
    with: [undefined, null, 'vscode'],
    sha256: [undefined, 1, '', 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), `\n${'a'.repeat(64)}`],
    recordSha256: [undefined, 1, 'a'.repeat(65)],
    previous: [undefined, null, 1, 'a'.repeat(63)],
    'by.account': [null, 1],
    ...Object.fromEntries(texts.map((path) => [path, [undefined, null, 1, {}]])),
  };
  for (const [path, values] of Object.entries(others)) {
    it(`is none when ${path} is missing or of another form`, () => {
      for (const value of values) {
        assert.equal(parseLine(withField(path, value)), undefined, JSON.stringify(value));
      }
    });
  }

  it('may do without an account and without hashes', () => {
    for (const [path, value] of [
      ['by.account', undefined],
      ['sha256', null],
      ['recordSha256', null],
    ] as const) {
      assert.ok(parseLine(withField(path, value)), path);
    }
  });

  it('may have an event and fields of a later version', () => {
    for (const [path, value] of [
      ['event', 'sealed'],
      ['color', 'red'],
      ['by.role', 'analyst'],
    ] as const) {
      assert.equal(parseLine(withField(path, value))?.asWritten, true, path);
    }
  });

  for (const text of ['', 'null', '[]', '1', '"text"', '{', `${written},`, `${written}${written}`]) {
    it(`is none: ${text.slice(0, 20)}`, () => {
      assert.equal(parseLine(Buffer.from(text)), undefined);
    });
  }
});
