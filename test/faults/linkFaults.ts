import { answer, htmlPage, redirect, replaceJson, secretMarker, type Respond } from '../simulator/index.ts';
import { packageBytes } from './bodies.ts';
import { arrives, fails, type Fault } from './fault.ts';
import { useOddHost } from './oddHost.ts';
import type { Stage } from './stage.ts';

/** Less than the minute for which the host may be silent. */
const short = { linkLifetimeSeconds: 20 };
const where = 'The package host';
const again = [0, 0];
const fourTimes = [0, 0, 0, 0];

/** What blob storage says of itself. */
function xml(status: number, code: string): Respond {
  const body = `\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>…</Message></Error>`;
  return answer(status, body, { 'content-type': 'application/xml', 'x-ms-error-code': code });
}

/** The link is no longer good; a new one may be. */
const stale: [words: string, respond: (stage: Stage) => Respond, status: number][] = [
  ['401', () => answer(401), 401],
  ['403', () => answer(403), 403],
  ['403 in XML, as the link has expired', expired, 403],
  ['403 in XML, as the signature is wrong', () => xml(403, 'AuthenticationFailed'), 403],
  ['403 with the page of a web gateway', () => htmlPage(403), 403],
  ['404', () => answer(404), 404],
  ['404 in XML, as the blob is missing', () => xml(404, 'BlobNotFound'), 404],
  ['410', () => answer(410), 410],
];

/** Lets the clock pass a link's end before it is used. */
function expired({ setup }: Stage): Respond {
  return async (_request, real) => {
    await setup.clock.advance(21_000);
    return real();
  };
}

const passing: [words: string, respond: Respond, status: number][] = [
  ...[429, 500, 502, 503, 504].map((status): [string, Respond, number] => [
    String(status),
    answer(status),
    status,
  ]),
  ['503 in XML, as the storage is busy', xml(503, 'ServerBusy'), 503],
  ['500 in XML, as the storage took too long', xml(500, 'OperationTimedOut'), 500],
];

const final: [words: string, respond: Respond, status: number][] = [
  ['204', answer(204), 204],
  ['206, which was not asked for', answer(206, 'PK', { 'content-range': 'bytes 0-1/200000' }), 206],
  ['400 in XML', xml(400, 'InvalidUri'), 400],
  ['409 in XML', xml(409, 'PublicAccessNotPermitted'), 409],
  ['416', answer(416), 416],
  ['302 without an address', answer(302), 302],
  ['429 with Retry-After: 120', answer(429, '', { 'retry-after': '120' }), 429],
  ['503 with Retry-After: 120', answer(503, '', { 'retry-after': '120' }), 503],
];

const unsafe: [words: string, location: string][] = [
  ['plain http: on another machine', 'http://files.example/x.zip'],
  ['plain http: on a machine of the network', 'http://192.168.1.5/x.zip'],
  ['a file', 'file:///etc/passwd'],
  ['an address with a password in it', 'https://user:word@files.example/x.zip'],
];

const intoPrivate = [
  'https://10.0.0.5/x.zip',
  'https://[::1]/x.zip',
  'https://169.254.169.254/x.zip',
  'http://127.0.0.1:9/x.zip',
];

/** Gives out links of a host on the internet; what they lead to first is a redirect. */
function publicHost(stage: Stage, location: string): void {
  const value = `https://files.example/x.zip?sig=${secretMarker}`;
  stage.api(
    'getPackageUri',
    replaceJson((body) => ({ ...(body as object), value })),
  );
  const get = (name: string): string | null => (name === 'location' ? location : null);
  stage.fetch = () => Promise.resolve({ status: 302, headers: { get }, body: null });
}

export const linkFaults: Fault[] = [
  ...stale.flatMap(([words, respond, status]): Fault[] => [
    {
      where,
      fault: `answers ${words}, once`,
      setup: short,
      strike: (stage) => stage.hostOnce(respond(stage)),
      promise: arrives({ from: again, links: 2 }),
    },
    {
      where,
      fault: `answers ${words}, every time`,
      setup: short,
      strike: (stage) => stage.host(respond(stage)),
      promise: fails('AcquisitionError: linkExpired', { from: again, links: 2, data: { status } }),
    },
  ]),
  {
    where,
    fault: 'answers 200 with no byte, once',
    strike: (stage) => stage.hostOnce(answer(200)),
    promise: arrives({ from: again, links: 2 }),
  },
  {
    where,
    fault: 'answers 200 with no byte, every time',
    strike: (stage) => stage.host(answer(200)),
    promise: fails('AcquisitionError: notAPackage', { from: again, links: 2, data: { content: 'empty' } }),
  },
  ...passing.flatMap(([words, respond, status]): Fault[] => [
    {
      where,
      fault: `answers ${words}, once`,
      strike: (stage) => stage.hostOnce(respond),
      promise: arrives({ from: again }),
    },
    {
      where,
      fault: `answers ${words}, every time`,
      strike: (stage) => stage.host(respond),
      promise: fails('AcquisitionError: linkRefused', { from: fourTimes, data: { status } }),
    },
  ]),
  ...final.map(([words, respond, status]): Fault => ({
    where,
    fault: `answers ${words}`,
    strike: (stage) => stage.host(respond),
    promise: fails('AcquisitionError: linkRefused', { data: { status } }),
  })),
  {
    where,
    fault: 'asks for patience twice, 503 with Retry-After: 30, until the link has expired',
    strike: (stage) => {
      const busy = answer(503, '', { 'retry-after': '30' });
      stage.hostOnce(busy, busy);
    },
    promise: arrives({ from: [0, 0, 0, 0], links: 2 }),
  },
  {
    where,
    fault: 'redirects in a circle',
    strike: (stage) => stage.host(redirect('/again')),
    promise: fails('AcquisitionError: tooManyRedirects', { from: [0, 0, 0, 0, 0, 0] }),
  },
  ...unsafe.map(([words, location]): Fault => ({
    where,
    fault: `redirects to ${words}`,
    strike: (stage) => stage.host(redirect(location)),
    promise: fails('AcquisitionError: unsafeRedirect'),
  })),
  ...intoPrivate.map((location): Fault => ({
    where,
    fault: `is on the internet and redirects into the own network, to ${new URL(location).origin}`,
    strike: (stage) => {
      publicHost(stage, location);
    },
    promise: fails('AcquisitionError: unsafeRedirect', { data: { host: new URL(location).host } }),
  })),
  {
    where,
    fault: 'redirects to another origin, which has the package',
    strike: async (stage) => {
      const bytes = await packageBytes(stage);
      await useOddHost(stage, (response) => response.end(bytes));
    },
    promise: arrives({ from: again }),
  },
];
