import type { Fetch, HttpResponse } from '../../src/defender/http.ts';
import nodeFetch from 'node-fetch';
import { reset, type Respond } from '../simulator/index.ts';
import { packageBytes, withHeaders, zipWith200, otherPackage } from './bodies.ts';
import { arrives, fails, half, size, type Fault } from './fault.ts';
import { useOddHost } from './oddHost.ts';
import { cutAfter, inPieces, stallAfter } from './partial.ts';
import type { Stage } from './stage.ts';

const where = 'The transfer';
const last = size - 1;
/** Links outlast the minutes of silence. */
const lasting = { linkLifetimeSeconds: 3600 };

const resets: [words: string, respond: (stage: Stage) => Respond, from: number[]][] = [
  ['before an answer', () => reset(), [0, 0]],
  ['before the first byte', (stage) => cutAfter(stage, 0), [0, 0]],
  ['after the first byte', (stage) => cutAfter(stage, 1), [0, 0]],
  ['in the middle', (stage) => cutAfter(stage, half), [0, half]],
  ['before the last byte', (stage) => cutAfter(stage, last), [0, last]],
];

const stalls: typeof resets = [
  ['before an answer', silent, [0, 0]],
  ['before the first byte', (stage) => stallAfter(stage, 0), [0, 0]],
  ['in the middle', (stage) => stallAfter(stage, half), [0, half]],
  ['before the last byte', (stage) => stallAfter(stage, last), [0, last]],
];

/** No answer comes while somebody waits for it. */
function silent(stage: Stage): Respond {
  const over = Promise.withResolvers<unknown>();
  stage.onLift(() => over.resolve(undefined));
  return async (_request, real) => {
    void stage.setup.clock.advance(60_000);
    await over.promise;
    return real();
  };
}

/** Lets the host say another length than it sends, to those who look at nothing but the header. */
function claiming(difference: number): Fetch {
  return async (url, request): Promise<HttpResponse> => {
    const { status, headers, body } = await nodeFetch(url, request);
    const get = (name: string): string | null => {
      const value = headers.get(name);
      return name === 'content-length' ? String(Number(value) + difference) : value;
    };
    return { status, headers: { get }, body };
  };
}

/** What a persistent fault leaves: nothing where too little came to go on with. */
const kept = (from: number[]): number => from.at(-1) ?? 0;
const thrice = (from: number[]): number[] => [...from, kept(from), kept(from)];

