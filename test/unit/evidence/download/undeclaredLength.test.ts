import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redirect } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertNetworkError, assertRefused } from '../../../support/rejections.ts';
import { smallZip } from '../../../support/smallZip.ts';

const zip = smallZip({ members: { 'a.bin': 'a'.repeat(300_000), 'b.txt': 'b' } });

describe('A package whose length the host does not declare', () => {
  let setup: AcquisitionSetup;
  let host: Server;
  let answer: (response: ServerResponse) => void;

  before(async () => {
    host = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    const { port } = host.address() as AddressInfo;
    setup.packageHost(redirect(`http://127.0.0.1:${port}/package.zip`));
  });

  afterEach(() => setup.close());

  after(async () => {
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
  });

  it('is taken in chunks, with bytes but no total in its progress', async () => {
    answer = (response) => {
      for (let at = 0; at < zip.length; at += 7000) {
        response.write(zip.subarray(at, at + 7000));
      }
      response.end();
    };
    assert.equal((await setup.acquire()).bytes, zip.length);
    const steps = setup.progress.filter((step) => step.phase === 'transferring');
    assert.deepEqual([...new Set(steps.map(({ totalBytes }) => totalBytes))], [undefined]);
    assert.equal(steps.at(-1)?.bytes, zip.length);
  });

  it('is taken until the connection ends, where the host speaks like that', async () => {
    answer = (response) => {
      response.useChunkedEncodingByDefault = false;
      response.removeHeader('transfer-encoding');
      response.end(zip);
    };
    assert.equal((await setup.acquire()).bytes, zip.length);
  });

  it('is not checked against the disk before, since nothing is known', async () => {
    setup.disk.replace('statfs', () => Promise.resolve({ blocks: 1, bavail: 0, bsize: 1 }));
    answer = (response) => {
      response.write(zip);
      response.end();
    };
    assert.equal((await setup.acquire()).bytes, zip.length);
  });

  it('is interrupted when the connection breaks before the last chunk', async () => {
    answer = (response) => {
      response.write(zip, () => response.destroy());
    };
    await assertNetworkError(setup.acquire(), 'interrupted');
    assert.deepEqual(await setup.names(), []);
  });

  it('is damaged when its chunks end politely before it does', async () => {
    answer = (response) => {
      response.write(zip.subarray(0, -10));
      response.end();
    };
    await assertRefused(setup.acquire(), 'damaged');
    assert.deepEqual(await setup.names(), []);
  });

  it('is damaged when the end of the connection cuts it and nothing else could tell', async () => {
    answer = ({ socket }) => {
      socket?.end(
        Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'),
          zip.subarray(0, 200_000),
        ]),
      );
    };
    await assertRefused(setup.acquire(), 'damaged');
    assert.deepEqual(await setup.names(), []);
  });

  it('is a page when a gateway answers in chunks', async () => {
    answer = (response) => {
      response.write('<!doctype html>');
      response.end();
    };
    await assertRefused(setup.acquire(), 'notAPackage', { content: 'html' });
  });

  it('is nothing when no chunk comes: then the link is taken for a stale one', async () => {
    answer = (response) => {
      response.flushHeaders();
      response.end();
    };
    await assertRefused(setup.acquire(), 'notAPackage', { content: 'empty' });
    assert.equal(setup.linkRequests.length, 2);
  });

  for (const [words, head] of [
    ['two lengths', `Content-Length: ${zip.length}\r\nContent-Length: 5\r\n`],
    ['a length that is none', 'Content-Length: many\r\n'],
    ['a negative length', 'Content-Length: -1\r\n'],
    ['a length and chunks', `Content-Length: ${zip.length}\r\nTransfer-Encoding: chunked\r\n`],
  ] as const) {
    it(`is not taken from a host that declares ${words}`, async () => {
      answer = ({ socket }) => {
        socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n`), zip]));
      };
      await assertNetworkError(setup.acquire(), 'interrupted');
      assert.deepEqual(await setup.names(), []);
    });
  }
});
