import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { NetworkError } from '../../../../src/defender/networkError.ts';
import { AcquisitionError } from '../../../../src/evidence/acquisitionError.ts';
import type { ContentKind } from '../../../../src/evidence/archive/contentKind.ts';
import * as simulated from '../../../simulator/index.ts';
import { at, AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertNetworkError, assertRefused, rejection } from '../../../support/rejections.ts';
import { answering } from '../../../support/answering.ts';
import { smallZip } from '../../../support/smallZip.ts';

const size = 200_000;

describe('Transferring a package', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ linkLifetimeSeconds: 3600 });
  });

  afterEach(async () => {
    await setup.assertOnlyKept();
    await setup.close();
  });

  const otherContent: [string, string | Buffer, ContentKind][] = [
    ['a gateway page', '<!doctype html><title>Web gateway</title>', 'html'],
    ['a long page', `<html>${' '.repeat(100_000)}`, 'html'],
    ['JSON', '{"error":{"code":"BlobNotFound"}}', 'json'],
    ['XML', '\ufeff<?xml version="1.0"?><Error><Code>ServerBusy</Code></Error>', 'xml'],
    ['gzip', gzipSync('package'), 'gzip'],
    ['text', 'Please try again later.', 'text'],
    ['a cabinet', Buffer.from('MSCF\0\0\0\0'), 'binary'],
  ];
  for (const [words, body, content] of otherContent) {
    it(`is refused when ${words} comes with 200`, async () => {
      setup.packageHost(() => ({ status: 200, headers: { 'content-type': 'application/zip' }, body }));
      await assertRefused(setup.acquire(), 'notAPackage', { content });
      assert.equal(setup.linkRequests.length, 1);
      assert.deepEqual(setup.kept, []);
    });
  }

  it('ends at the first bytes of other content, however much follows', async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given++;
        yield await Promise.resolve(Buffer.alloc(1000, 'a'));
      }
    };
    const fetch = async () => ({ ...(await answering([], null)), body: endless() });
    await assertRefused(setup.acquire({ fetch }), 'notAPackage', { content: 'text' });
    assert.equal(given, 1);
  });

  it('judges content by its first bytes also when they come one by one', async () => {
    const chunks = Array.from('<html>'.padEnd(600), (character) => Buffer.from(character));
    await assertRefused(setup.acquire({ fetch: () => answering(chunks, null) }), 'notAPackage', {
      content: 'html',
    });
  });

  it('takes a package as it was sent: what a host compresses on the way is not one', async () => {
    const body = gzipSync(smallZip());
    setup.packageHost(() => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body }));
    await assertRefused(setup.acquire(), 'notAPackage', { content: 'gzip' });
  });

  for (const [status, requests] of [
    [201, 1],
    [204, 1],
    [206, 1],
    [400, 1],
    [405, 1],
    [412, 1],
    [416, 1],
    [408, 4],
    [429, 4],
    [500, 4],
    [503, 4],
  ] as const) {
    it(`is refused when the host answers ${status}: ${requests} requests`, async () => {
      setup.packageHost(simulated.answer(status, status === 204 ? '' : 'busy'));
      await assertRefused(setup.acquire(), 'linkRefused', { status, host: packageHost() });
      assert.equal(setup.linkRequests.length, 1);
      assert.equal(setup.packageRequests.length, requests);
      assert.deepEqual(pauses(), [1000, 2000, 4000].slice(0, requests - 1));
    });
  }

  const broken: [string, () => simulated.Respond][] = [
    ['before an answer', () => simulated.reset()],
    ['before the first byte', () => simulated.resetAfter(0)],
    ['after the first byte', () => simulated.resetAfter(1)],
    ['after few bytes each time', () => setup.breakAfter(10_000)],
    ['after too few bytes to go on with', () => setup.breakAfter(1000)],
  ];
  for (const [words, respond] of broken) {
    it(`is interrupted when the connection breaks ${words}`, async () => {
      setup.packageHost(respond());
      const { data } = await assertNetworkError(setup.acquire(), 'interrupted');
      assert.equal(data.host, packageHost());
      assert.equal(setup.linkRequests.length, 1);
      assert.equal(setup.packageRequests.length, 4);
      assert.deepEqual(pauses(), [1000, 2000, 4000]);
    });
  }

  it('is refused when nobody listens at the host', async () => {
    const { links } = setup.simulator;
    const other = await simulated.startSimulator();
    await other.close();
    links.linkFor = () => `${other.packageHost}/x.zip?token=1`;
    await assertNetworkError(setup.acquire(), 'refused');
    assert.deepEqual(pauses(), [1000, 2000, 4000]);
  });

  it('is refused as damaged when it was cut and the host says that this was all', async () => {
    for (const bytes of [30, size / 2, size - 22, size - 1]) {
      setup.packageHost(simulated.truncate(bytes), 1);
      await assertRefused(setup.acquire(), 'damaged', { path: `${setup.pathOf()}.part` });
      await setup.clock.advance(60_250);
    }
  });

  it('is refused when more follows than was declared', async () => {
    // Whether HTTP cuts it off or breaks the connection is a matter of how the bytes travel.
    setup.packageHost(simulated.wrongLength(-1));
    const error = await rejection(setup.acquire());
    assert.ok(error instanceof AcquisitionError || error instanceof NetworkError, String(error));
  });

  it('is refused as damaged when bytes follow its end', async () => {
    setup.packageHost(async (_request, real) => {
      const { body, ...reply } = await real();
      const bytes = [];
      for await (const chunk of (body as Exclude<typeof body, string | Buffer>).chunks()) {
        bytes.push(chunk);
      }
      return { ...reply, body: Buffer.concat([...bytes, Buffer.from('behind')]) };
    });
    await assertRefused(setup.acquire(), 'damaged');
  });

  it('is refused as damaged when its directory misses a member', async () => {
    const body = smallZip();
    body.writeUInt16LE(1, body.length - 12);
    setup.packageHost(() => ({ status: 200, headers: {}, body }));
    await assertRefused(setup.acquire(), 'damaged');
  });

  it('counts what comes against what was declared, whatever the network module lets through', async () => {
    const zip = smallZip();
    const { length } = zip;
    const short = setup.acquire({ fetch: () => answering([zip], length + 1) });
    await assertRefused(short, 'cutShort', { expectedBytes: length + 1, receivedBytes: length });
    const long = setup.acquire({ fetch: () => answering([zip, Buffer.from('more')], length + 1) });
    await assertRefused(long, 'tooLong', { expectedBytes: length + 1, receivedBytes: length + 4 });
  });

  for (const [words, bytes, kept] of [
    ['after too few bytes to go on with', 1000, []],
    ['in the middle, each time', 40_000, [160_000]],
  ] as const) {
    it(`times out when nothing comes for a minute ${words}`, async () => {
      setup.packageHost(simulated.stallAfter(bytes));
      const stalled = setup.acquire({
        onProgress: (step) => {
          // Not before all has come that will.
          const due = bytes > 4096 ? setup.packageRequests.length * bytes : bytes;
          if (step.phase === 'transferring' && step.bytes === due) {
            void setup.clock.advance(60_000);
          }
        },
      });
      const { data } = await assertNetworkError(stalled, 'timeout');
      assert.equal(data.host, packageHost());
      assert.equal(setup.packageRequests.length, 4);
      assert.deepEqual(setup.kept, kept);
    });
  }

  it('has patience for a minute less a moment, which the answer and every piece begin anew', async () => {
    setup.packageHost(async (request, real) => {
      await setup.clock.advance(59_999);
      return simulated.drip(size * 10)(request, real);
    });
    // Refused at the end, so that nothing stays; it came that far.
    setup.disk.fail('writeFile', 'EACCES', /acquisition\.json\.part$/);
    const patient = setup.acquire({ onProgress: at('transferring', () => setup.clock.advance(59_999)) });
    await assertRefused(patient, 'notWritable');
    const pieces = setup.progress.filter(({ phase }) => phase === 'transferring').length;
    assert.ok(pieces > 2, `${pieces} pieces`);
    assert.deepEqual([setup.packageRequests.length, setup.kept], [1, [size]]);
  });

  it('times out when no answer comes for a minute', async () => {
    const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<unknown>();
    setup.packageHost(async (_request, real) => {
      void setup.clock.advance(60_000);
      await givenUp;
      return real();
    });
    await assertNetworkError(setup.acquire(), 'timeout');
    giveUp(undefined);
    assert.equal(setup.packageRequests.length, 4);
  });

  /** Milliseconds between a break and the next attempt. */
  function pauses(): number[] {
    const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    const ends = setup.progress.flatMap((step) => (step.phase === 'broken' ? step.untilMs : []));
    return ends.map((untilMs, index) => untilMs - (ends[index - 1] ?? startedMs));
  }

  function packageHost(): string {
    return new URL(setup.simulator.packageHost).host;
  }
});
