import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inspect } from 'node:util';
import nodeFetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import type { Fetch } from '../../src/defender/http.ts';
import { acquirePackage } from '../../src/evidence/acquisition.ts';
import type {
  Acquired,
  AcquisitionProgress,
  AcquisitionRequest,
} from '../../src/evidence/acquisitionTypes.ts';
import { recordPathOf, type AcquisitionRecord } from '../../src/evidence/acquisitionRecord.ts';
import { UnfinishedDownloads } from '../../src/evidence/download/unfinishedDownloads.ts';
import { packageName } from '../../src/evidence/packageName.ts';
import {
  secretMarker,
  startSimulator,
  type MachineAction,
  type RecordedRequest,
  type Respond,
  type Simulator,
  type SimulatorOptions,
} from '../simulator/index.ts';
import { FakeClock } from './fakeClock.ts';
import { RecordingLogger } from './recordingLogger.ts';
import { TestDisk } from './testDisk.ts';
import { until } from './until.ts';

export interface Attempt extends Partial<AcquisitionRequest> {
  signal?: AbortSignal;
  onProgress?: (progress: AcquisitionProgress) => void;
  fetch?: Fetch;
  client?: DefenderClient;
  /** Another instance of the function, for what another window does. */
  acquire?: typeof acquirePackage;
}

/** For `onProgress`: does something when the acquisition has come to a phase, or to so many bytes of a transfer. */
export function at(
  phase: AcquisitionProgress['phase'],
  act: () => unknown,
  bytes = 0,
): (progress: AcquisitionProgress) => void {
  return (progress) => {
    if (progress.phase === phase && (progress.phase !== 'transferring' || progress.bytes >= bytes)) {
      act();
    }
  };
}

export interface SetupOptions extends SimulatorOptions {
  /** Packages with all that Windows collects, instead of synthetic ones of 200,000 bytes. */
  windowsPackages?: boolean;
}

/** A simulated tenant, a folder of its own, a clock that stands still: all that an acquisition touches. */
export class AcquisitionSetup {
  readonly simulator: Simulator;
  readonly clock: FakeClock;
  readonly disk = new TestDisk();
  /** The workspace folder. */
  readonly root: string;
  /** A folder of the extension's own, outside the workspace. */
  readonly storage: string;
  readonly unfinished: UnfinishedDownloads;
  readonly client: DefenderClient;
  /** Bytes that failed acquisitions said were kept, in their order. */
  readonly kept: number[] = [];
  readonly progress: AcquisitionProgress[] = [];
  readonly log = new RecordingLogger();
  readonly errors: unknown[] = [];
  readonly #secrets = new Set<string>([secretMarker]);

  private constructor(simulator: Simulator, clock: FakeClock, root: string, storage: string) {
    this.simulator = simulator;
    this.clock = clock;
    this.root = root;
    this.storage = storage;
    this.unfinished = this.newUnfinished();
    this.client = this.newClient();
  }

  static async start({ windowsPackages, ...options }: SetupOptions = {}): Promise<AcquisitionSetup> {
    const clock = new FakeClock();
    const simulator = await startSimulator({
      now: () => clock.now(),
      ...(!windowsPackages && { packageBytes: 200_000 }),
      ...options,
    });
    const [root, storage] = await Promise.all(
      ['evidence-', 'storage-'].map(async (name) => realpath(await mkdtemp(join(tmpdir(), name)))),
    );
    return new AcquisitionSetup(simulator, clock, root ?? assert.fail(), storage ?? assert.fail());
  }

  /** The newest action with a package. */
  get ready(): MachineAction {
    return this.allReady[0] ?? assert.fail('no action has a package');
  }

  get allReady(): MachineAction[] {
    const { tenant } = this.simulator;
    return tenant.actions.filter((action) => tenant.hasPackage(action, this.clock.now()));
  }

  get folder(): string {
    return join(this.root, 'investigation-packages');
  }

  get linkRequests(): RecordedRequest[] {
    return this.simulator.requests.filter(({ path }) => path.endsWith('/getPackageUri'));
  }

  get packageRequests(): RecordedRequest[] {
    return this.simulator.requests.filter(({ service }) => service === 'packages');
  }

  /** Range and version that each request to the package host asked for. */
  get ranges(): (string | undefined)[][] {
    return this.packageRequests.map(({ headers }) => [headers.range, headers['if-range'] as string]);
  }

  newClient(token = this.simulator.accessToken()): DefenderClient {
    this.#secrets.add(token);
    return new DefenderClient({
      apiHost: this.simulator.apiHost,
      fetch: nodeFetch,
      clock: this.clock,
      logger: this.log,
      getToken: () => Promise.resolve(token),
    });
  }

  /** What another window would know of unfinished downloads. */
  newUnfinished(): UnfinishedDownloads {
    return new UnfinishedDownloads({
      files: this.disk.files,
      clock: this.clock,
      logger: this.log,
      folder: this.storage,
    });
  }

  /** What is kept of the unfinished download of an action's package. */
  statePathOf(action = this.ready): string {
    const name = createHash('sha256').update(this.pathOf(action)).digest('hex').slice(0, 32);
    return join(this.storage, `${name}.json`);
  }

