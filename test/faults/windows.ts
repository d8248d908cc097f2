import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { AcquisitionSetup } from '../support/acquisitionSetup.ts';
import { bytesOf } from './bodies.ts';
import { killedBytes } from './killMoments.ts';
import {
  assertComplete,
  assertFinalName,
  assertLeft,
  assertNoSecret,
  sureBytes,
  type Place,
} from './traces.ts';
import { Window } from './window.ts';

/** So small that there are enough of them, however long a checkpoint takes. */
const crumb = 1;
const crumbEveryMs = 2;

interface Tolerance {
  actionIds?: string[];
  /** Names in the folder. */
  mayStay?: string[];
}

/** A tenant on the real clock, and the windows that have one workspace open. */
export class Windows {
  readonly setup: AcquisitionSetup;
  readonly #token: string;
  readonly #open: Window[] = [];
  readonly #held = Promise.withResolvers<unknown>();

  private constructor(setup: AcquisitionSetup) {
    this.setup = setup;
    this.#token = setup.simulator.accessToken();
  }

  static async start(): Promise<Windows> {
    return new Windows(
      await AcquisitionSetup.start({ now: Date.now, actions: 40, packageBytes: killedBytes }),
    );
  }

  get actionIds(): string[] {
    const { tenant } = this.setup.simulator;
    return tenant.actions.filter((action) => tenant.hasPackage(action, Date.now())).map(({ id }) => id);
  }

  place(actionId = this.#first): Place {
    const { setup } = this;
    return {
      packagePath: setup.pathOf(setup.simulator.tenant.action(actionId)),
      root: setup.root,
      storage: setup.storage,
    };
  }

  open({ actionId = this.#first, moment }: { actionId?: string; moment?: number } = {}): Window {
    const { circumstances, storage } = this.setup;
    const window = new Window({
      request: { actionId, ...circumstances },
      token: this.#token,
      storage,
      ...(moment !== undefined && { moment }),
    });
    this.#open.push(window);
    return window;
  }

  /** How many bytes are sure to be on the disk. */
  get sureBytes(): number {
    return sureBytes(this.setup.storage);
  }

  /**
   * Lets the package host send so many bytes, and then crumbs until a window has made sure of them. The rest comes when
   * it is let go on.
   * @returns when that is so
   */
  holdAfter(wanted: number): Promise<unknown> {
    const reached = Promise.withResolvers<unknown>();
    this.setup.packageHost(async (_request, real) => {
      const reply = await real();
      const bytes = await bytesOf(reply);
      return {
        ...reply,
        body: { size: bytes.length, chunks: () => this.#chunks(bytes, wanted, reached.resolve) },
      };
    }, 1);
    return reached.promise;
  }

  goOn(): void {
    this.#held.resolve(undefined);
  }

  /** Positions that the package host was asked for, and what it answered. */
  asked(): { from: number; status: number }[] {
    return this.setup.packageRequests.map(({ headers, status }) => ({
      from: Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0),
      status,
    }));
  }

  async assertNothingWrong(): Promise<void> {
    await assertFinalName(this.place(), await this.#digest());
    await this.#assertNoSecret('');
  }

  /** Asserts that these packages are there, whole, and nothing else. */
  async assertDone(log: string, { actionIds = [this.#first], mayStay = [] }: Tolerance = {}): Promise<void> {
    const places = actionIds.map((id) => this.place(id));
    for (const place of places) {
      const others = places.filter((other) => other !== place).map(({ packagePath }) => packagePath);
      const foreign = others.flatMap((path) => [path, path.replace(/\.zip$/, '.acquisition.json')]);
      await assertLeft(place, { package: true, unfinished: false }, new Set(foreign), mayStay);
      await assertComplete(place, await this.#digest());
    }
    const { requests } = this.setup.simulator;
    assert.deepEqual(
      requests.filter(({ status }) => status === 429),
      [],
      'the service had to throttle',
    );
    await this.#assertNoSecret(log);
  }

  async close(): Promise<void> {
    for (const window of this.#open) {
      await window.kill();
    }
    this.goOn();
    await this.setup.close();
  }

  async *#chunks(bytes: Buffer, wanted: number, reach: (value: unknown) => void): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, wanted);
    let at = wanted;
    for (; this.sureBytes < wanted; at += crumb) {
      yield bytes.subarray(at, at + crumb);
      await pause(crumbEveryMs);
    }
    reach(undefined);
    await this.#held.promise;
    yield bytes.subarray(at);
  }

  get #first(): string {
    return this.actionIds[0] ?? assert.fail('no action has a package');
  }

  #digest(): Promise<{ bytes: number; sha256: string }> {
    return this.setup.simulator.packageDigest(this.#first);
  }

  async #assertNoSecret(log: string): Promise<void> {
    const { root, storage, packageRequests } = this.setup;
    const links = packageRequests.map(({ query }) => query.get('sig') ?? query.get('token') ?? '');
    await assertNoSecret([this.#token, ...links].filter(Boolean), [root, storage], [log]);
  }
}

export async function inWindows(work: (windows: Windows) => Promise<void>): Promise<void> {
  const windows = await Windows.start();
  try {
    await work(windows);
  } catch (error) {
    await windows.close().catch(() => undefined);
    throw error;
  }
  await windows.close();
}
