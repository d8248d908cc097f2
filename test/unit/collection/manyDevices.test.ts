import assert from 'node:assert/strict';
import { RequestPace } from '../../../src/collection/requestPace.ts';
import { resolveDevices } from '../../../src/collection/resolveDevices.ts';
import { startCollections, type Start, type StartOptions } from '../../../src/collection/startCollections.ts';
import type { DefenderClient } from '../../../src/defender/client.ts';
import type { DefenderError } from '../../../src/defender/defenderError.ts';
import { parseMachineAction } from '../../../src/defender/machineAction.ts';
import { answer, startSimulator, type RecordedRequest, type Simulator } from '../../simulator/index.ts';
import { SkippingClock } from '../../support/skippingClock.ts';
import { testClient } from '../../support/testClient.ts';

const minute = 60_000;

describe('Collecting from many devices', () => {
  let simulator: Simulator;
  let client: DefenderClient;
  let clock: SkippingClock;
  let sentAt: number[];

  beforeEach(async () => {
    clock = new SkippingClock();
    simulator = await startSimulator({ now: () => clock.now(), limits: { general: true } });
    ({ client } = testClient(simulator, { clock }));
    sentAt = [];
    // Never comes about: it only notes when each request comes.
    simulator.faults.add({
      service: 'api',
      match: () => sentAt.push(clock.now()) === 0,
      respond: answer(500),
    });
  });

  afterEach(() => simulator.close());

  const device = (name: string) =>
    simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name) ?? assert.fail(name);

  const target = (name: string) => ({ machineId: device(name).id, device: name });

  const posts = (): RecordedRequest[] => simulator.requests.filter(({ method }) => method === 'POST');

  function assertBelowLimit(): void {
    for (const from of sentAt) {
      const within = sentAt.filter((at) => at >= from && at < from + minute).length;
      assert.ok(within < 100, `${within} requests within a minute`);
    }
  }

  function start(names: readonly string[], options: Partial<StartOptions> = {}): Promise<Start[]> {
    return startCollections(names.map(target), {
      client,
      clock,
      pace: new RequestPace(clock),
      comment: 'INC-42',
      signal: new AbortController().signal,
      running: () => undefined,
      onStart: () => Promise.resolve(),
      ...options,
    });
  }

  const resolve = (names: readonly string[], signal = new AbortController().signal) =>
    resolveDevices(names, client, { pace: new RequestPace(clock), signal, onProgress: () => undefined });

  describe('finds them', () => {
    async function found(...names: string[]): Promise<string[][]> {
      return (await resolve(names)).map(({ machines }) =>
        machines.map(({ computerDnsName }) => computerDnsName),
      );
    }

    it('by name, by first label or by id, however these are written', async () => {
      const { id } = device('ws-042.contoso.com');
      const [exact, label, byId, unknown] = await found('SRV-DB-02', 'ws-007', id.toUpperCase(), 'srv-db');
      assert.deepEqual([exact, label, byId], [['srv-db-02'], ['ws-007.contoso.com'], ['ws-042.contoso.com']]);
      assert.deepEqual(unknown, []);
    });

    it('with all that have the name, the one that was seen last first', async () => {
      const [{ machines } = assert.fail()] = await resolve(['lap-077']);
      assert.equal(machines.length, 3);
      assert.equal(machines[0]?.id, device('lap-077').id);
    });

    it('as nobody where the service has none, also for what would be an operator', async () => {
      assert.deepEqual(await found("o'brien') or true", '0'.repeat(40), 'lap'), [[], [], []]);
    });

    it('with one request for each, below the limit of the service', async () => {
      const names = Array.from({ length: 150 }, (_, number) => `ws-${number}`);
      await resolve(names);
      assert.equal(sentAt.length, 150);
      assertBelowLimit();
    });

    it('until somebody cancels', async () => {
      const controller = new AbortController();
      controller.abort();
      await assert.rejects(resolve(['ws-042'], controller.signal), { name: 'AbortError' });
      assert.equal(simulator.requests.length, 0);
    });
  });

  describe('starts them', () => {
    const kinds = (starts: readonly Start[]): string[] => starts.map(({ kind }) => kind);

    it('one after the other, below the limit of the service', async () => {
      const names = Array.from({ length: 130 }, () => 'ws-042.contoso.com');
      const starts = await start(names);
      assert.deepEqual([kinds(starts)[0], posts().length], ['started', 130]);
      assert.ok(
        kinds(starts)
          .slice(1)
          .every((kind) => kind === 'started' || kind === 'followed'),
      );
      assertBelowLimit();
      assert.deepEqual(JSON.parse(posts()[0]?.body ?? ''), { Comment: 'INC-42' });
    });

    it('and goes on after those that fail, each with its own reason', async () => {
      simulator.collection.devices = {
        'lap-019': { refusal: 'OsPlatformNotSupported' },
        'lap-023': { refusal: 'ClientVersionNotSupported' },
      };
      const starts = await start(['lap-019', 'lap-004', 'lap-023', 'lap-058']);
      assert.deepEqual(kinds(starts), ['failed', 'started', 'failed', 'started']);
      const reasons = starts.map((one) => one.kind === 'failed' && (one.error as DefenderError).reason);
      assert.deepEqual(reasons, ['unsupportedOs', false, 'unsupportedSensor', false]);
    });

    it('except where one runs already, which is followed', async () => {
      const running = await client.collectInvestigationPackage(device('lap-004').id, 'by somebody else');
      const [followed] = await start(['lap-004']);
      assert.deepEqual(followed?.kind === 'followed' && followed.action.id, running.id);
    });

    it('except where one is known to run: then nothing is asked', async () => {
      const action = parseMachineAction(simulator.tenant.actions[0]) ?? assert.fail();
      const starts = await start(['lap-004'], { running: () => action });
      assert.deepEqual([starts[0]?.kind, simulator.requests.length], ['followed', 0]);
    });

    it('and waits where the service asks for it, without giving the device up', async () => {
      simulator.faults.add({
        service: 'api',
        path: /collectInvestigationPackage/i,
        times: 1,
        respond: answer(429, '', { 'retry-after': '30' }),
      });
      const startedMs = clock.now();
      assert.deepEqual(kinds(await start(['lap-004', 'lap-019'])), ['started', 'started']);
      assert.ok(clock.now() - startedMs >= 30_000);
      assert.equal(posts().length, 3);
    });

    it('but does not wait for an hour', async () => {
      simulator.faults.add({ service: 'api', respond: answer(429, '', { 'retry-after': '3600' }) });
      assert.deepEqual(kinds(await start(['lap-004'])), ['failed']);
    });

    it('until somebody cancels: those that were started are told of', async () => {
      const controller = new AbortController();
      const told: string[] = [];
      const starts = await start(['lap-004', 'lap-019', 'lap-023'], {
        signal: controller.signal,
        onStart: (one, done) => {
          told.push(`${one.kind} ${done}`);
          controller.abort();
          return Promise.resolve();
        },
      });
      assert.deepEqual(kinds(starts), ['started', 'cancelled', 'cancelled']);
      assert.deepEqual(told, ['started 1', 'cancelled 2', 'cancelled 3']);
      assert.equal(posts().length, 1);
    });
  });
});
