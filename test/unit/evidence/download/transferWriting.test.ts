import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import type { Fetch, HttpResponse } from '../../../../src/defender/http.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { answering } from '../../../support/answering.ts';
import { assertNetworkError } from '../../../support/rejections.ts';
import { smallZip } from '../../../support/smallZip.ts';
import { until } from '../../../support/until.ts';

const mebibyte = 1024 * 1024;

describe('A transfer', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  /** Watches every way in which the file can be written to. */
  function onWrite(
    write: (bytes: number, real: () => Promise<unknown>) => Promise<unknown>,
    others: (file: FileHandle) => Partial<FileHandle> = () => ({}),
  ): void {
    setup.disk.changeFile(/\.zip\.part$/, (file) => {
      const real = {
        writev: file.writev.bind(file) as (...values: unknown[]) => Promise<unknown>,
        write: file.write.bind(file) as (...values: unknown[]) => Promise<unknown>,
      };
      return {
        ...others(file),
        writev: (chunks: Uint8Array[], ...values: unknown[]) =>
          write(Buffer.concat(chunks).length, () => real.writev(chunks, ...values)),
        write: (data: Uint8Array, offset = 0, length = data.length - offset, ...values: unknown[]) =>
          write(length, () => real.write(data, offset, length, ...values)),
      } as Partial<FileHandle>;
    });
  }

  async function* pieces(of: Buffer, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < of.length; at += length) {
      yield of.subarray(at, at + length);
    }
    await Promise.resolve();
  }

  async function responding(body: AsyncIterable<Uint8Array>): Promise<HttpResponse> {
    return { ...(await answering([], null)), body };
  }

  for (const [words, length, pieceLength, mostWrites] of [
    ['of one byte', 10_000, 1, 12],
    ['of network size', 20 * mebibyte, 65_536, 21],
    ['larger than any block', 20 * mebibyte, 9 * mebibyte, 21],
  ] as const) {
    it(`gathers pieces ${words} before it writes`, async () => {
      const writes: number[] = [];
      onWrite((bytes, real) => {
        writes.push(bytes);
        return real();
      });
      const zip = smallZip({ members: { 'a.bin': 'a'.repeat(length) } });
      const { packagePath } = await setup.acquire({ fetch: () => responding(pieces(zip, pieceLength)) });
      assert.ok(zip.equals(await readFile(packagePath)));
      assert.equal(
        writes.reduce((sum, bytes) => sum + bytes, 0),
        zip.length,
      );
      const some = writes.filter((bytes) => bytes > 0);
      assert.ok(some.length <= mostWrites, `${some.length} writes`);
    });
  }

  it('lets the network wait for a disk that is slower', async () => {
    const zip = smallZip({ members: { 'a.bin': 'a'.repeat(150 * mebibyte) } });
    let given = 0;
    const counting = async function* () {
      for await (const piece of pieces(zip, 256 * 1024)) {
        given += piece.length;
        yield piece;
      }
    };
    const { promise: released, resolve: release } = Promise.withResolvers<unknown>();
    onWrite(async (_bytes, real) => {
      await released;
      return real();
    });
    const acquired = setup.acquire({ fetch: () => responding(counting()) });
    await until(() => given > 0);
    for (let before = -1; given !== before;) {
      before = given;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(given <= 64 * mebibyte, `${given / mebibyte} MiB were taken`);
    release(undefined);
    assert.equal((await acquired).bytes, zip.length);
  });

  it('neither begins anew nor ends its file while something is being written', async () => {
    let writing = 0;
    const events: string[] = [];
    const noting = (file: FileHandle, name: 'truncate' | 'close') => {
      const real: () => Promise<void> = file[name].bind(file);
      return async (...values: []) => {
        assert.equal(writing, 0, `${name} in the middle of a write`);
        events.push(name);
        await real(...values);
      };
    };
    onWrite(
      async (_bytes, real) => {
        writing++;
        try {
          const result = await real();
          for (let turn = 0; turn < 10; turn++) {
            await new Promise((resolve) => setImmediate(resolve));
          }
          return result;
        } finally {
          writing--;
          events.push('write');
        }
      },
      (file) => ({ truncate: noting(file, 'truncate'), close: noting(file, 'close') }),
    );
    const blocks = Buffer.concat([smallZip(), Buffer.alloc(20 * mebibyte)]);
    const breaking: Fetch = () => {
      const body = async function* () {
        yield* pieces(blocks, 4 * mebibyte);
        throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
      };
      return responding(body());
    };
    await assertNetworkError(setup.acquire({ fetch: breaking }), 'interrupted');
    assert.ok(events.filter((event) => event === 'write').length >= 4 * 4);
    assert.deepEqual(
      events.filter((event) => event !== 'write'),
      ['truncate', 'truncate', 'truncate', 'close'],
    );
    assert.equal(events.at(-1), 'close');
  });
});