  /** The record of the newest action's package. */
  async record(): Promise<AcquisitionRecord> {
    return JSON.parse(await readFile(recordPathOf(this.pathOf()), 'utf8')) as AcquisitionRecord;
  }

  /** What its record says of the transfers. */
  async segments(): Promise<unknown[]> {
    const { transfers } = await this.record();
    return transfers.map(({ fromByte, toByte, outcome, status }) =>
      [fromByte, toByte, outcome, status].filter((value) => value !== undefined),
    );
  }

  /** The connection breaks as soon as the client has so many bytes of the answer. */
  breakAfter(bytes: number): Respond {
    return async (_request, real) => {
      const { body, ...reply } = await real();
      const from = Number(/^bytes (\d+)/.exec(reply.headers['content-range'] ?? '')?.[1] ?? 0);
      const source = body as Exclude<typeof body, string | Buffer>;
      const hasCome = () => {
        const last = this.progress.findLast(({ phase }) => phase === 'transferring');
        return last?.phase === 'transferring' && last.bytes === from + bytes;
      };
      const beginning = async function* () {
        let left = bytes;
        for await (const chunk of source.chunks()) {
          yield chunk.subarray(0, left);
          left -= Math.min(left, chunk.length);
          if (left === 0) {
            return until(hasCome, `${bytes} bytes from ${from} on`);
          }
        }
      };
      const delivery = { cut: { how: 'end', afterBytes: bytes } } as const;
      return { ...reply, body: { size: source.size, chunks: beginning }, delivery };
    };
  }

  /** Lets the package host answer as told, the given number of times. */
  packageHost(respond: Respond, times = Infinity): void {
    this.simulator.faults.add({ service: 'packages', times, respond });
  }

  async acquire({
    signal,
    onProgress,
    fetch = nodeFetch,
    client,
    acquire = acquirePackage,
    ...request
  }: Attempt = {}): Promise<Acquired> {
    const watched: Fetch = (url, sent) => {
      this.#secrets.add(new URL(url).search.slice(1) || url);
      return fetch(url, sent);
    };
    const { files } = this.disk;
    try {
      return await acquire(
        { actionId: this.ready.id, ...this.circumstances, ...request },
        {
          client: client ?? this.client,
          fetch: watched,
          files,
          clock: this.clock,
          logger: this.log,
          unfinished: this.unfinished,
        },
        {
          signal: signal ?? new AbortController().signal,
          onProgress: (progress) => {
            this.progress.push(progress);
            onProgress?.(progress);
            if (progress.phase === 'broken') {
              // The pause before the next attempt is over as soon as it has begun.
              setImmediate(() => void this.clock.advance(progress.untilMs - this.clock.now()));
            }
          },
          onKept: (bytes) => this.kept.push(bytes),
        },
      );
    } catch (error) {
      this.errors.push(error);
      throw error;
    }
  }

  get circumstances(): Omit<AcquisitionRequest, 'actionId'> {
    const { tenantId, clients, apiHost } = this.simulator;
    const clientId = clients.publicClientId;
    return {
      root: this.root,
      folder: 'investigation-packages',
      connection: { name: 'Contoso', cloud: 'custom', tenantId, clientId, apiHost },
      acquiredBy: { account: 'anna@contoso.com', osUser: 'anna' },
      acquiredWith: {
        extension: 'machine-actions.defender-machine-actions',
        version: '1.2.3',
        vscode: '1.105.0',
      },
    };
  }

  /** Full path that the package of an action has in the end. */
  pathOf(action = this.ready): string {
    return join(this.folder, packageName({ ...action, raw: {} } as Parameters<typeof packageName>[0]));
  }

  /** Names in the download folder, without the custody log and what keeps the folder out of git and searches. */
  async names(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => !['.gitignore', '.ignore', 'custody.jsonl'].includes(name)).sort();
  }

  /** After a failure: only what was said to be kept is left, and it is as long as that. */
  async assertOnlyKept(): Promise<void> {
    const bytes = this.kept.at(-1);
    const partPath = `${this.pathOf()}.part`;
    assert.deepEqual(await this.names(), bytes === undefined ? [] : [basename(partPath)]);
    assert.equal(bytes, bytes === undefined ? undefined : (await stat(partPath)).size);
    const listed = await this.unfinished.list();
    assert.equal(listed.length, bytes === undefined ? 0 : 1);
  }

  /** Ends a test: nothing may be open, and no secret may have been written anywhere. */
  async close(): Promise<void> {
    try {
      await until(
        () => this.packageRequests.every(({ outcome }) => outcome !== 'open'),
        'connections closed',
      );
      assert.equal(this.disk.openFiles, 0, 'files are still open');
      const said = this.errors.map((error) => inspect(error, { depth: 9, showHidden: true }));
      const texts = [this.log.text, ...said].map((text) => Buffer.from(text));
      for (const folder of [this.root, this.storage]) {
        for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
          if (entry.isFile()) {
            texts.push(await readFile(join(entry.parentPath, entry.name)));
          }
        }
      }
      for (const secret of this.#secrets) {
        assert.ok(!texts.some((text) => text.includes(secret)), `a secret was written: ${secret}`);
      }
    } finally {
      await this.simulator.close();
      await rm(this.root, { recursive: true, force: true });
      await rm(this.storage, { recursive: true, force: true });
    }
  }
}
