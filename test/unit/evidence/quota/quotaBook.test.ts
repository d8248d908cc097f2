import assert from 'node:assert/strict';
import { emptyBook, QuotaBook } from '../../../../src/evidence/quota/quotaBook.ts';

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('The book of a quota', () => {
  const at = (ms: number) => ({ nowMs: startMs + ms, upMs: ms, place: 'here' });

  /** What is left of a request that was opened at 0, and whose process has ended, when it is seen at `ms`. */
  function seenAt(ms: number): { open: number; sentMs: number[] } {
    const before = new QuotaBook(emptyBook(at(0)), at(0));
    assert.ok(before.ask('gone'));
    const book = new QuotaBook(before.saved, at(ms));
    book.settle((name) => name === 'gone');
    return { open: book.saved.open.length, sentMs: book.saved.sentMs.map((sent) => sent - startMs) };
  }

  it('keeps a request open that may still be on its way to the service, though its process has ended', () => {
    assert.deepEqual(seenAt(4999), { open: 1, sentMs: [] });
  });

  it('counts it from when it is seen to be over', () => {
    assert.deepEqual(seenAt(7000), { open: 0, sentMs: [7000] });
  });
});
