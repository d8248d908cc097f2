import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Fetch, HttpRequest } from '../../../../src/defender/http.ts';
import { parsePackageLink } from '../../../../src/defender/packageLink.ts';
import type { Acquired } from '../../../../src/evidence/acquisitionTypes.ts';
import { requestPackage, type PackageResponse } from '../../../../src/evidence/download/packageRequest.ts';
import { answer, ignoreRange, type Respond } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused } from '../../../support/rejections.ts';
import { smallZip } from '../../../support/smallZip.ts';

describe('The rest of a package', () => {
  const whole = { 'content-length': '9000', etag: '"v1"' };
  const part = { ...whole, 'content-length': '1000', 'content-range': 'bytes 8000-8999/9000' };
  const rest = { from: 8000, ifRange: '"v1"', totalBytes: 9000 };
  let sent: [url: string, headers: HttpRequest['headers']][];
  let closed: number;

  type Answer = [status: number, headers: Record<string, string>];

  /** The host gives these answers, one after the other. */
  function ask(answers: Answer[], asked?: typeof rest): Promise<PackageResponse> {
    sent = [];
    closed = 0;
    const fetch: Fetch = (url, { headers, signal }) => {
      const [status, answered] = answers[sent.length] ?? assert.fail('asked too often');
      sent.push([url, headers]);
      const values = new Map(Object.entries(answered));
      const body = (async function* () {
        // Nothing: what is looked at is the answer's head.
      })();
      signal.addEventListener('abort', () => closed++);
      return Promise.resolve({ status, headers: { get: (name) => values.get(name) ?? null }, body });
    };
    const link = parsePackageLink('https://files.example/x.zip?sig=1') ?? assert.fail();
    return requestPackage(fetch, link, new AbortController().signal, asked);
  }

  function shape({ host, from, totalBytes, ifRange }: PackageResponse): unknown[] {
    return [host, from, totalBytes, ifRange];
  }

  it('is asked for with the range and the version, redirects included', async () => {
    const redirect: Answer = [307, { location: 'https://other.example/y.zip' }];
    const response = await ask([redirect, [206, part]], rest);
    assert.deepEqual(shape(response), ['other.example', 8000, 9000, '"v1"']);
    const headers = { 'Accept-Encoding': 'identity', Range: 'bytes=8000-', 'If-Range': '"v1"' };
    assert.deepEqual(sent, [
      ['https://files.example/x.zip?sig=1', headers],
      ['https://other.example/y.zip', headers],
    ]);
  });

  for (const [words, headers] of [
    ['names no version this time', { 'content-range': part['content-range'] }],
    ['says nothing of the length', { 'content-range': part['content-range'], etag: '"v1"' }],
  ] as const) {
    it(`is taken from a host that ${words}`, async () => {
      const response = await ask([[206, headers]], rest);
      assert.deepEqual(shape(response), ['files.example', 8000, 9000, '"v1"']);
    });
  }

  it('is known by a date where the host gives no version', async () => {
    const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
    const first = await ask([[200, { 'content-length': '9000', 'last-modified': date }]]);
    assert.equal(first.ifRange, date);
    const response = await ask([[206, part]], { ...rest, ifRange: date });
    assert.deepEqual([response.from, sent[0]?.[1]['If-Range']], [8000, date]);
  });

  const others: [string, Answer][] = [
    ['begins earlier', [206, { ...part, 'content-range': 'bytes 7999-8999/9000' }]],
    ['begins later', [206, { ...part, 'content-range': 'bytes 8001-8999/9000' }]],
    ['ends earlier', [206, { ...part, 'content-range': 'bytes 8000-8998/9000' }]],
    ['is of a package of another length', [206, { ...part, 'content-range': 'bytes 8000-8999/9001' }]],
    ['is of a package of unknown length', [206, { ...part, 'content-range': 'bytes 8000-8999/*' }]],
    ['does not say which part it is', [206, { ...whole, 'content-type': 'multipart/byteranges' }]],
    ['is compressed', [206, { ...part, 'content-encoding': 'gzip' }]],
    ['is of another version', [206, { ...part, etag: '"v2"' }]],
    ['is of a version that is none', [206, { ...part, etag: 'W/"v1"' }]],
    ['is not to be had (412)', [412, {}]],
    ['is not to be had (416)', [416, { 'content-range': 'bytes */7000' }]],
  ];
  for (const [words, answer] of others) {
    it(`is left, and the whole asked for, when it ${words}`, async () => {
      const response = await ask([answer, [200, { ...whole, 'content-length': '7000', etag: '"v2"' }]], rest);
      assert.deepEqual(shape(response), ['files.example', 0, 7000, '"v2"']);
      assert.deepEqual(
        sent.map(([, headers]) => [headers['Range'], headers['If-Range']]),
        [
          ['bytes=8000-', '"v1"'],
          [undefined, undefined],
        ],
      );
      assert.equal(closed, 1, 'the body of the first answer was not let go');
    });
  }

  it('is the whole when the host knows no ranges, or has another package by now', async () => {
    const response = await ask([[200, { ...whole, etag: '"v2"' }]], rest);
    assert.deepEqual(shape(response), ['files.example', 0, 9000, '"v2"']);
  });

  for (const [status, reason] of [
    [403, 'linkExpired'],
    [404, 'linkExpired'],
    [400, 'linkRefused'],
    [503, 'linkRefused'],
  ] as const) {
    it(`is refused like the whole: ${status}`, async () => {
      await assertRefused(ask([[status, {}]], rest), reason, { status, host: 'files.example' });
    });
  }

  it('is refused where nobody asked for it', async () => {
    await assertRefused(ask([[206, part]]), 'linkRefused', { status: 206 });
    await assertRefused(
      ask(
        [
          [412, {}],
          [206, part],
        ],
        rest,
      ),
      'linkRefused',
      { status: 206 },
    );
  });

  for (const [words, headers, ifRange] of [
    ['a weak version', { etag: 'W/"v1"' }, undefined],
    ['no version', {}, undefined],
    [
      'a strong version and a date',
      { etag: '"v1"', 'last-modified': 'Thu, 01 Jan 2026 12:00:00 GMT' },
      '"v1"',
    ],
  ] as const) {
    it(`can be asked for later as the host's answer has it: ${words}`, async () => {
      assert.equal((await ask([[200, headers]])).ifRange, ifRange);
    });
  }
});

