import assert from 'node:assert/strict';
import { NetworkError, type NetworkReason } from '../../../../src/defender/networkError.ts';
import {
  AcquisitionError,
  type AcquisitionErrorData,
  type AcquisitionReason,
} from '../../../../src/evidence/acquisitionError.ts';
import { outcomeOf, TransferRetry } from '../../../../src/evidence/download/transferRetry.ts';
import { answer, type Respond } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused } from '../../../support/rejections.ts';

type Fault = [reason: NetworkReason | AcquisitionReason, data?: AcquisitionErrorData];

function errorOf([reason, data]: Fault): Error {
  return /^(offline|refused|timeout|interrupted|certificate|proxy)$/.test(reason)
    ? new NetworkError(reason as NetworkReason, { host: 'files.example' })
    : new AcquisitionError(reason as AcquisitionReason, data);
}

/** What is done after an error: a pause in milliseconds, a new link, or the error itself is thrown. */
function next(retry: TransferRetry, error: unknown, bytes: number): number | 'link' | 'thrown' {
  try {
    const { waitMs, needsLink } = retry.after(error, bytes);
    assert.ok(!needsLink || waitMs === 0);
    return needsLink ? 'link' : waitMs;
  } catch (thrown) {
    assert.equal(thrown, error);
    return 'thrown';
  }
}

describe('A transfer that broke without bringing anything', () => {
  const cases: [fault: Fault, first: number | 'link' | 'thrown'][] = [
    [['offline'], 1000],
    [['refused'], 1000],
    [['timeout'], 1000],
    [['interrupted'], 1000],
    [['certificate'], 'thrown'],
    [['proxy'], 'thrown'],
    [['cutShort', { expectedBytes: 2, receivedBytes: 1 }], 1000],
    [['linkExpired', { status: 403 }], 'link'],
    [['notAPackage', { content: 'empty' }], 'link'],
    [['notAPackage', { content: 'html' }], 'thrown'],
    [['linkRefused', { status: 408 }], 1000],
    [['linkRefused', { status: 429 }], 1000],
    [['linkRefused', { status: 500 }], 1000],
    [['linkRefused', { status: 503, retryAfterMs: 0 }], 1000],
    [['linkRefused', { status: 503, retryAfterMs: 1001 }], 1001],
    [['linkRefused', { status: 429, retryAfterMs: 60_000 }], 60_000],
    [['linkRefused', { status: 429, retryAfterMs: 60_001 }], 'thrown'],
    [['linkRefused', { status: 400, retryAfterMs: 5 }], 'thrown'],
    [['linkRefused', { status: 499 }], 'thrown'],
    [['linkRefused', { status: 204 }], 'thrown'],
    [['linkRefused'], 'thrown'],
    [['tooLong'], 'thrown'],
    [['unsafeRedirect'], 'thrown'],
    [['tooManyRedirects'], 'thrown'],
    [['noSpace'], 'thrown'],
    [['diskFull'], 'thrown'],
    [['folderGone'], 'thrown'],
  ];
  for (const [fault, first] of cases) {
    it(`is followed by ${first}: ${JSON.stringify(fault)}`, () => {
      assert.equal(next(new TransferRetry(0), errorOf(fault), 0), first);
    });
  }

  for (const error of [new TypeError('a mistake'), new DOMException('stop', 'AbortError')]) {
    it(`is not gone on with after what is none of its faults: ${error.name}`, () => {
      assert.equal(next(new TransferRetry(0), error, 1_000_000), 'thrown');
    });
  }
});

describe('Transfers that break one after the other', () => {
  const breaks: Fault = ['interrupted'];
  const expires: Fault = ['linkExpired'];
  type Then = number | 'link' | 'thrown';

  const sequences: [words: string, bytesBefore: number, faults: Fault[], bytes: number[], then: Then[]][] = [
    [
      'are given up after three pauses when they bring nothing',
      0,
      Array<Fault>(4).fill(breaks),
      [0, 0, 0, 0],
      [1000, 2000, 4000, 'thrown'],
    ],
    [
      'count as bringing nothing below 64 KiB each, above what was there',
      500_000,
      Array<Fault>(4).fill(breaks),
      [565_535, 631_070, 696_605, 762_140],
      [1000, 2000, 4000, 'thrown'],
    ],
    [
      'go on at once from 64 KiB on, and are counted anew',
      500_000,
      Array<Fault>(7).fill(breaks),
      [500_000, 500_000, 565_536, 631_072, 631_072, 631_072, 631_072],
      [1000, 2000, 0, 0, 2000, 4000, 'thrown'],
    ],
    [
      'bring nothing as long as they repeat what was there before they began anew',
      0,
      Array<Fault>(4).fill(breaks),
      [300_000, 200_000, 365_535, 365_536],
      [0, 2000, 4000, 'thrown'],
    ],
    [
      'wait as long as the host says also when they brought something',
      0,
      [['linkRefused', { status: 503, retryAfterMs: 7000 }]],
      [100_000],
      [7000],
    ],
    ['get one new link when they bring nothing', 0, [expires, expires], [0, 65_535], ['link', 'thrown']],
    [
      'get one new link for each that brought something',
      0,
      [expires, breaks, expires, expires, expires],
      [0, 70_000, 70_000, 140_000, 140_000],
      ['link', 0, 'link', 'link', 'thrown'],
    ],
    [
      'are not paused less often for a new link',
      0,
      [breaks, expires, breaks, breaks, breaks],
      [0, 0, 0, 0, 0],
      [1000, 'link', 2000, 4000, 'thrown'],
    ],
  ];
  for (const [words, bytesBefore, faults, bytes, then] of sequences) {
    it(words, () => {
      const retry = new TransferRetry(bytesBefore);
      const done = faults.map((fault, index) => next(retry, errorOf(fault), bytes[index] ?? assert.fail()));
      assert.deepEqual(done, then);
    });
  }

  for (const [fault, then] of [
    [breaks, 0],
    [expires, 'link'],
  ] as const) {
    it(`are given up after 500, whatever each of them brings: ${fault[0]}`, () => {
      const retry = new TransferRetry(0);
      const done = Array.from({ length: 500 }, (_, index) =>
        next(retry, errorOf(fault), (index + 1) * 100_000),
      );
      assert.deepEqual([new Set(done.slice(0, -1)), done.at(-1)], [new Set([then]), 'thrown']);
    });
  }
});

