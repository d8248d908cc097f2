import assert from 'node:assert/strict';
import { DefenderError } from '../../../../src/defender/defenderError.ts';
import type { AcquisitionErrorData, AcquisitionReason } from '../../../../src/evidence/acquisitionError.ts';
import { answer, json, type Respond } from '../../../simulator/index.ts';
import { at, AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../../support/rejections.ts';

describe('A link that is no longer good', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ linkLifetimeSeconds: 20 });
  });

  afterEach(() => setup.close());

  /** Lets the clock pass a link's end before it is used. */
  const expired: Respond = async (_request, real) => {
    await setup.clock.advance(21_000);
    return real();
  };

  const cases: [string, Respond, AcquisitionReason, AcquisitionErrorData][] = [
    ['an expired signature (403, XML)', expired, 'linkExpired', { status: 403 }],
    ['401', answer(401, ''), 'linkExpired', { status: 401 }],
    [
      '403 with a page',
      answer(403, '<html>', { 'content-type': 'text/html' }),
      'linkExpired',
      { status: 403 },
    ],
    ['404', answer(404, 'The specified blob does not exist.'), 'linkExpired', { status: 404 }],
    ['410', json(410, {}), 'linkExpired', { status: 410 }],
    ['200 with 0 bytes', answer(200), 'notAPackage', { content: 'empty' }],
  ];
  for (const [words, respond, reason, data] of cases) {
    it(`is replaced once by a new one: ${words}`, async () => {
      setup.packageHost(respond, 1);
      const { bytes, sha256 } = await setup.acquire();
      assert.deepEqual({ bytes, sha256 }, await setup.simulator.packageDigest(setup.ready.id));
      assert.equal(setup.linkRequests.length, 2);
      const [first, second] = setup.packageRequests.map(({ query }) => query.toString());
      assert.notEqual(first, second);
      assert.equal((await setup.names()).length, 2);
    });

    it(`is given up the second time, and no third is asked for: ${words}`, async () => {
      setup.packageHost(respond);
      await assertRefused(setup.acquire(), reason, data);
      assert.equal(setup.linkRequests.length, 2);
      assert.equal(setup.packageRequests.length, 2);
      assert.deepEqual(await setup.names(), []);
    });
  }

  it('is given up as whatever comes after the new one', async () => {
    setup.packageHost(answer(403), 1);
    setup.packageHost(answer(400), 1);
    await assertRefused(setup.acquire(), 'linkRefused', { status: 400 });
    assert.equal(setup.linkRequests.length, 2);
  });

  it('is given up also when the host was merely busy in between', async () => {
    setup.packageHost(answer(403), 1);
    setup.packageHost(answer(503), 1);
    setup.packageHost(answer(403));
    await assertRefused(setup.acquire(), 'linkExpired', { status: 403 });
    assert.deepEqual([setup.linkRequests.length, setup.packageRequests.length], [2, 3]);
  });

  it('waits for the pace before a new one, and says so', async () => {
    const first = setup.ready;
    await setup.acquire();
    setup.packageHost(answer(403), 1);
    const [, other = assert.fail()] = setup.allReady;
    assert.notEqual(other, first);
    const untilMs = setup.clock.now() + 60_250;
    const { packagePath } = await setup.acquire({
      actionId: other.id,
      onProgress: at('waiting', () => setup.clock.advance(60_250)),
    });
    assert.ok(packagePath.includes(other.id));
    assert.deepEqual(
      setup.progress.filter(({ phase }) => phase === 'waiting'),
      [{ phase: 'waiting', reason: 'minute', untilMs }],
    );
    assert.equal(setup.simulator.requests.filter(({ status }) => status === 429).length, 0);
  });

  it('is told apart from an action that was lost meanwhile', async () => {
    setup.packageHost((request, real) => {
      setup.simulator.tenant.discardPackage(setup.ready.id);
      return answer(404)(request, real);
    });
    await assertRefused(setup.acquire({ actionId: setup.ready.id }), 'packageGone');
  });

  for (const value of [
    '',
    '""',
    '"https://',
    'ftp://files.example/x.zip',
    'http://files.example/x.zip',
    null,
    7,
  ]) {
    it(`is no link at all when the service says ${JSON.stringify(value)}`, async () => {
      setup.simulator.faults.add({ service: 'api', path: /getPackageUri$/, respond: json(200, { value }) });
      assert.ok(DefenderError.is(await rejection(setup.acquire()), 'badLink'));
      assert.deepEqual(setup.packageRequests, []);
      assert.deepEqual(await setup.names(), []);
    });
  }
});
