import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import nodeFetch from 'node-fetch';
import type { Fetch } from '../../src/defender/http.ts';
import type { Acquired, AcquisitionProgress } from '../../src/evidence/acquisitionTypes.ts';
import { secretMarker, type Respond } from '../simulator/index.ts';
import { AcquisitionSetup, type SetupOptions } from '../support/acquisitionSetup.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { MachineClock } from './machineClock.ts';
import { PacedClient } from './pacedClient.ts';

/** The requests of the API that an acquisition needs. */
export type ApiStep = 'getMachineAction' | 'getPackageUri';

const steps: Record<ApiStep, RegExp> = {
  getMachineAction: /\/machineactions\/[^/]+$/,
  getPackageUri: /\/getPackageUri$/,
};

/** No window of the service's is longer: whatever it asks for, nobody waits for more. */
const longestPatienceMs = 3_600_000;

/** A refusal of the service, how many requests it had seen by then, and until when it wants no other one. */
export interface Throttled {
  step: ApiStep;
  requestsBefore: number;
  untilMs: number;
}

/** How one attempt ended, and what it asked for on its way. */
export interface Attempted {
  acquired?: Acquired;
  error?: unknown;
  /** Positions that the package host was asked for, and what it answered. */
  asked: { from: number; status: number }[];
  links: number;
  /** Bytes that were said to be kept. */
  kept: number;
}

/** One package, everything that it comes over, and the faults on that way. Waits end as soon as they have begun. */
export class Stage {
  readonly setup: AcquisitionSetup;
  readonly actionId: string;
  readonly packagePath: string;
  /** What has to arrive in the end. */
  digest: { bytes: number; sha256: string };
  /** How the package host is reached. */
  fetch: Fetch = nodeFetch;
  /** Paths of files and folders that are none of the extension's. */
  readonly foreign = new Set<string>();
  /** What must not be written anywhere. */
  readonly secrets = new Set<string>([secretMarker]);
  readonly machine: MachineClock;
  readonly #paced: PacedClient;
  readonly #lifts: (() => unknown)[] = [];
  #asked: Attempted['asked'] = [];
  #isLifted = false;
  readonly #throttled: Throttled[] = [];
  #otherLinks = 0;
  readonly #waiting: (() => void)[] = [];
  #heard: (progress: AcquisitionProgress) => void = () => undefined;

