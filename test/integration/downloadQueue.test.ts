import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fetch from 'node-fetch';
import { window, workspace } from 'vscode';
import { parseConnection } from '../../src/auth/connection.ts';
import { PackageQueue, type QueuedPackage } from '../../src/collection/packageQueue.ts';
import { DownloadQueue } from '../../src/commands/downloadQueue.ts';
import { offerUnfinished } from '../../src/commands/offerUnfinished.ts';
import type { Services } from '../../src/commands/services.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { DefenderClient } from '../../src/defender/client.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { UnfinishedDownloads } from '../../src/evidence/download/unfinishedDownloads.ts';
import { DetailsDocuments } from '../../src/views/detailsDocuments.ts';
import { answer, startSimulator, type MachineAction, type Simulator } from '../simulator/index.ts';
import { RecordingLogger } from '../support/recordingLogger.ts';
import { SpokenTo } from '../support/spokenTo.ts';

const folder = 'queued-packages';

describe('The queue of packages', () => {
  let simulator: Simulator;
  let storage: string;
  let root: string;
  let person: SpokenTo;
  let statusBar: (string | undefined)[];
  let log: RecordingLogger;
  let queue: DownloadQueue;
  let services: Services;
  let details: DetailsDocuments;
  /** Transfers that are under way, and the most that ever were. */
  let transfers: { now: number; most: number };

  before(async () => {
    simulator = await startSimulator({ limits: { packages: false, general: false }, packageBytes: 200_000 });
    root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
  });

  after(() => simulator.close());

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'queue-'));
    person = new SpokenTo();
    statusBar = [];
    log = new RecordingLogger();
    details = new DetailsDocuments('test-details');
    transfers = { now: 0, most: 0 };
    services = newServices();
    queue = services.queue;
    simulator.faults.add({
      service: 'packages',
      respond: async (_request, real) => {
        transfers.most = Math.max(transfers.most, ++transfers.now);
        await setTimeout(300);
        transfers.now--;
        return real();
      },
    });
  });

  afterEach(async () => {
    queue.dispose();
    details.dispose();
    person.leave();
    simulator.faults.clear();
    await rm(storage, { recursive: true, force: true });
    await rm(join(root, folder), { recursive: true, force: true });
  });

  /** What a window has; without a pace of links, so that nothing waits for minutes. */
  function newServices(): Services {
    const common = { files: nodeFiles, clock: systemClock, logger: log };
    const connection = parseConnection(simulator.connection('browser'), 0);
    const client = new DefenderClient({
      apiHost: simulator.apiHost,
      fetch,
      getToken: () => Promise.resolve(simulator.accessToken()),
      linkPace: { run: (send) => send(), throttled: () => undefined },
    });
    const all = {
      ...common,
      fetch,
      details,
      connections: { require: () => connection },
      sessions: { for: () => ({ account: () => Promise.resolve({ name: 'anna@contoso.com' }) }) },
      clients: { for: () => client },
      statusBar: {
        setQueue: (words: string[] | undefined) => statusBar.push(words?.join()),
        announce: (words: string) => statusBar.push(`done: ${words}`),
      },
      states: { note: () => Promise.resolve() },
      unfinished: new UnfinishedDownloads({ ...common, folder: join(storage, 'downloads') }),
      tool: { extension: 'test', version: '0', vscode: '0' },
      caseNote: { value: '' },
    };
    const made = {
      ...all,
      queue: new DownloadQueue(() => made, new PackageQueue({ ...common, folder: join(storage, 'queue') })),
    } as unknown as Services;
    return made;
  }

  function ready(count: number): MachineAction[] {
    const { tenant } = simulator;
    return tenant.actions.filter((action) => tenant.hasPackage(action, Date.now())).slice(0, count);
  }

  function wanted({ id, computerDnsName }: MachineAction): QueuedPackage {
    const { tenantId, clientId, name } = simulator.connection('browser');
    return { actionId: id, device: computerDnsName, connection: name, tenantId, clientId, root, folder };
  }

  /** The queue of a process of another run, which has ended. */
  async function leaveBehind(packages: QueuedPackage[]): Promise<void> {
    const worker = '01234567.1.01234567.1';
    await nodeFiles.mkdir(join(storage, 'queue'));
    await writeFile(
      join(storage, 'queue', 'queued-packages.json'),
      JSON.stringify(packages.map((one) => ({ ...one, worker }))),
    );
  }

  async function until(condition: () => boolean, what: string): Promise<void> {
    const end = performance.now() + 20_000;
    while (!condition()) {
      assert.ok(performance.now() < end, `${what}: ${person.messages.join('|')} ${log.text}`);
      await setTimeout(20);
    }
  }

  const summary = (): string | undefined =>
    person.messages.find((text) => text.startsWith('Investigation packages: '));
  const finished = () => until(() => summary() !== undefined, 'a summary');
  const packages = (): string[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder)).filter((name) => name.endsWith('.zip'))
      : [];

  it('brings all of them to disk, two at once, with one notification and one summary', async () => {
    const actions = ready(5);
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Show Details');
    await queue.add(actions.map(wanted), ['lap-999\n  It is no collection.']);
    await finished();
    assert.deepEqual(person.messages, ['Investigation packages: 5 downloaded, 1 left out.']);
    assert.equal(transfers.most, 2);
    assert.equal(person.progress.length, 1);
    const [{ messages } = assert.fail()] = person.progress;
    assert.ok(
      messages.some((text) => /^\d of 5 packages · .* · \d waits?$/.test(text)),
      messages.join('\n'),
    );
    await until(() => person.progress[0]?.isOver === true, 'the end of its notification');
    assert.deepEqual(statusBar.slice(-2), [undefined, `done: ${summary()}`]);
    await until(() => window.activeTextEditor?.document.uri.scheme === 'test-details', 'the details');
    const { document } = window.activeTextEditor ?? assert.fail();
    for (const { id } of actions) {
      const path = join(root, folder, packages().find((name) => name.includes(id)) ?? assert.fail(id));
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      assert.equal(sha256, (await simulator.packageDigest(id)).sha256);
      assert.ok(document.getText().includes(`\n  ${path}\n  SHA-256 ${sha256}, `), document.getText());
    }
    assert.match(document.getText(), /lap-999\n {2}It is no collection\./);
    assert.deepEqual(await queue.read(), []);
  });

  it('tells those apart that are there already, and goes on after one that fails, which is tried again', async () => {
    const [first = assert.fail(), second = assert.fail(), third = assert.fail()] = ready(3).map(wanted);
    await queue.add([first]);
    await finished();
    person.messages.length = 0;
    const path = new RegExp(`${second.actionId}/getPackageUri`, 'i');
    simulator.faults.add({ service: 'api', path, times: 1, respond: answer(403, '{}') });
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Retry Failed');
    await queue.add([first, second, third]);
    await until(() => person.messages.length === 2, 'two summaries');
    assert.deepEqual(person.messages, [
      'Investigation packages: 1 downloaded, 1 already there and intact, 1 failed.',
      'Investigation packages: 1 downloaded.',
    ]);
    assert.equal(packages().length, 3);
    assert.match(log.text, /^error Investigation packages, .*: DefenderError: forbidden/m);
  });

  it('cancels the one that is chosen from the list of what is queued', async () => {
    const actions = ready(4);
    await queue.add(actions.map(wanted));
    const { computerDnsName: unwanted, id: unwantedId } = actions[3] ?? assert.fail();
    person.choose = ({ label }) => label === unwanted;
    await queue.show();
    const [listed = []] = person.picks;
    assert.deepEqual([listed.length, listed[3]], [4, `${unwanted} waits for its turn`]);
    await finished();
    assert.deepEqual(person.messages, ['Investigation packages: 3 downloaded, 1 cancelled.']);
    assert.ok(!packages().some((name) => name.includes(unwantedId)));
  });

  it('stops at once when its notification is cancelled, and leaves nothing', async () => {
    await queue.add(ready(4).map(wanted));
    await until(() => transfers.now === 2, 'two transfers');
    person.progress[0]?.cancel();
    await until(() => person.progress[0]?.isOver === true, 'its end');
    assert.deepEqual([packages(), await queue.read(), person.messages], [[], [], []]);
    assert.equal(transfers.most, 2);
  });

  it('is gone on with by the next window that has the folder open, without a question', async () => {
    const actions = ready(3);
    const other = { ...wanted(ready(4)[3] ?? assert.fail()), root: '/other' };
    await leaveBehind([...actions.map(wanted), other]);
    await queue.start(new AbortController().signal);
    await finished();
    assert.deepEqual(person.messages, ['Investigation packages: 3 downloaded.']);
    assert.deepEqual(
      (await queue.read()).map((one) => one.root),
      ['/other'],
    );
    assert.equal(packages().length, 3);
  });

  it("is one window's: another one leaves its packages alone, and says so when they are asked for there", async () => {
    const other = newServices().queue;
    await queue.add(ready(2).map(wanted));
    await other.add(ready(1).map(wanted));
    assert.deepEqual(person.messages, ['Investigation packages: 1 left out.']);
    await until(() => person.messages.length === 2, 'both ends');
    assert.equal(person.messages[1], 'Investigation packages: 2 downloaded.');
    other.dispose();
  });

  it('keeps those that it has from being offered as cut off', async () => {
    const [action = assert.fail()] = ready(1);
    const packagePath = join(root, folder, 'cut-off.zip');
    await nodeFiles.mkdir(join(root, folder), { recursive: true });
    await writeFile(`${packagePath}.part`, 'PK');
    const { actionId, device, connection } = wanted(action);
    await services.unfinished.add({ packagePath, root, folder, actionId, device, connection });
    const { signal } = new AbortController();
    await offerUnfinished(services, signal);
    assert.match(person.messages.join(), /was cut off/, 'one that is not queued is offered');
    person.messages.length = 0;
    await leaveBehind([wanted(action)]);
    await offerUnfinished(services, signal);
    assert.deepEqual(person.messages, []);
  });
});
