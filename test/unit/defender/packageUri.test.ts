import assert from 'node:assert/strict';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { SlidingPace, type PaceWait } from '../../../src/defender/linkPace.ts';
import type { Answer } from '../../../src/defender/transport.ts';
import { apiError, json, reset, startSimulator, throttled, type Simulator } from '../../simulator/index.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { SkippingClock } from '../../support/skippingClock.ts';
import { testClient } from '../../support/testClient.ts';
import { until } from '../../support/until.ts';

const second = 1000;
const minute = 60 * second;
const margin = 250;

describe('Links from the simulated service, which counts them', () => {
  let simulator: Simulator;
  let clock: FakeClock | SkippingClock;

  /** The service and the client go by one clock. */
  async function start<C extends FakeClock | SkippingClock>(shared: C): Promise<C> {
    clock = shared;
    simulator = await startSimulator({ now: () => clock.now() });
    return shared;
  }

  afterEach(() => simulator.close());

  const ready = () => simulator.tenant.actions[1]?.id ?? '';
  const statuses = () => simulator.requests.map(({ status }) => status);

  it('are paced so that the service never has to refuse one', async () => {
    const { waits } = await start(new SkippingClock());
    const { client } = testClient(simulator, { clock });
    const told: PaceWait[] = [];
    for (let link = 0; link < 130; link++) {
      await client.getPackageUri(ready(), { onWait: (wait) => told.push(wait) });
    }
    assert.equal(statuses().filter((status) => status === 200).length, 130);
    assert.deepEqual(new Set(statuses()), new Set([200]));
    assert.deepEqual([waits.length, told.length], [64, 64]);
    assert.ok(waits.every((wait) => wait === minute + margin));
  });

  it('are given in the order of asking when many are asked for at once', async () => {
    const fake = await start(new FakeClock());
    const { client } = testClient(simulator, { clock });
    const ids = Array.from({ length: 6 }, (_, place) => `${place}0000000-0000-4000-8000-000000000000`);
    const calls = Promise.allSettled(ids.map((id) => client.getPackageUri(id)));
    for (const answered of [2, 4, 6]) {
      await until(() => statuses().filter((status) => status !== 0).length === answered);
      await fake.advance(minute + margin);
    }
    await calls;
    const asked = simulator.requests.map(({ path }) => path.split('/')[3]);
    assert.deepEqual(
      [asked.slice(0, 2).sort(), asked.slice(2, 4).sort(), asked.slice(4).sort()],
      [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)],
    );
    assert.deepEqual(new Set(statuses()), new Set([404]));
  });

  it('are shared by all clients that have one pace', async () => {
    await start(new SkippingClock());
    const linkPace = new SlidingPace(clock);
    for (const options of [{}, {}, {}]) {
      await testClient(simulator, { ...options, clock, linkPace }).client.getPackageUri(ready());
    }
    assert.deepEqual(statuses(), [200, 200, 200]);
  });

  it('wait as the service says when a colleague has used them up, and everybody waits', async () => {
    const fake = await start(new FakeClock());
    const colleague = testClient(simulator, { clock }).client;
    await colleague.getPackageUri(ready());
    await colleague.getPackageUri(ready());
    await fake.advance(20 * second);
    const { client } = testClient(simulator, { clock });
    const told: [who: string, reason: string, inMs: number][] = [];
    const ask = (who: string) => {
      const onWait = ({ reason, untilMs }: PaceWait) => told.push([who, reason, untilMs - clock.now()]);
      return client.getPackageUri(ready(), { onWait });
    };
    const first = ask('first');
    await until(() => fake.nextWakeMs === clock.now(), 'the second attempt, which follows without a pause');
    await fake.advance(0);
    const next = ask('second');
    await until(() => told.length === 2);
    assert.deepEqual(told, [
      ['first', 'throttled', 40 * second + margin],
      // The refused request counts as one of the two: nobody knows whether the service counted it.
      ['second', 'minute', minute + margin],
    ]);
    await fake.advance(40 * second + margin);
    await first;
    await fake.advance(20 * second);
    await next;
    assert.deepEqual(statuses(), [200, 200, 429, 200, 200]);
  });

  it('are given up after three refusals', async () => {
    await start(new SkippingClock());
    simulator.faults.add({ service: 'api', respond: throttled('5') });
    const { client } = testClient(simulator, { clock });
    await assert.rejects(client.getPackageUri(ready()), (error) => DefenderError.is(error, 'throttled'));
    assert.deepEqual(statuses(), [429, 429, 429]);
  });

  it('are waited for up to an hour, and no longer', async () => {
    const { waits } = await start(new SkippingClock());
    const { client } = testClient(simulator, { clock });
    simulator.faults.add({ service: 'api', times: 1, respond: throttled('3600') });
    await client.getPackageUri(ready());
    assert.ok(waits.includes(60 * minute + margin));
    simulator.faults.add({ service: 'api', times: 1, respond: throttled('3601') });
    await assert.rejects(client.getPackageUri(ready()), (error) => DefenderError.is(error, 'throttled'));
  });

  it('count every attempt and the renewal of a refused token', async () => {
    const { waits } = await start(new SkippingClock());
    simulator.faults.add({ service: 'api', times: 2, respond: apiError(500, 'InternalServerError', 'x') });
    await testClient(simulator, { clock }).client.getPackageUri(ready());
    assert.deepEqual(statuses(), [500, 500, 200]);
    assert.equal(waits.length, 3, 'two pauses between attempts, and one for the pace');
    waits.length = 0;
    simulator.requests.length = 0;
    let tokens = 0;
    const getToken = () => Promise.resolve(tokens++ % 2 === 0 ? 'stale' : simulator.accessToken());
    const { client } = testClient(simulator, { clock, getToken });
    await client.getPackageUri(ready());
    await client.getPackageUri(ready());
    assert.deepEqual(statuses(), [401, 200, 401, 200]);
    assert.deepEqual(waits, [minute + margin]);
  });

  it('leave the rest of the API unpaced', async () => {
    const { waits } = await start(new SkippingClock());
    const { client } = testClient(simulator, { clock });
    for (let call = 0; call < 5; call++) {
      await client.getMachineAction(ready());
    }
    assert.deepEqual(waits, []);
  });

  describe('tell of every single request', () => {
    const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    let answers: Answer[];

    beforeEach(async () => {
      await start(new SkippingClock({ nowMs: startedMs }));
      answers = [];
    });

    const onAnswer = (answer: Answer) => answers.push(answer);

    it('when it was sent, how it was answered, and under which id', async () => {
      const respond = apiError(503, 'ServiceUnavailable', 'x');
      simulator.faults.add({ service: 'api', times: 1, respond });
      simulator.faults.add({
        service: 'api',
        times: 1,
        respond: async (_request, real) => {
          const reply = await real();
          return { ...reply, headers: { ...reply.headers, 'request-id': 'the second' } };
        },
      });
      await testClient(simulator, { clock }).client.getPackageUri(ready(), { onAnswer });
      const [refused = assert.fail(), given] = answers;
      assert.deepEqual([refused.atMs, refused.status], [startedMs, 503]);
      assert.match(refused.requestId ?? '', /^[0-9a-f-]{36}$/);
      assert.deepEqual(given, { atMs: clock.now(), status: 200, requestId: 'the second' });
      assert.ok(clock.now() > startedMs);
      assert.equal(answers.length, 2);
    });

    it('that no answer came', async () => {
      simulator.faults.add({ service: 'api', respond: reset() });
      await assert.rejects(testClient(simulator, { clock }).client.getPackageUri(ready(), { onAnswer }));
      assert.deepEqual(
        new Set(answers.map(({ status, requestId }) => [status, requestId].join())),
        new Set([',']),
      );
      assert.equal(answers.length, simulator.requests.length);
    });

    it('that its token was refused, too', async () => {
      let tokens = 0;
      const getToken = () => Promise.resolve(tokens++ === 0 ? 'stale' : simulator.accessToken());
      await testClient(simulator, { clock, getToken }).client.getPackageUri(ready(), { onAnswer });
      assert.deepEqual(
        answers.map(({ status }) => status),
        [401, 200],
      );
    });

    it('that it was answered, whatever the answer is worth', async () => {
      simulator.faults.add({ service: 'api', respond: json(200, { value: 'no link' }) });
      const { client } = testClient(simulator, { clock });
      await assert.rejects(client.getPackageUri(ready(), { onAnswer }), (error) =>
        DefenderError.is(error, 'badLink'),
      );
      assert.deepEqual(answers, [{ atMs: startedMs, status: 200, requestId: undefined }]);
    });

    it('and of none that was never sent', async () => {
      const { client } = testClient(simulator, { clock });
      const signal = AbortSignal.abort();
      await assert.rejects(client.getPackageUri(ready(), { onAnswer, signal }));
      await assert.rejects(client.getPackageUri('..', { onAnswer }));
      assert.deepEqual(answers, []);
    });
  });
});
