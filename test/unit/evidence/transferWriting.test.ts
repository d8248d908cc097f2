import assert from 'node:assert/strict';
import type { Fetch } from '../../../src/defender/http.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { answering } from '../../support/answering.ts';
import { assertNetworkError, assertRefused } from '../../support/rejections.ts';
import { smallZip } from '../../support/smallZip.ts';

describe('A transfer', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  it('writes in large blocks, and in smaller ones before many small pieces pile up', async () => {
    const blocks: { pieces: number; bytes: number }[] = [];
    setup.disk.changeFile(/\.part$/, (file) => {
      const writev = file.writev.bind(file);
      const counting = (chunks: Uint8Array[]) => {
        blocks.push({ pieces: chunks.length, bytes: Buffer.concat(chunks).length });
        return writev(chunks);
      };
      return { writev: counting } as object;
    });
    const zip = Buffer.concat([smallZip(), Buffer.alloc(10_000)]);
    const single = Array.from(zip, (byte) => Buffer.from([byte]));
    await assertRefused(setup.acquire({ fetch: () => answering(single, null) }), 'damaged');
    assert.deepEqual(
      blocks.map(({ pieces }) => pieces),
      [4096, 4096, zip.length - 8192],
    );
    blocks.length = 0;
    const large = [smallZip(), ...Array.from({ length: 100 }, () => Buffer.alloc(64 * 1024))];
    await assertRefused(setup.acquire({ fetch: () => answering(large, null) }), 'damaged');
    assert.deepEqual(
      blocks.map(({ bytes }) => bytes >= 4 * 1024 * 1024),
      [true, false],
    );
  });

  it('writes one block after the other, and ends no file while one is being written', async () => {
    const events: string[] = [];
    let writing = 0;
    setup.disk.changeFile(/\.part$/, (file) => {
      const writev = file.writev.bind(file);
      const close = file.close.bind(file);
      return {
        writev: async (chunks: Uint8Array[]) => {
          assert.equal(writing++, 0, 'two blocks are written at once');
          const result = await writev(chunks);
          for (let turn = 0; turn < 10; turn++) {
            await new Promise((resolve) => setImmediate(resolve));
          }
          writing--;
          events.push('written');
          return result;
        },
        close: () => {
          events.push('closed');
          return close();
        },
      } as object;
    });
    const blocks = [smallZip(), ...Array.from({ length: 4 }, () => Buffer.alloc(4 * 1024 * 1024))];
    const breaking: Fetch = async () => {
      const response = await answering(blocks, null);
      const body = async function* () {
        yield* response.body ?? [];
        throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
      };
      return { ...response, body: body() };
    };
    await assertNetworkError(setup.acquire({ fetch: breaking }), 'interrupted');
    assert.deepEqual(events.slice(0, 5), ['written', 'written', 'written', 'written', 'closed']);
  });
});