export const transferFaults: Fault[] = [
  ...resets.flatMap(([words, respond, from]): Fault[] => [
    {
      where,
      fault: `is reset ${words}, once`,
      strike: (stage) => stage.hostOnce(respond(stage)),
      promise: arrives({ from }),
    },
    {
      where,
      fault: `is reset ${words}, and the host is gone from then on`,
      strike: (stage) => stage.host(respond(stage), reset()),
      promise: fails('NetworkError: interrupted', { from: thrice(from), keeps: kept(from) }),
    },
  ]),
  ...stalls.flatMap(([words, respond, from]): Fault[] => [
    {
      where,
      fault: `stalls for a minute ${words}, once`,
      setup: lasting,
      strike: (stage) => stage.hostOnce(respond(stage)),
      promise: arrives({ from }),
    },
    {
      where,
      fault: `stalls for a minute ${words}, and the host is silent from then on`,
      setup: lasting,
      strike: (stage) => stage.host(respond(stage), silent(stage)),
      promise: fails('NetworkError: timeout', { from: thrice(from), keeps: kept(from) }),
    },
  ]),
  {
    where,
    fault: 'stalls for a minute in the middle, and the link has expired by then',
    strike: (stage) => stage.hostOnce(stallAfter(stage, half)),
    promise: arrives({ from: [0, half, half], links: 2 }),
  },
  {
    where,
    fault: 'drips: almost a minute passes between any two pieces',
    strike: (stage) => stage.hostOnce(inPieces(stage, size / 10, () => stage.setup.clock.advance(59_000))),
    promise: arrives(),
  },
  {
    where,
    fault: 'breaks again and again, but brings 70,000 bytes each time',
    strike: (stage) => stage.host(cutAfter(stage, 70_000)),
    promise: arrives({ from: [0, 70_000, 140_000] }),
  },
  {
    where,
    fault: 'breaks again and again, and brings 10,000 bytes each time',
    strike: (stage) => stage.host(cutAfter(stage, 10_000)),
    promise: fails('NetworkError: interrupted', { from: [0, 10_000, 20_000, 30_000], keeps: 40_000 }),
  },
  {
    where,
    fault: 'ends one byte before Content-Length, once',
    strike: (stage) => stage.hostOnce(oneMore(stage)),
    promise: arrives({ from: [0, size, 0] }),
  },
  {
    where,
    fault: 'ends one byte before Content-Length, every time',
    strike: (stage) => stage.host(oneMore(stage)),
    promise: fails('NetworkError: interrupted', {
      from: [0, size, 0, size, 0, size, 0],
      keeps: size,
      then: [size, 0],
    }),
  },
  {
    where,
    fault: 'brings one byte more than Content-Length',
    strike: (stage) => {
      stage.fetch = claiming(-1);
    },
    promise: fails('AcquisitionError: tooLong', { data: { expectedBytes: last } }),
  },
  {
    where,
    fault: 'ends one byte before Content-Length, and the network module keeps silent',
    strike: (stage) => {
      stage.fetch = claiming(1);
    },
    promise: fails('AcquisitionError: cutShort', {
      from: [0, size, 0, size, 0, size, 0],
      keeps: size,
      then: [size, 0],
    }),
  },
  {
    where,
    fault: 'comes in chunks, without Content-Length',
    strike: async (stage) => {
      const bytes = await packageBytes(stage);
      await useOddHost(stage, (response) => {
        response.write(bytes.subarray(0, half));
        response.end(bytes.subarray(half));
      });
    },
    promise: arrives({ from: [0, 0] }),
  },
  {
    where,
    fault: 'comes in chunks, without Content-Length, and breaks in the middle, every time',
    strike: async (stage) => {
      const bytes = await packageBytes(stage);
      await useOddHost(stage, async (response) => {
        const taken = stage.reached(half);
        response.write(bytes.subarray(0, half));
        await taken;
        response.destroy();
      });
    },
    promise: fails('NetworkError: interrupted', { from: [0, 0, 0, 0, 0, 0, 0, 0] }),
  },
  {
    where,
    fault: 'comes without Content-Length until the connection ends, which is in the middle',
    strike: async (stage) => {
      const bytes = await packageBytes(stage);
      await useOddHost(stage, (response) => {
        response.useChunkedEncodingByDefault = false;
        response.removeHeader('transfer-encoding');
        response.end(bytes.subarray(0, half));
      });
    },
    promise: fails('AcquisitionError: damaged', { from: [0, 0], data: { fault: 'truncated' } }),
  },
  {
    where,
    fault: 'breaks in the middle, of a package that the host gives no version of',
    strike: (stage) =>
      stage.hostOnce(cutAfter(stage, half, withHeaders({ etag: undefined, 'last-modified': undefined }))),
    promise: arrives({ from: [0, 0] }),
  },
  {
    where,
    fault: 'breaks in the middle, of a package that has but a weak ETag',
    strike: (stage) => stage.hostOnce(cutAfter(stage, half, withHeaders({ etag: 'W/"1"' }))),
    promise: arrives({ from: [0, 0] }),
  },
  {
    where,
    fault: 'breaks in the middle, of a package that has a date and no ETag',
    strike: (stage) => stage.hostOnce(cutAfter(stage, half, withHeaders({ etag: undefined }))),
    promise: arrives({ from: [0, half] }),
  },
  {
    where,
    fault: 'breaks in the middle, and the package is another one at the next attempt',
    strike: (stage) => stage.host(cutAfter(stage, half, otherVersion), reset()),
    promise: fails('NetworkError: interrupted', {
      from: [0, half, half, half],
      keeps: half,
      isOutdated: true,
    }),
  },
];

/** Content-Length promises a byte more than there is. */
function oneMore(stage: Stage): Respond {
  return async (request, real) => {
    if (request.headers.range) {
      return real();
    }
    const reply = await cutAfter(stage, size)(request, real);
    return { ...reply, delivery: { ...reply.delivery, declaredLength: size + 1 } };
  };
}

const otherVersion: Respond = async (request, real) => {
  const { headers } = await real();
  return { ...(await zipWith200(otherPackage)(request, real)), headers: { ...headers, etag: '"other"' } };
};
