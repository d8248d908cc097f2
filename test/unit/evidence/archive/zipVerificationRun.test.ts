import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { verifyArchive } from '../../../../src/evidence/archive/zipVerification.ts';
import { BytesAsFile, verifyBytes } from '../../../support/archiveBytes.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { systemError } from '../../../support/testDisk.ts';
import { zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const mebibyte = 1024 * 1024;
const large = filler(40 * mebibyte);
const small = filler(200_000);
const packedSmall = { content: small, data: deflateRawSync(small) };
const storedSmall = { content: small, method: 0 };
const packedLarge = { content: large, data: deflateRawSync(large) };
const storedLarge = { content: Buffer.alloc(9 * mebibyte), method: 0 };

describe('A verification under way', () => {
  const archives: [string, Buffer][] = [
    ['small members', zipOf(storedSmall, 60)],
    ['a large member', zipOf({ content: large, data: emptyBlocks(8 * mebibyte, packedLarge.data) }, 1)],
    ['large stored members', zipOf(storedLarge, 2)],
    ['members of all kinds', zipBytes({ members: [packedSmall, packedLarge, storedSmall, storedLarge] })],
  ];

  for (const [words, bytes] of archives) {
    it(`through ${words} tells how far it is`, async () => {
      const told: [number, number][] = [];
      const { files } = new BytesAsFile(bytes);
      const onProgress = (done: number, total: number) => told.push([done, total]);
      const { signal } = new AbortController();
      await verifyArchive(files, 'package.zip', { signal, onProgress });
      const isForward = ([done, total]: [number, number], index: number) =>
        total === bytes.length && done >= (told[index - 1]?.[0] ?? 0);
      assert.ok(told.every(isForward), JSON.stringify(told));
      assert.deepEqual(told.at(-1), [bytes.length, bytes.length]);
    });

    it(`through ${words} ends at once when it is cancelled`, async () => {
      const file = new BytesAsFile(bytes);
      const cancellation = new AbortController();
      const reason = new Error('cancelled');
      let reads = 0;
      file.afterwards = () => {
        if (++reads === 7) {
          cancellation.abort(reason);
        }
      };
      const { signal } = cancellation;
      await assert.rejects(verifyArchive(file.files, 'package.zip', { signal }), reason);
      assert.ok(reads <= 9, `${reads - 7} reads afterwards`);
      assert.equal(file.opened, 0);
    });

    it(`through ${words} fails as the disk does`, async () => {
      const file = new BytesAsFile(bytes);
      let reads = 0;
      file.afterwards = () => {
        if (++reads === 7) {
          throw systemError('EIO');
        }
      };
      await assert.rejects(verifyBytes(bytes, file), { code: 'EIO' });
      assert.ok(reads <= 9, `${reads - 7} reads afterwards`);
      assert.equal(file.opened, 0);
    });

    it(`through ${words} tells when the file becomes shorter`, async () => {
      const file = new BytesAsFile(bytes);
      let reads = 0;
      file.afterwards = () => {
        if (++reads === 7) {
          file.bytes = bytes.subarray(0, 100);
        }
      };
      const { faults, faultCount } = await verifyBytes(bytes, file);
      assert.deepEqual([faults[0]?.kind, faultCount], ['truncated', 1]);
    });
  }

  it('is cancelled in the middle of few bytes that unpack to many', async () => {
    const bytes = zipOf({ content: Buffer.alloc(512 * mebibyte) }, 1);
    const tookMs: number[] = [];
    for (const isCancelled of [false, true]) {
      const cancellation = new AbortController();
      const onProgress = () => isCancelled && cancellation.abort();
      const startedMs = computedMs();
      const { signal } = cancellation;
      const verification = verifyArchive(new BytesAsFile(bytes).files, '', { signal, onProgress });
      await (isCancelled ? assert.rejects(verification, { name: 'AbortError' }) : verification);
      tookMs.push(computedMs() - startedMs);
    }
    const [whole = 0, cancelled = 0] = tookMs;
    assert.ok(cancelled < whole / 2, `${cancelled} of ${whole} ms`);
  });

  it('is cancelled between large members that are not looked at', async () => {
    const encrypted = { ...storedLarge, both: { flags: 1 } };
    const file = new BytesAsFile(zipOf(encrypted, 10));
    const cancellation = new AbortController();
    let reads = 0;
    file.afterwards = () => {
      if (++reads === 7) {
        cancellation.abort();
      }
    };
    const { signal } = cancellation;
    await assert.rejects(verifyArchive(file.files, '', { signal }), { name: 'AbortError' });
    assert.ok(reads <= 9, `${reads - 7} reads afterwards`);
  });

  it('leaves others their turn, and tells how far it is, when nothing has to be read', async () => {
    const bytes = zipOf(packedSmall, 3000);
    let turns = 0;
    const told: number[] = [];
    let isOver = false;
    const takeTurns = () => {
      turns++;
      if (!isOver) {
        setImmediate(takeTurns);
      }
    };
    setImmediate(takeTurns);
    const startedMs = computedMs();
    const { signal } = new AbortController();
    await verifyArchive(new BytesAsFile(bytes).files, '', { signal, onProgress: (done) => told.push(done) });
    isOver = true;
    const tookMs = computedMs() - startedMs;
    assert.ok(turns > tookMs / 50, `${turns} turns in ${tookMs} ms`);
    assert.ok(told.length > tookMs / 50, `told ${told.length} times in ${tookMs} ms`);
    assert.ok(told.some((done) => done > 0 && done < bytes.length));
  });

  it('is cancelled between members that need no reading', async () => {
    const bytes = zipOf(packedSmall, 3000);
    const cancellation = new AbortController();
    const { signal } = cancellation;
    const verification = verifyArchive(new BytesAsFile(bytes).files, '', {
      signal,
      onProgress: () => cancellation.abort(new Error('cancelled')),
    });
    const startedMs = computedMs();
    await assert.rejects(verification, { message: 'cancelled' });
    assert.ok(computedMs() - startedMs < 250);
  });
});

function filler(length: number): Buffer {
  return Buffer.alloc(length, 'content that repeats itself ');
}

function zipOf(member: BuiltMember, count: number): Buffer {
  return zipBytes({ members: Array<BuiltMember>(count).fill(member) });
}

/** Before compressed data: stored blocks of nothing, five bytes each. */
function emptyBlocks(length: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(length - (length % 5), Buffer.from([0, 0, 0, 0xff, 0xff])), data]);
}
