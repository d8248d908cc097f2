import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import nodeFetch from 'node-fetch';
import type { Fetch, HttpResponse } from '../../src/defender/http.ts';
import { parsePackageLink } from '../../src/defender/packageLink.ts';
import type { Acquired } from '../../src/evidence/acquisitionTypes.ts';
import { PartFile } from '../../src/evidence/download/partFile.ts';
import { transfer } from '../../src/evidence/download/transfer.ts';
import { replaceJson } from '../simulator/index.ts';
import { AcquisitionSetup } from '../support/acquisitionSetup.ts';
import { assertRefused } from '../support/rejections.ts';
import { smallZip } from '../support/smallZip.ts';
import { startAzurite, type Azurite } from './server.ts';

const minute = 60_000;
const blob = 'WDATP_Investigation_Package.zip';
const otherBlob = 'Untersuchungspaket für ws-042 (1).zip';

/** More than one block of what is written at once, no two pieces of it alike. */
const text = createHash('shake256', { outputLength: 2_500_000 }).digest('hex');
const body = smallZip({ members: { 'Autoruns/autoruns.csv': text, 'summary.txt': 'one' } });
const sha256 = createHash('sha256').update(body).digest('hex');

describe('A SAS link of a real blob storage', () => {
  let azurite: Azurite;
  let setup: AcquisitionSetup;
  /** What was asked of the storage, and the status it answered. */
  let asked: [url: string, status: number][];

  before(async function () {
    // The first time it is installed.
    this.timeout(10 * minute);
    azurite = await startAzurite();
    await azurite.putBlob(blob, body);
    await azurite.putBlob(otherBlob, body);
  });

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    asked = [];
  });

  afterEach(async () => {
    assert.deepEqual(setup.packageRequests, [], 'the simulated package host was asked');
    await setup.close();
  });

  after(() => azurite.close());

  /** Real node-fetch, whose requests and answers are noted. */
  const fetch: Fetch = async (url, request) => {
    const response = await nodeFetch(url, request);
    asked.push([url, response.status]);
    return response;
  };

  /** A link whose times begin and end so many milliseconds from now. */
  function link(fromMs: number, toMs: number, name = blob): string {
    const now = Date.now();
    return azurite.sasLink(name, { startsMs: now + fromMs, expiresMs: now + toMs });
  }

  const fresh = (name?: string): string => link(-15 * minute, minute, name);
  const expired = (): string => link(-15 * minute, -1000);

  function parameter(address: string, name: string): string {
    return new URL(address).searchParams.get(name) ?? assert.fail(`no ${name}`);
  }

  function altered(address: string, name: string, value: string): string {
    const url = new URL(address);
    url.searchParams.set(name, value);
    return url.href;
  }

  /** Lets the API hand out these links, one after the other. */
  function handOut(...values: string[]): void {
    for (const value of values) {
      const respond = replaceJson((answer) => ({ ...(answer as object), value }));
      setup.simulator.faults.add({ service: 'api', path: /\/getPackageUri$/, times: 1, respond });
    }
  }

  async function assertIsBody(file: { bytes: number; sha256: string }, path: string): Promise<void> {
    assert.deepEqual([file.bytes, file.sha256], [body.length, sha256]);
    assert.ok(body.equals(await readFile(path)), 'the bytes on the disk are others');
  }

  const assertAcquired = (acquired: Acquired): Promise<void> => assertIsBody(acquired, acquired.packagePath);

  for (const [words, spelled] of [
    ['plain', (address: string) => address],
    ['quoted', (address: string) => JSON.stringify(address)],
  ] as const) {
    it(`brings the package, ${words} in the answer of the API`, async () => {
      const address = fresh();
      handOut(spelled(address));
      const acquired = await setup.acquire({ fetch });
      await assertAcquired(acquired);
      assert.deepEqual(asked, [[address, 200]]);
      assert.equal(setup.linkRequests.length, 1);
      const record = JSON.parse(await readFile(acquired.recordPath, 'utf8')) as { link: unknown };
      assert.deepEqual(record.link, { host: azurite.host });
      const totals = setup.progress.flatMap((step) => (step.phase === 'transferring' ? step.totalBytes : []));
      assert.deepEqual([...new Set(totals)], [body.length]);
    });
  }

  it('brings a package whose name has to be escaped', async () => {
    handOut(fresh(otherBlob));
    await assertAcquired(await setup.acquire({ fetch }));
  });

  it('keeps its signature when that holds characters that mean something else in an address', async () => {
    const now = Date.now();
    const addresses = Array.from({ length: 1000 }, (_, index) =>
      azurite.sasLink(blob, { startsMs: now - minute, expiresMs: now + minute + index * 1000 }),
    );
    const address = addresses.find((one) => one.includes('%2B') && /sig=[^&]*%2F/.test(one)) ?? assert.fail();
    handOut(address);
    await assertAcquired(await setup.acquire({ fetch }));
    assert.deepEqual(asked, [[address, 200]]);
  });

  it('is transferred without an acquisition around it', async () => {
    const { signal } = new AbortController();
    const part = await PartFile.create(setup.disk.files, join(setup.root, 'package.zip.part'));
    const onStart = () => Promise.resolve(part);
    const options = { fetch, clock: setup.clock, signal, rest: undefined, onStart, onBytes: () => undefined };
    const good = parsePackageLink(fresh()) ?? assert.fail();
    await transfer(good, options);
    const file = await part.finish();
    await part.close();
    await assertIsBody(file, part.path);
    const bad = parsePackageLink(expired()) ?? assert.fail();
    await assertRefused(transfer(bad, options), 'linkExpired', { status: 403, host: azurite.host });
  });

  describe('whose transfer breaks', () => {
    const half = Math.floor(body.length / 2);
    let sent: [range: string | undefined, ifRange: string | undefined, status: number][];

    beforeEach(() => {
      sent = [];
    });

    /** Real node-fetch; the first answer breaks off in the middle. */
    const breaking: Fetch = async (url, request) => {
      const response = await fetch(url, request);
      sent.push([request.headers['Range'], request.headers['If-Range'], response.status]);
      const { status, headers, body: whole } = response;
      return sent.length > 1 ? response : { status, headers, body: beginning(whole) };
    };

    async function* beginning(whole: HttpResponse['body']): AsyncGenerator<Uint8Array> {
      let left = half;
      for await (const chunk of whole ?? assert.fail()) {
        const part = Buffer.from(chunk).subarray(0, left);
        yield part;
        left -= part.length;
        if (left === 0) {
          throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
        }
      }
    }

    it('goes on from there: the storage gives the rest of the same version', async () => {
      handOut(fresh());
      await assertAcquired(await setup.acquire({ fetch: breaking }));
      const [, [, etag] = assert.fail()] = sent;
      assert.match(String(etag), /^"[^"]+"$/);
      assert.deepEqual(sent, [
        [undefined, undefined, 200],
        [`bytes=${half}-`, etag, 206],
      ]);
    });

    it('begins anew when there is another version by then', async () => {
      const name = 'replaced.zip';
      const other = smallZip({ members: { 'a.txt': text.toUpperCase() } });
      await azurite.putBlob(name, other);
      handOut(fresh(name));
      const replacing: Fetch = async (url, request) => {
        await (sent.length === 1 && azurite.putBlob(name, body));
        return breaking(url, request);
      };
      await assertAcquired(await setup.acquire({ fetch: replacing }));
      assert.equal(sent[1]?.[0], `bytes=${half}-`);
    });
  });

  /** Azurite says AuthorizationFailure where Azure says AuthenticationFailed; the status is the same. */
  const stale: [words: string, address: () => string, status: number, code: string][] = [
    ['that has expired', expired, 403, 'AuthorizationFailure'],
    ['that is not valid yet', () => link(5 * minute, 10 * minute), 403, 'AuthorizationFailure'],
    [
      'with a wrong signature',
      () => altered(fresh(), 'sig', createHash('sha256').update('wrong').digest('base64')),
      403,
      'AuthorizationFailure',
    ],
    [
      'whose end was moved after it was signed',
      () => altered(expired(), 'se', parameter(fresh(), 'se')),
      403,
      'AuthorizationFailure',
    ],
    [
      'that was signed for another blob',
      () => fresh(otherBlob).replace(encodeURIComponent(otherBlob), blob),
      403,
      'AuthorizationFailure',
    ],
    ['to a blob that is missing', () => fresh('missing.zip'), 404, 'BlobNotFound'],
  ];
  for (const [words, address, status, code] of stale) {
    describe(words, () => {
      it(`is refused by the storage itself, in XML (${status} ${code})`, async () => {
        const response = await nodeFetch(address());
        assert.deepEqual(
          [response.status, response.headers.get('content-type'), response.headers.get('x-ms-error-code')],
          [status, 'application/xml', code],
        );
        assert.match(await response.text(), new RegExp(`^<\\?xml [^>]*>\\s*<Error>\\s*<Code>${code}</Code>`));
      });

      it('is replaced once by a new one', async () => {
        const [first, second] = [address(), fresh()];
        handOut(first, second);
        await assertAcquired(await setup.acquire({ fetch }));
        assert.deepEqual(asked, [
          [first, status],
          [second, 200],
        ]);
        assert.equal(setup.linkRequests.length, 2);
      });

      it('is given up the second time, and nothing is left', async () => {
        const [first, second, never] = [address(), address(), fresh()];
        handOut(first, second, never);
        await assertRefused(setup.acquire({ fetch }), 'linkExpired', { status, host: azurite.host });
        assert.deepEqual(asked, [
          [first, status],
          [second, status],
        ]);
        assert.equal(setup.linkRequests.length, 2);
        assert.deepEqual(await setup.names(), []);
      });
    });
  }

  it('is asked for without token, cookie or referrer, each time', async () => {
    // What leaves this process: Azurite, other than Azure, overlooks a token beside a signature.
    const sent: OutgoingHttpHeaders[] = [];
    const note = (message: unknown): void => {
      sent.push((message as { request: ClientRequest }).request.getHeaders());
    };
    subscribe('http.client.request.start', note);
    try {
      handOut(expired(), fresh());
      await setup.acquire({ fetch });
    } finally {
      unsubscribe('http.client.request.start', note);
    }
    const [toStorage = [], toApi = []] = [azurite.host, new URL(setup.simulator.apiHost).host].map((host) =>
      sent.filter((headers) => headers.host === host),
    );
    assert.deepEqual([toStorage.length, toApi.length], [2, 3]);
    for (const { authorization, cookie, referer, ...others } of toStorage) {
      assert.deepEqual([authorization, cookie, referer], [undefined, undefined, undefined]);
      assert.equal(others['accept-encoding'], 'identity');
    }
    for (const { authorization } of toApi) {
      assert.match(String(authorization), /^Bearer ./);
    }
  });

  it('leaves its signature neither in record and log nor in errors', async () => {
    const addresses = [expired(), fresh(), expired(), expired()];
    handOut(...addresses);
    const { recordPath } = await setup.acquire({ fetch });
    await setup.clock.advance(minute + 1000);
    const [, other = assert.fail()] = setup.allReady;
    await assertRefused(setup.acquire({ fetch, actionId: other.id }), 'linkExpired');
    assert.equal(asked.length, 4);
    const errors = setup.errors.map((error) => inspect(error, { depth: 9, showHidden: true }));
    const written = [await readFile(recordPath, 'utf8'), setup.log.text, ...errors].join('\n');
    for (const address of addresses) {
      const signature = parameter(address, 'sig');
      assert.ok(!written.includes(signature) && !written.includes(encodeURIComponent(signature)), written);
    }
  });
});
