import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import nodeFetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import type { Fetch } from '../../src/defender/http.ts';
import {
  acquirePackage,
  type Acquired,
  type AcquisitionProgress,
  type AcquisitionRequest,
} from '../../src/evidence/acquisition.ts';
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
  readonly client: DefenderClient;
  readonly progress: AcquisitionProgress[] = [];
  readonly log = new RecordingLogger();
  readonly errors: unknown[] = [];
  readonly #secrets = new Set<string>([secretMarker]);

  private constructor(simulator: Simulator, clock: FakeClock, root: string) {
    this.simulator = simulator;
    this.clock = clock;
    this.root = root;
    this.client = this.newClient();
  }

  static async start({ windowsPackages, ...options }: SetupOptions = {}): Promise<AcquisitionSetup> {
    const clock = new FakeClock();
    const simulator = await startSimulator({
      now: () => clock.now(),
      ...(!windowsPackages && { packageBytes: 200_000 }),
      ...options,
    });
    const root = await realpath(await mkdtemp(join(tmpdir(), 'evidence-')));
    return new AcquisitionSetup(simulator, clock, root);
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
        { client: client ?? this.client, fetch: watched, files, clock: this.clock, logger: this.log },
        {
          signal: signal ?? new AbortController().signal,
          onProgress: (progress) => {
            this.progress.push(progress);
            onProgress?.(progress);
          },
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

  /** Names in the download folder. */
  async names(): Promise<string[]> {
    return (await readdir(this.folder).catch(() => [])).sort();
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
      for (const entry of await readdir(this.root, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) {
          texts.push(await readFile(join(entry.parentPath, entry.name)));
        }
      }
      for (const secret of this.#secrets) {
        assert.ok(!texts.some((text) => text.includes(secret)), `a secret was written: ${secret}`);
      }
    } finally {
      await this.simulator.close();
      await rm(this.root, { recursive: true, force: true });
    }
  }
}
