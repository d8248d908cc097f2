import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../../src/defender/retryAfter.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('Retry-After', () => {
  const headers: [header: string | null, milliseconds: number | undefined][] = [
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['1.5', 1500],
    ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['Friday, 02-Jan-26 03:04:35 GMT', 30_000],
    ['Fri, 02 Jan 2026 03:04:05 GMT', 0],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    [null, undefined],
    ['', undefined],
    ['  ', undefined],
    ['-5', undefined],
    ['+5', undefined],
    ['1e3', undefined],
    ['5 s', undefined],
    ['1/2', undefined],
    ['soon', undefined],
    ['Fri, 02 Foo 2026 03:04:35 GMT', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
  ];
  for (const [header, milliseconds] of headers) {
    const meaning = milliseconds === undefined ? 'says nothing' : `asks for ${milliseconds} ms`;
    it(`${meaning}: ${JSON.stringify(header)}`, () => {
      assert.equal(parseRetryAfter(header, now), milliseconds);
    });
  }
});
