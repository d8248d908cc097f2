import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startSimulator } from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';

const size = 3_000_000;

describe('Simulated package host', () => {
  let simulator: Simulator;
  let link: string;
  let whole: Buffer;

  before(async () => {
    simulator = await startSimulator({ packageBytes: size });
    link = simulator.links.issue(simulator.tenant.actions[1]?.id ?? '');
    whole = Buffer.from(await (await fetch(link)).arrayBuffer());
  });

  after(() => simulator.close());

  function get(headers: Record<string, string>): Promise<Response> {
    return fetch(link, { headers });
  }

  it('serves the whole package with its length, type and a strong tag', async () => {
    const response = await get({});
    assert.equal(response.headers.get('content-length'), String(size));
    assert.equal(response.headers.get('content-type'), 'application/zip');
    assert.match(response.headers.get('etag') ?? '', /^"[^"]+"$/);
    await response.body?.cancel();
    const digest = await simulator.packageDigest(simulator.tenant.actions[1]?.id ?? '');
    assert.deepEqual(digest, { bytes: size, sha256: createHash('sha256').update(whole).digest('hex') });
  });

  it('serves single ranges, refuses those outside, and passes over the others', async () => {
    const ranges: [range: string, start: number, end: number][] = [
      ['bytes=0-0', 0, 1],
      ['bytes=1048500-1048700', 1_048_500, 1_048_701],
      ['bytes=2999000-', 2_999_000, size],
      ['bytes=-100', size - 100, size],
      ['bytes=2999990-9999999', 2_999_990, size],
    ];
    for (const [range, start, end] of ranges) {
      const response = await get({ range });
      assert.equal(response.status, 206);
      assert.equal(response.headers.get('content-range'), `bytes ${start}-${end - 1}/${size}`);
      assert.ok(whole.subarray(start, end).equals(Buffer.from(await response.arrayBuffer())), range);
    }
    const outside = await get({ range: `bytes=${size}-` });
    assert.deepEqual([outside.status, outside.headers.get('content-range')], [416, `bytes */${size}`]);
    for (const range of ['bytes=0-1,5-6', 'bytes=9-3', 'lines=1-2']) {
      assert.equal((await get({ range })).status, 200, range);
    }
  });

  it('continues only the package that the client began with', async () => {
    const etag = (await get({ range: 'bytes=0-0' })).headers.get('etag') ?? '';
    assert.equal((await get({ range: 'bytes=5-', 'if-range': etag })).status, 206);
    assert.equal((await get({ range: 'bytes=5-', 'if-range': '"other"' })).status, 200);
    assert.equal((await get({ range: 'bytes=5-', 'if-match': '"other"' })).status, 412);
  });

  it('refuses a bearer token, and records that it came', async () => {
    const response = await get({ authorization: `Bearer ${simulator.accessToken()}` });
    assert.equal(response.status, 400);
    const { service, headers, status } = simulator.requests.at(-1) ?? {};
    assert.deepEqual([service, status], ['packages', 400]);
    assert.match(headers?.authorization ?? '', /^Bearer /);
  });

  it('answers HEAD with the head alone, and no other verb', async () => {
    const head = await fetch(link, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(size)]);
    assert.equal(simulator.requests.at(-1)?.bytesSent, 0);
    assert.equal((await fetch(link, { method: 'POST' })).status, 405);
  });

  it('does not run ahead of a slow reader', async () => {
    const big = await startSimulator({ packageBytes: 512_000_000 });
    try {
      const response = await fetch(big.links.issue(big.tenant.actions[1]?.id ?? ''));
      const reader = response.body?.getReader();
      await reader?.read();
      await new Promise(setImmediate);
      assert.ok((big.requests[0]?.bytesSent ?? Infinity) < 64_000_000);
      await reader?.cancel();
    } finally {
      await big.close();
    }
  });
});