  private constructor(setup: AcquisitionSetup, digest: Stage['digest']) {
    this.setup = setup;
    this.actionId = setup.ready.id;
    this.packagePath = setup.pathOf();
    this.digest = digest;
    this.machine = new MachineClock(setup.clock);
    this.#paced = new PacedClient(setup, this.machine, () => {
      const token = setup.simulator.accessToken();
      this.secrets.add(token);
      return token;
    });
    const files = { ...setup.disk.files };
    this.#lifts.push(() => Object.assign(setup.disk.files, files));
  }

  static async start(options?: SetupOptions): Promise<Stage> {
    // The service's clock is right, whatever this machine's shows.
    const held: { stage?: Stage } = {};
    const start = new FakeClock().now();
    const now = (): number => held.stage?.machine.trueNow ?? start;
    const setup = await AcquisitionSetup.start({ now, actions: 40, ...options });
    held.stage = new Stage(setup, await setup.simulator.packageDigest(setup.ready.id));
    return held.stage;
  }

  /** How the API is reached. */
  set apiFetch(fetch: Fetch) {
    this.#paced.fetch = fetch;
  }

  /** Whether the fault is over. */
  get isLifted(): boolean {
    return this.#isLifted;
  }

  /** The requests of the API that were throttled as a fault: no pace could foresee these. */
  get throttled(): readonly Throttled[] {
    return this.#throttled;
  }

  /** Lets the API answer one of its requests as told. */
  api(step: ApiStep, respond: Respond, times = Infinity): void {
    const counted: Respond = async (request, real) => {
      const reply = await respond(request, real);
      if (reply.status === 429) {
        const patienceMs = Math.min(Number(reply.headers['retry-after']) * 1000, longestPatienceMs);
        const requestsBefore = this.setup.simulator.requests.length;
        this.#throttled.push({ step, requestsBefore, untilMs: this.machine.trueNow + patienceMs });
      }
      return reply;
    };
    this.setup.simulator.faults.add({ service: 'api', path: steps[step], times, respond: counted });
  }

  /** Lets the package host answer as told: first as the first of them says, in the end always as the last one. */
  host(...responds: Respond[]): void {
    for (const [index, respond] of responds.entries()) {
      this.setup.packageHost(respond, index < responds.length - 1 ? 1 : Infinity);
    }
  }

  /** Lets the package host answer as told, each time once, and then as ever. */
  hostOnce(...responds: Respond[]): void {
    for (const respond of responds) {
      this.setup.packageHost(respond, 1);
    }
  }

  /** Puts other methods in the place of those of the files that are opened as long as the fault lasts. */
  changeFile(path: RegExp, change: (file: FileHandle) => Partial<FileHandle>): void {
    this.setup.disk.changeFile(path, (file) => (this.#isLifted ? {} : change(file)));
  }

  /** Does something once, when the acquisition has come to a phase, or to so many bytes in it. */
  when(phase: AcquisitionProgress['phase'], act: () => unknown, bytes = 0): void {
    let isDone = false;
    const heard = this.#heard;
    this.#heard = (progress) => {
      heard(progress);
      if (!isDone && progress.phase === phase && (!('bytes' in progress) || progress.bytes >= bytes)) {
        isDone = true;
        act();
      }
    };
  }

  /** Waits for the head of the package host's next answer. */
  answered(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Waits for the transfer to say that it has come so far, from now on. */
  reached(bytes: number): Promise<void> {
    return new Promise((resolve) => this.when('transferring', resolve, bytes));
  }

  /** Asks for links, and does nothing with them. */
  async useQuota(links: number): Promise<void> {
    for (let asked = 0; asked < links; asked++) {
      await this.#paced.client.getPackageUri(this.actionId);
    }
    await this.#paced.quiet();
    this.#otherLinks += links;
  }

  /** Requests for links that the attempts made. */
  get links(): number {
    return this.setup.linkRequests.length - this.#otherLinks;
  }

  async attempt(): Promise<Attempted> {
    const { setup } = this;
    const { links } = this;
    const kept = setup.kept.length;
    this.#asked = [];
    const ended = await setup
      .acquire({
        actionId: this.actionId,
        client: this.#paced.client,
        fetch: this.#noting,
        onProgress: (progress) => this.#onProgress(progress),
      })
      .then(
        (acquired) => ({ acquired }),
        (error: unknown) => ({ error }),
      );
    this.#paced.stopWaiting();
    await this.#paced.quiet();
    return {
      ...ended,
      asked: this.#asked,
      links: this.links - links,
      kept: setup.kept[kept] ?? 0,
    };
  }

  onLift(lift: () => unknown): void {
    this.#lifts.push(lift);
  }

  /** Ends the fault. */
  async lift(): Promise<void> {
    if (this.#isLifted) {
      return;
    }
    this.#isLifted = true;
    this.setup.simulator.faults.clear();
    this.fetch = nodeFetch;
    this.apiFetch = nodeFetch;
    this.#heard = () => undefined;
    for (const lift of this.#lifts) {
      await lift();
    }
  }

  async close(): Promise<void> {
    await this.#paced.quiet();
    await this.setup.close();
  }

  readonly #noting: Fetch = async (url, request) => {
    this.secrets.add(new URL(url).search.slice(1) || url);
    const entry = {
      from: Number(/^bytes=(\d+)-$/.exec(request.headers['Range'] ?? '')?.[1] ?? 0),
      status: 0,
    };
    const { Range: range, 'If-Range': version } = request.headers;
    assert.deepEqual(
      [!!range, !!version],
      [entry.from > 0, entry.from > 0],
      'a range without a version, or of nothing',
    );
    this.#asked.push(entry);
    const response = await this.fetch(url, request);
    entry.status = response.status;
    this.#waiting.splice(0).forEach((resolve) => resolve());
    return response;
  };

  #onProgress(progress: AcquisitionProgress): void {
    this.#heard(progress);
    if (progress.phase === 'waiting') {
      this.#paced.wait();
    }
  }
}
