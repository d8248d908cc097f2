import assert from 'node:assert/strict';
import nodeFetch from 'node-fetch';
import type { Fetch, HttpResponse } from '../../../../src/defender/http.ts';
import { redirect, secretMarker, startSimulator, type Simulator } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertNetworkError, assertRefused } from '../../../support/rejections.ts';
import { smallZip } from '../../../support/smallZip.ts';

describe('Redirects of the package host', () => {
  let setup: AcquisitionSetup;
  let other: Simulator;

  before(async () => {
    other = await startSimulator();
  });

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    other.requests.length = 0;
    other.faults.clear();
  });

  afterEach(() => setup.close());
  after(() => other.close());

  /** Sends the package host's first answers elsewhere, one after the other. */
  function redirects(...locations: string[]): void {
    for (const location of locations) {
      setup.packageHost(redirect(location), 1);
    }
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`are followed on the same host, with the new address alone (${status})`, async () => {
      const target = new URL(setup.simulator.links.issue(setup.ready.id));
      setup.packageHost(redirect(target.pathname + target.search, status), 1);
      const { packagePath } = await setup.acquire();
      assert.deepEqual(await setup.names().then((names) => names.length), 2);
      assert.ok(packagePath);
      assert.equal(setup.packageRequests[1]?.query.toString(), target.searchParams.toString());
      assert.equal(setup.linkRequests.length, 1);
    });
  }

  it('are followed to another port of this machine, without token, cookie or referrer', async () => {
    const body = smallZip();
    other.faults.add({ service: 'packages', respond: () => ({ status: 200, headers: {}, body }) });
    redirects(`${other.packageHost}/elsewhere.zip`);
    const { bytes } = await setup.acquire();
    assert.equal(bytes, body.length);
    const { headers } = other.requests[0] ?? assert.fail();
    assert.deepEqual(
      [headers.authorization, headers.cookie, headers.referer, headers['accept-encoding']],
      [undefined, undefined, undefined, 'identity'],
    );
    assert.ok(!JSON.stringify(headers).includes(secretMarker));
  });

  it('are followed five times', async () => {
    const target = setup.simulator.links.issue(setup.ready.id);
    redirects('/1', '/2', '/3', '/4', target);
    assert.equal((await setup.acquire()).wasThere, false);
    assert.equal(setup.packageRequests.length, 6);
  });

  for (const [words, locations] of [
    ['lead on and on', ['/1', '/2', '/3', '/4', '/5', '/6', '/7']],
    ['lead in a circle', Array.from({ length: 7 }, () => '/again')],
  ] as const) {
    it(`are given up when they ${words}`, async () => {
      redirects(...locations);
      const host = new URL(setup.simulator.packageHost).host;
      await assertRefused(setup.acquire(), 'tooManyRedirects', { host });
      assert.equal(setup.packageRequests.length, 6);
      assert.equal(setup.linkRequests.length, 1);
      assert.deepEqual(await setup.names(), []);
    });
  }

  const unsafe: [string, string, string?][] = [
    ['http: on another machine', 'http://files.example/x.zip', 'files.example'],
    ['http: on a machine of the network', 'http://10.0.0.5/x.zip', '10.0.0.5'],
    ['http: on an unspecified address', 'http://0.0.0.0/x.zip', '0.0.0.0'],
    ['a file', 'file:///etc/passwd'],
    ['a file of another machine', 'file://server/share/x.zip', 'server'],
    ['data:', 'data:application/zip,PK'],
    ['ftp:', 'ftp://files.example/x.zip', 'files.example'],
    ['a script', 'javascript:alert(1)'],
    ['an address with a password', 'https://user:secret@files.example/x.zip', 'files.example'],
    ['no address', 'http://['],
  ];
  for (const [words, location, host] of unsafe) {
    it(`are not followed to ${words}`, async () => {
      redirects(location);
      const expected = host ?? new URL(setup.simulator.packageHost).host;
      await assertRefused(setup.acquire(), 'unsafeRedirect', { host: expected });
      assert.equal(setup.packageRequests.length, 1);
      assert.equal(setup.linkRequests.length, 1);
      assert.deepEqual(await setup.names(), []);
    });
  }

  for (const status of [300, 302, 304]) {
    it(`are refused, and not asked for again, when they lead nowhere (${status})`, async () => {
      setup.packageHost(() => ({ status, headers: {}, body: '' }));
      await assertRefused(setup.acquire(), 'linkRefused', { status });
      assert.equal(setup.packageRequests.length, 1);
    });
  }

  it('lead to a host whose own expired answer is one of an expired link', async () => {
    redirects(`${other.packageHost}/elsewhere.zip`);
    await setup.acquire();
    assert.deepEqual([other.requests.length, setup.linkRequests.length], [1, 2]);
  });

  describe('from https:', () => {
    const link = 'https://files.example/x.zip?token=secret-of-this-test';

    beforeEach(() => {
      setup.simulator.links.linkFor = () => link;
    });

    /** Answers the https: addresses, which cannot be served here; others are really asked for. */
    function answering(addresses: Record<string, string>): { fetch: Fetch; asked: string[] } {
      const asked: string[] = [];
      const fetch: Fetch = (url, request) => {
        asked.push(url);
        const location = addresses[url];
        return location === undefined ? nodeFetch(url, request) : Promise.resolve(redirection(location));
      };
      return { fetch, asked };
    }

    function redirection(location: string): HttpResponse {
      const headers = { get: (name: string) => (name === 'location' ? location : null) };
      return { status: 302, headers, body: null };
    }

    for (const target of [
      '127.0.0.1:9',
      '127.1.2.3:9',
      'localhost:9',
      '[::1]:9',
      '10.0.0.5',
      '192.168.1.1:8443',
      '169.254.169.254',
      '[fd00::1]',
      '[fe80::1]:9',
    ]) {
      for (const scheme of ['http', 'https']) {
        it(`are not followed into this machine or a private network: ${scheme}://${target}`, async () => {
          const { fetch, asked } = answering({ [link]: `${scheme}://${target}/x.zip` });
          await assertRefused(setup.acquire({ fetch }), 'unsafeRedirect', { host: target });
          assert.deepEqual(asked, [link]);
        });
      }
    }

    it('are not followed into this machine over a second host either', async () => {
      const second = 'https://other.example/x.zip';
      const { fetch, asked } = answering({ [link]: second, [second]: `${other.packageHost}/x.zip` });
      const host = new URL(other.packageHost).host;
      await assertRefused(setup.acquire({ fetch }), 'unsafeRedirect', { host });
      assert.deepEqual(asked, [link, second]);
      assert.deepEqual(other.requests, []);
    });

    it('are followed to another https: host', async () => {
      const second = 'https://other.example/x.zip';
      const { fetch, asked } = answering({ [link]: second });
      const nowhere: Fetch = (url, request) =>
        url === second
          ? Promise.reject(Object.assign(new Error(`request to ${url} failed`), { code: 'ENOTFOUND' }))
          : fetch(url, request);
      const { data } = await assertNetworkError(setup.acquire({ fetch: nowhere }), 'offline');
      // It is asked for once, and three times more after pauses.
      assert.deepEqual([asked, data.host], [[link, link, link, link], 'other.example']);
    });
  });
});
