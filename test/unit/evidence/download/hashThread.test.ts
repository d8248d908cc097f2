import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { HashThread } from '../../../../src/evidence/download/hashThread.ts';

const MiB = 1024 * 1024;

describe('The thread that hashes', () => {
  let hash: HashThread;

  beforeEach(() => {
    hash = new HashThread();
  });

  afterEach(() => hash.close());

  function sha256(...pieces: string[]): string {
    return createHash('sha256').update(pieces.join('')).digest('hex');
  }

  function bytesOf(text: string): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(text);
  }

  it('is asked in between, and goes on', async () => {
    const [first, second, third] = ['a'.repeat(10), 'b'.repeat(2 * MiB), 'c'];
    assert.equal(await hash.digest(), sha256());
    for (const [piece, all] of [
      [first, [first]],
      [second, [first, second]],
      [third, [first, second, third]],
    ] as const) {
      hash.add([bytesOf(piece)]);
      assert.equal(await hash.digest(), sha256(...all));
    }
  });

  it('takes the memory of what it hashes, and says when it is done', async () => {
    const piece = bytesOf('a'.repeat(MiB));
    hash.add([piece]);
    assert.deepEqual([piece.length, hash.waiting], [0, 1]);
    await hash.next();
    assert.equal(hash.waiting, 0);
  });

  it('has no hash once it has failed, and nobody waits for it', async () => {
    hash.add([bytesOf('a'.repeat(MiB))]);
    const asked = hash.digest();
    await hash.close();
    hash.add([bytesOf('more')]);
    await hash.next();
    assert.deepEqual([await asked, await hash.digest(), hash.waiting], [undefined, undefined, 0]);
  });
});
