import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PackageQueue, type QueuedPackage } from '../../../src/collection/packageQueue.ts';
import { systemClock } from '../../../src/defender/clock.ts';
import { nodeFiles, type Files } from '../../../src/evidence/disk/files.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

const script = fileURLToPath(new URL('../../support/queueingProcess.ts', import.meta.url));

describe('The queue of packages on the disk', () => {
  let folder: string;
  let log: RecordingLogger;
  const ending: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'queue-'));
    log = new RecordingLogger();
  });

  afterEach(async () => {
    for (const end of ending.splice(0)) {
      await end();
    }
    await rm(folder, { recursive: true, force: true });
  });

  function open(files: Files = nodeFiles): PackageQueue {
    const queue = new PackageQueue({ files, clock: systemClock, logger: log, folder });
    ending.push(() => queue.dispose());
    return queue;
  }

  function wanted(actionId: string, root = '/case'): QueuedPackage {
    const connection = { connection: 'Contoso', tenantId: 'tenant', clientId: 'app' };
    return { actionId, device: 'ws-042', ...connection, root, folder: 'packages' };
  }

  /** A window of another process, with these in its queue. @returns what kills it */
  async function another(...ids: string[]): Promise<() => Promise<void>> {
    const child = spawn(process.execPath, [script, folder, '/case', ...ids], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kill = async (): Promise<void> => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    };
    ending.unshift(kill);
    await once(child.stdout, 'data');
    return kill;
  }

  const ids = (packages: readonly QueuedPackage[]): string[] => packages.map(({ actionId }) => actionId);
  const locks = async (): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.endsWith('.lock'));

  it('keeps what it is given, in its order, until that is removed', async () => {
    const queue = open();
    assert.deepEqual(ids(await queue.add([wanted('a'), wanted('b')])), ['a', 'b']);
    await queue.add([wanted('c')]);
    assert.deepEqual(ids(await open().read()), ['a', 'b', 'c']);
    assert.equal((await locks()).length, 1);
    await queue.remove(wanted('b'));
    assert.deepEqual(ids(await queue.read()), ['a', 'c']);
    await queue.remove(wanted('a'));
    await queue.remove(wanted('c'));
    assert.deepEqual([await queue.read(), await locks()], [[], []]);
  });

  it('leaves a window that is at work what is its own', async () => {
    const [first, second] = [open(), open()];
    await first.add([wanted('a'), wanted('b')]);
    assert.deepEqual(await second.takeOver(['/case']), { taken: [], areSomeHeld: true });
    assert.deepEqual(ids(await second.add([wanted('b'), wanted('c')])), ['c']);
    assert.deepEqual(ids(await first.read()), ['a', 'b', 'c']);
    await first.remove(wanted('a'));
    await first.remove(wanted('b'));
    assert.deepEqual(ids(await second.add([wanted('b')])), ['b']);
  });

  it('goes on with what a killed window had, in one of the windows that see it', async () => {
    const kill = await another('a', 'b');
    const [first, second] = [open(), open()];
    assert.deepEqual(await first.takeOver(['/case']), { taken: [], areSomeHeld: true });
    await kill();
    const both = await Promise.all([first.takeOver(['/case']), second.takeOver(['/case'])]);
    assert.deepEqual(ids(both.flatMap(({ taken }) => taken)).toSorted(), ['a', 'b']);
    const later = await Promise.all([open(), open()].map((queue) => queue.takeOver(['/case'])));
    assert.deepEqual(
      later.map(({ taken, areSomeHeld }) => [taken.length, areSomeHeld]),
      [
        [0, true],
        [0, true],
      ],
    );
  });

  it('leaves to others what a window that ends had', async () => {
    const [first, second] = [open(), open()];
    await first.add([wanted('a')]);
    await first.dispose();
    assert.deepEqual(await locks(), []);
    assert.deepEqual(ids((await second.takeOver(['/case'])).taken), ['a']);
  });

  it('takes over nothing that belongs into another workspace', async () => {
    await (
      await another('a')
    )();
    const queue = open();
    assert.deepEqual(await queue.takeOver(['/other']), { taken: [], areSomeHeld: false });
    assert.deepEqual(await queue.takeOver([]), { taken: [], areSomeHeld: false });
    assert.deepEqual(ids((await queue.takeOver(['/other', '/case'])).taken), ['a']);
  });

  it('takes of what killed windows had only that, and only what belongs here', async () => {
    const [first, second] = [open(), open()];
    await first.add([wanted('a')]);
    const worker = '01234567.1.01234567.1';
    const left = [wanted('b'), wanted('c', '/other')].map((one) => ({ ...one, worker }));
    const path = join(folder, 'queued-packages.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as object[];
    await writeFile(path, JSON.stringify([...kept, ...left]));
    const { taken, areSomeHeld } = await second.takeOver(['/case']);
    assert.deepEqual([ids(taken), areSomeHeld], [['b'], true]);
    const workers = (JSON.parse(await readFile(path, 'utf8')) as { worker: string }[]).map(
      (one) => one.worker,
    );
    assert.equal(new Set(workers).size, 3);
    assert.equal(workers[2], worker);
  });

  it('makes its own what is asked for again after its window was killed', async () => {
    await (
      await another('a')
    )();
    const queue = open();
    assert.deepEqual(ids(await queue.add([wanted('A')])), ['A']);
    assert.deepEqual(ids(await queue.read()), ['A']);
  });

  it('has one that is wanted in two folders twice', async () => {
    const queue = open();
    await queue.add([wanted('a', '/case'), wanted('a', '/other')]);
    await queue.remove(wanted('a', '/other'));
    assert.deepEqual(
      (await queue.read()).map(({ root }) => root),
      ['/case'],
    );
  });

  it('takes from the file only what it would have written', async () => {
    const worker = '01234567.1.01234567.1';
    const path = join(folder, 'queued-packages.json');
    const elements = [
      { ...wanted('a'), worker: '../../etc/passwd' },
      { ...wanted('b'), worker, root: 7 },
      null,
      'c',
      { ...wanted('d'), worker },
    ];
    await writeFile(path, JSON.stringify(elements));
    assert.deepEqual(ids(await open().read()), ['d']);
    await writeFile(path, '[{"actionId":');
    assert.deepEqual(await open().read(), []);
  });

  it('goes on without the disk, and says so in the log', async () => {
    const full = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
    const queue = open({ ...nodeFiles, writeFile: full, mkdir: full });
    assert.deepEqual(ids(await queue.add([wanted('a')])), ['a']);
    await queue.remove(wanted('a'));
    assert.match(log.text, /^warn What is queued may not outlive this window: ENOSPC/m);
  });

  it('holds what it needs and nothing else', async () => {
    await open().add([wanted('a')]);
    const [element] = JSON.parse(await readFile(join(folder, 'queued-packages.json'), 'utf8')) as object[];
    assert.deepEqual(Object.keys(element ?? {}).toSorted(), [
      'actionId',
      'clientId',
      'connection',
      'device',
      'folder',
      'root',
      'tenantId',
      'worker',
    ]);
  });
});
