import { answer, htmlPage, ignoreRange, redirect, type Respond } from '../simulator/index.ts';
import { damaged, otherPackage, withBody, withHeaders } from './bodies.ts';
import { arrives, fails, half, size, type Fault } from './fault.ts';
import { cutAfter } from './partial.ts';
import type { Stage } from './stage.ts';

const where = 'The package host, asked for the rest,';
const range = `bytes ${half}-${size - 1}/${size}`;

/** A transfer that broke in the middle, and what the host answers when it is asked for the rest. */
function resumed(stage: Stage, ...responds: Respond[]): void {
  stage.host(cutAfter(stage, half), ...responds);
}

function resumedOnce(stage: Stage, ...responds: Respond[]): void {
  stage.hostOnce(cutAfter(stage, half), ...responds);
}

/** A 206 that is not the rest that was asked for: the whole is asked for. */
const wrongRests: [words: string, respond: Respond][] = [
  ['206 from the first byte on', (_request, real) => real({ headers: { range: `bytes=0-${size - 1}` } })],
  [
    '206 and says a range that begins one byte later',
    withHeaders({ 'content-range': range.replace(String(half), String(half + 1)) }),
  ],
  [
    '206 with less than was asked for',
    (_request, real) => real({ headers: { range: `bytes=${half}-${size - 2}` } }),
  ],
  [
    '206 of a package of another size',
    withHeaders({ 'content-range': `bytes ${half}-${size - 1}/${size + 1}` }),
  ],
  ['206 without a range', withHeaders({ 'content-range': undefined })],
  [
    '206 in several parts',
    withHeaders({ 'content-range': undefined, 'content-type': 'multipart/byteranges; boundary=x' }),
  ],
  ['206 of another version', withHeaders({ etag: '"other"' })],
  ['206 and compressed it', withHeaders({ 'content-encoding': 'gzip' })],
  ['412', answer(412)],
  ['416', answer(416, '', { 'content-range': `bytes */${half}` })],
];

const expired = [401, 403, 404, 410];
const passing = [429, 500, 502, 503, 504];

export const resumeFaults: Fault[] = [
  {
    where,
    fault: 'has another version by now, and sends the whole of it',
    strike: (stage) => {
      // The first answer is of an older one.
      const older: Respond = async (_request, real) => {
        const { headers, ...reply } = await real();
        return {
          ...reply,
          headers: { ...headers, etag: '"older"' },
          body: Buffer.concat([otherPackage, otherPackage]),
        };
      };
      stage.hostOnce(cutAfter(stage, half, older));
    },
    promise: arrives({ from: [0, half] }),
  },
  {
    where,
    fault: 'knows no ranges, and sends the whole',
    strike: (stage) => resumedOnce(stage, ignoreRange()),
    promise: arrives({ from: [0, half] }),
  },
  ...wrongRests.map(([words, respond]): Fault => ({
    where,
    fault: `answers ${words}`,
    strike: (stage) => resumedOnce(stage, respond),
    promise: arrives({ from: [0, half, 0] }),
  })),
  {
    where,
    fault: 'breaks again',
    strike: (stage) => resumedOnce(stage, cutAfter(stage, 50_000)),
    promise: arrives({ from: [0, half, half + 50_000] }),
  },
  {
    where,
    fault: 'sends a rest with another byte in it',
    strike: (stage) =>
      resumed(
        stage,
        withBody((bytes) => damaged(bytes, 1000)),
      ),
    promise: fails('AcquisitionError: damaged', { from: [0, half], data: { fault: 'crc' } }),
  },
  {
    where,
    fault: 'sends more than it says',
    strike: (stage) => {
      resumed(
        stage,
        withBody((bytes) => Buffer.concat([bytes, Buffer.from('more')])),
      );
    },
    promise: fails('AcquisitionError: tooLong', { from: [0, half], data: { expectedBytes: size } }),
  },
  {
    where,
    fault: 'is hidden behind the page of a web gateway, which comes with 200',
    strike: (stage) => resumed(stage, htmlPage()),
    promise: fails('AcquisitionError: notAPackage', {
      from: [0, half],
      data: { content: 'html' },
      keeps: half,
    }),
  },
  {
    where,
    fault: 'redirects to plain http: on another machine',
    strike: (stage) => resumed(stage, redirect('http://files.example/x.zip')),
    promise: fails('AcquisitionError: unsafeRedirect', { from: [0, half], keeps: half }),
  },
  {
    where,
    fault: 'finds the link expired',
    setup: { linkLifetimeSeconds: 20 },
    strike: (stage) => {
      resumedOnce(stage, async (_request, real) => {
        await stage.setup.clock.advance(21_000);
        return real();
      });
    },
    promise: arrives({ from: [0, half, half], links: 2 }),
  },
  {
    where,
    fault: 'answers 200 with no byte, once',
    strike: (stage) => resumedOnce(stage, answer(200)),
    promise: arrives({ from: [0, half, half], links: 2 }),
  },
  ...expired.flatMap((status): Fault[] => [
    {
      where,
      fault: `answers ${status}, once`,
      strike: (stage) => resumedOnce(stage, answer(status)),
      promise: arrives({ from: [0, half, half], links: 2 }),
    },
    {
      where,
      fault: `answers ${status}, every time`,
      strike: (stage) => resumed(stage, answer(status)),
      promise: fails('AcquisitionError: linkExpired', {
        from: [0, half, half],
        links: 2,
        data: { status },
        keeps: half,
      }),
    },
  ]),
  ...passing.flatMap((status): Fault[] => [
    {
      where,
      fault: `answers ${status}, once`,
      strike: (stage) => resumedOnce(stage, answer(status)),
      promise: arrives({ from: [0, half, half] }),
    },
    {
      where,
      fault: `answers ${status}, every time`,
      strike: (stage) => resumed(stage, answer(status)),
      promise: fails('AcquisitionError: linkRefused', {
        from: [0, half, half, half],
        data: { status },
        keeps: half,
      }),
    },
  ]),
];
