import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Watcher, type WatchEnd } from '../../../src/collection/watcher.ts';
import { WatchList, type Watch } from '../../../src/collection/watchList.ts';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { nodeFiles, type Files } from '../../../src/evidence/disk/files.ts';
import { answer, reset, startSimulator, type MachineAction, type Simulator } from '../../simulator/index.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';
import { testClient } from '../../support/testClient.ts';

const minute = 60_000;

describe('Watching collections', () => {
  let simulator: Simulator;
  let clock: FakeClock;
  let client: DefenderClient;
  let folder: string;
  let watchers: Watcher[];
  let ends: WatchEnd[];
  let log: RecordingLogger;

  beforeEach(async () => {
    clock = new FakeClock();
    simulator = await startSimulator({ now: () => clock.now() });
    ({ client } = testClient(simulator, { clock }));
    folder = await realpath(await mkdtemp(join(tmpdir(), 'watches-')));
    watchers = [];
    ends = [];
    log = new RecordingLogger();
  });

  afterEach(async () => {
    watchers.forEach((watcher) => watcher.dispose());
    await pass(() => clock.nextWakeMs === undefined, 'timers are left');
    await simulator.close();
    // Those that were at work let go of their lock a moment later.
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  /** What one window has. */
  function window(options: { client?: (watch: Watch) => DefenderClient; files?: Files } = {}): Watcher {
    const services = { files: nodeFiles, clock, logger: log };
    const watcher = new Watcher({
      ...services,
      list: list(options.files),
      client: () => client,
      onEnd: (end) => ends.push(end),
      ...options,
    });
    watchers.push(watcher);
    return watcher;
  }

  function list(files = nodeFiles): WatchList {
    return new WatchList({ files, clock, folder });
  }

  /** One of the tenant's collections, which has not ended. */
  function running(index = 0): MachineAction {
    const collections = simulator.tenant.actions.filter(({ type }) => type === 'CollectInvestigationPackage');
    const action = collections[index] ?? assert.fail();
    action.status = 'InProgress';
    return action;
  }

  async function watch(actionId: string, more: Partial<Watch> = {}): Promise<void> {
    await list().add({
      actionId,
      device: 'ws-042',
      connection: 'Contoso',
      tenantId: simulator.tenantId,
      clientId: 'app',
      sinceMs: clock.now(),
      ...more,
    });
  }

  /** Lets time pass until something has come about. */
  async function pass(condition: () => boolean, what: string, stepMs = 500): Promise<void> {
    for (let step = 0; !condition(); step++) {
      assert.ok(step < 2000, `it never came about: ${what}: ${log.text}`);
      await setTimeout(1);
      await clock.advance(stepMs);
    }
  }

  /** Lets so much time pass. */
  async function elapse(ms: number): Promise<void> {
    const endMs = clock.now() + ms;
    await pass(() => clock.now() >= endMs, 'the time', Math.max(500, ms / 1000));
  }

  const requests = (): number => simulator.requests.length;

  const ended = (): (string | undefined)[] => ends.map(({ action }) => action?.status);

  for (const status of ['Succeeded', 'Failed', 'TimeOut', 'Cancelled']) {
    it(`ends when one is ${status}, and tells of it once`, async () => {
      const action = running();
      await watch(action.id, { root: '/case', folder: 'packages' });
      await window().look();
      await elapse(minute);
      assert.deepEqual(ended(), []);
      action.status = status;
      await pass(() => ends.length > 0, 'an end');
      assert.deepEqual(ended(), [status]);
      assert.deepEqual([ends[0]?.watch.root, ends[0]?.watch.device], ['/case', 'ws-042']);
      const { length } = simulator.requests;
      await elapse(10 * minute);
      assert.deepEqual([await list().read(), ends.length, simulator.requests.length], [[], 1, length]);
    });
  }

  it('asks once for all, and less and less often', async () => {
    const actions = [running(0), running(1), running(2)];
    for (const { id } of actions) {
      await watch(id);
    }
    await window().look();
    await elapse(2 * minute);
    const early = simulator.requests.length;
    assert.ok(early >= 8 && early <= 14, `${early} requests in two minutes`);
    await elapse(60 * minute);
    const then = simulator.requests.length;
    await elapse(30 * minute);
    assert.ok(simulator.requests.length - then <= 7, `${simulator.requests.length - then} in half an hour`);
  });

  it('goes on where a window that has closed left off', async () => {
    const action = running();
    await watch(action.id);
    const first = window();
    await first.look();
    await elapse(minute);
    first.dispose();
    action.status = 'Succeeded';
    await window().look();
    await pass(() => ends.length > 0, 'an end');
    assert.deepEqual(ended(), ['Succeeded']);
  });

  it('is done by one window for all, and by another one when that closes', async () => {
    const action = running();
    await watch(action.id);
    const [first, second] = [window(), window()];
    await first.look();
    await pass(() => simulator.requests.length > 0, 'a request');
    await second.look();
    await elapse(minute);
    const both = simulator.requests.length;
    assert.ok(both <= 9, `${both} requests in a minute: both ask`);
    first.dispose();
    action.status = 'Failed';
    await pass(() => ends.length > 0, 'an end');
    await elapse(5 * minute);
    assert.deepEqual(ended(), ['Failed']);
  });

  it('looks at once when there is another one to watch', async () => {
    const [old, fresh] = [running(0), running(1)];
    await watch(old.id, { sinceMs: clock.now() - 2 * 60 * minute });
    const watcher = window();
    await watcher.look();
    await pass(() => simulator.requests.length > 0, 'a request');
    await elapse(minute);
    assert.equal(requests(), 1);
    fresh.status = 'Succeeded';
    await watch(fresh.id);
    await watcher.look();
    await pass(() => ends.length > 0, 'an end');
    assert.ok(requests() <= 3, `${requests()} requests`);
  });

  it('is patient for two minutes with one that is not found', async () => {
    await watch('00000000-0000-4000-8000-000000000000');
    await window().look();
    await elapse(110_000);
    assert.deepEqual(ends, []);
    await pass(() => ends.length > 0, 'an end');
    assert.deepEqual(ended(), [undefined]);
  });

  it('outlives whatever goes wrong on the way', async () => {
    const action = running();
    simulator.faults.add({ service: 'api', times: 4, respond: reset() });
    simulator.faults.add({ service: 'api', times: 4, respond: answer(503) });
    simulator.faults.add({ service: 'api', times: 1, respond: answer(429, '', { 'retry-after': '120' }) });
    await watch(action.id);
    await window().look();
    await elapse(8 * minute);
    assert.deepEqual(ends, []);
    action.status = 'Succeeded';
    await pass(() => ends.length > 0, 'an end');
    assert.deepEqual(ended(), ['Succeeded']);
  });

  it('does not ask again before the service wants to be asked', async () => {
    simulator.faults.add({ service: 'api', times: 1, respond: answer(429, '', { 'retry-after': '300' }) });
    await watch(running().id);
    await window().look();
    await pass(() => simulator.requests.length > 0, 'a request');
    await elapse(290_000);
    assert.equal(requests(), 1);
    await elapse(minute);
    assert.ok(requests() > 1);
  });

  it('asks in the name of each connection for its own alone', async () => {
    const [mine, theirs] = [running(0), running(1)];
    await watch(mine.id);
    await watch(theirs.id, { connection: 'Fabrikam', tenantId: 'other' });
    const asked = new Map<string, string[]>();
    const spying = (one: Watch): DefenderClient =>
      ({
        listMachineActions: (query: { id: string[] }, options: object) => {
          asked.set(one.connection, query.id);
          return client.listMachineActions(query, options);
        },
        getMachineAction: client.getMachineAction.bind(client),
      }) as unknown as DefenderClient;
    await window({ client: spying }).look();
    await pass(() => asked.size === 2, 'both asked');
    assert.deepEqual(Object.fromEntries(asked), { Contoso: [mine.id], Fabrikam: [theirs.id] });
  });

  it('is told of by nobody else once another window has told', async () => {
    const action = running();
    action.status = 'Succeeded';
    await watch(action.id);
    const slow = {
      listMachineActions: async (...asked: Parameters<DefenderClient['listMachineActions']>) => {
        const page = await client.listMachineActions(...asked);
        assert.equal(await list().remove(action.id), true);
        return page;
      },
    } as unknown as DefenderClient;
    await window({ client: () => slow }).look();
    const isLocked = (): boolean => readdirSync(folder).some((name) => name.endsWith('.lock'));
    await pass(() => requests() > 0 && !isLocked(), 'the end of watching');
    assert.deepEqual(ends, []);
  });

  for (const nth of [1, 2, 3]) {
    it(`goes on with one that is added as the last one ends: read ${nth} of the empty list`, async () => {
      const [last, next] = [running(0), running(1)];
      let emptyReads = 0;
      const readFile = async (path: string, encoding: 'utf8'): Promise<string> => {
        const text = await nodeFiles.readFile(path, encoding);
        if (text === '[]' && ++emptyReads === nth) {
          await watch(next.id);
          await watcher.look();
        }
        return text;
      };
      const watcher = window({ files: { ...nodeFiles, readFile } as Files });
      await watch(last.id);
      last.status = 'Succeeded';
      next.status = 'Failed';
      await watcher.look();
      await pass(() => ends.length === 2, 'both ends');
      assert.deepEqual(ended(), ['Succeeded', 'Failed']);
    });
  }

  it('costs nothing while nothing is watched', async () => {
    await window().look();
    await elapse(minute);
    assert.deepEqual([simulator.requests.length, clock.nextWakeMs], [0, undefined]);
  });
});