describe('What a record says of a transfer that broke', () => {
  for (const [fault, outcome, status] of [
    [['timeout'], 'stalled'],
    [['interrupted'], 'interrupted'],
    [['offline'], 'interrupted'],
    [['cutShort'], 'cutShort'],
    [['linkExpired', { status: 410 }], 'linkExpired', 410],
    [['linkRefused', { status: 503 }], 'refused', 503],
    [['notAPackage', { content: 'html' }], 'refused'],
    [['tooLong'], 'refused'],
    [['unsafeRedirect'], 'refused'],
    [['tooManyRedirects'], 'refused'],
    [['diskFull'], 'stopped'],
    [['noSpace'], 'stopped'],
  ] as [Fault, string, number?][]) {
    it(`is "${outcome}" after ${fault[0]}`, () => {
      assert.deepEqual(outcomeOf(errorOf(fault)), status === undefined ? { outcome } : { outcome, status });
    });
  }

  it('is "stopped" when it was ended on this side', () => {
    assert.deepEqual(outcomeOf(new DOMException('stop', 'AbortError')), { outcome: 'stopped' });
  });
});

describe('An acquisition whose transfer breaks again and again', () => {
  const size = 200_000;
  const half = size / 2;
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ linkLifetimeSeconds: 50 });
  });

  afterEach(() => setup.close());

  it('goes on with what each attempt brought', async () => {
    setup.packageHost(setup.breakAfter(70_000), 2);
    setup.packageHost(setup.breakAfter(1), 2);
    await setup.acquire();
    const from = ['70000', '140000', '140001', '140002'];
    assert.deepEqual(
      setup.ranges.map(([range]) => range),
      [undefined, ...from.map((byte) => `bytes=${byte}-`)],
    );
    assert.deepEqual(await setup.segments(), [
      [0, 70_000, 'interrupted'],
      [70_000, 140_000, 'interrupted'],
      [140_000, 140_001, 'interrupted'],
      [140_001, 140_002, 'interrupted'],
      [140_002, size, 'complete'],
    ]);
  });

  it('asks for a new link when that one has expired, each time that something came', async () => {
    const expiring: Respond = async (request, real) => {
      const reply = await setup.breakAfter(70_000)(request, real);
      await setup.clock.advance(51_000);
      return reply;
    };
    for (let link = 0; link < 2; link++) {
      setup.packageHost(expiring, 1);
      setup.packageHost((_request, real) => real(), 1);
    }
    await setup.acquire();
    const { linkRequests } = await setup.record();
    const times = [102_000, 51_000, 0].map((ago) => new Date(setup.clock.now() - ago).toISOString());
    assert.deepEqual(
      linkRequests.map(({ atUtc, status }) => [atUtc, status]),
      times.map((time) => [time, 200]),
    );
    const bytes = [undefined, 'bytes=70000-', 'bytes=70000-', 'bytes=140000-', 'bytes=140000-'];
    assert.deepEqual(
      setup.ranges.map(([range]) => range),
      bytes,
    );
    assert.deepEqual(await setup.segments(), [
      [0, 70_000, 'interrupted'],
      [70_000, 70_000, 'linkExpired', 403],
      [70_000, 140_000, 'interrupted'],
      [140_000, 140_000, 'linkExpired', 403],
      [140_000, size, 'complete'],
    ]);
  });

  it('is kept when a new link brought nothing either', async () => {
    setup.packageHost(setup.breakAfter(half), 1);
    setup.packageHost(answer(403));
    await assertRefused(setup.acquire(), 'linkExpired', { status: 403 });
    assert.deepEqual([setup.linkRequests.length, setup.packageRequests.length, setup.kept], [2, 3, [half]]);
    await setup.assertOnlyKept();
  });

  it('waits as long as the host asks for, up to a minute', async () => {
    setup.packageHost(setup.breakAfter(half), 1);
    setup.packageHost(answer(503, '', { 'retry-after': '60' }), 1);
    setup.packageHost(answer(503, '', { 'retry-after': '61' }));
    const startedMs = setup.clock.now();
    await assertRefused(setup.acquire(), 'linkRefused', { status: 503, retryAfterMs: 61_000 });
    const broken = setup.progress.filter(({ phase }) => phase === 'broken');
    assert.deepEqual(broken, [{ phase: 'broken', untilMs: startedMs + 60_000 }]);
    assert.deepEqual(setup.kept, [half]);
  });
});