describe('A transfer that breaks', () => {
  const size = 200_000;
  const half = size / 2;
  const etag = `"0xSYNTHETIC${size}"`;
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ linkLifetimeSeconds: 20 });
  });

  afterEach(() => setup.close());

  const nothing = [undefined, undefined];

  async function assertWhole({ packagePath, sha256 }: Acquired): Promise<void> {
    const digest = await setup.simulator.packageDigest(setup.ready.id);
    const hash = createHash('sha256').update(await readFile(packagePath));
    assert.deepEqual([sha256, hash.digest('hex')], [digest.sha256, digest.sha256]);
    assert.deepEqual([setup.kept, await setup.unfinished.list()], [[], []]);
  }

  it('goes on where it broke, over the same link and at once', async () => {
    setup.packageHost(setup.breakAfter(half), 1);
    await assertWhole(await setup.acquire());
    assert.deepEqual(setup.ranges, [nothing, [`bytes=${half}-`, etag]]);
    const [first, second] = setup.packageRequests.map(({ query }) => query.toString());
    assert.equal(second, first);
    assert.equal(setup.packageRequests[1]?.bytesSent, half);
    const { linkRequests } = await setup.record();
    assert.deepEqual([setup.linkRequests.length, linkRequests.length], [1, 1]);
    assert.deepEqual(await setup.segments(), [
      [0, half, 'interrupted'],
      [half, size, 'complete'],
    ]);
    assert.ok(!setup.progress.some(({ phase }) => phase === 'broken'));
  });

  const wrongRange: Respond = async (_request, real) => {
    const reply = await real();
    return { ...reply, headers: { ...reply.headers, 'content-range': `bytes 0-${half - 1}/${size}` } };
  };
  for (const [words, respond, requests] of [
    ['knows no ranges', ignoreRange(), 2],
    ['answers with another range', wrongRange, 3],
    ['says that there is no such range', answer(416), 3],
    ['says that it is another package', answer(412), 3],
  ] as const) {
    it(`begins anew when the host ${words}`, async () => {
      setup.packageHost(setup.breakAfter(half), 1);
      setup.packageHost(respond, 1);
      await assertWhole(await setup.acquire());
      assert.deepEqual(setup.ranges, [nothing, [`bytes=${half}-`, etag], nothing].slice(0, requests));
      assert.deepEqual(await setup.segments(), [
        [0, half, 'interrupted'],
        [0, size, 'complete'],
      ]);
    });
  }

  for (const [words, headers] of [
    ['no version', {}],
    ['a weak version', { etag: 'W/"v1"' }],
  ] as const) {
    it(`begins anew when the host gave ${words}`, async () => {
      setup.packageHost(
        async (request, real) => ({
          ...(await setup.breakAfter(half)(request, real)),
          headers,
        }),
        1,
      );
      await assertWhole(await setup.acquire());
      assert.deepEqual(setup.ranges, [nothing, nothing]);
    });
  }

  for (const [bytes, range] of [
    [4095, undefined],
    [4096, 'bytes=4096-'],
  ] as const) {
    it(`${range ? 'goes on' : 'begins anew'} after ${bytes} bytes`, async () => {
      setup.packageHost(setup.breakAfter(bytes), 1);
      await assertWhole(await setup.acquire());
      assert.equal(setup.packageRequests[1]?.headers.range, range);
    });
  }

  it('takes the package that is there by then, which may be shorter', async () => {
    const body = smallZip();
    setup.packageHost(setup.breakAfter(half), 1);
    setup.packageHost(() => ({ status: 200, headers: { etag: '"v2"' }, body }));
    const { packagePath, bytes, sha256 } = await setup.acquire();
    assert.deepEqual(await readFile(packagePath), body);
    assert.deepEqual([bytes, sha256], [body.length, createHash('sha256').update(body).digest('hex')]);
  });

  it('asks for the rest of what is there by then when that breaks, too', async () => {
    setup.packageHost(setup.breakAfter(half), 1);
    setup.packageHost(async (request, real) => {
      const { headers, ...reply } = await setup.breakAfter(half + 1)(request, () => real({ headers: {} }));
      return { ...reply, headers: { ...headers, etag: '"v2"' } };
    }, 1);
    await assertWhole(await setup.acquire());
    assert.deepEqual(setup.ranges.slice(1), [
      [`bytes=${half}-`, etag],
      [`bytes=${half + 1}-`, '"v2"'],
    ]);
  });

  it('is no package when the rest is one of other bytes, whatever the host says', async () => {
    setup.packageHost(setup.breakAfter(half), 1);
    setup.packageHost(async (_request, real) => ({ ...(await real()), body: Buffer.alloc(half) }));
    await assertRefused(setup.acquire(), 'damaged');
    assert.deepEqual(setup.kept, []);
    await setup.assertOnlyKept();
  });
});
