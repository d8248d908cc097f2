import { join } from 'node:path';
import nodeFetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import type { Fetch } from '../../src/defender/http.ts';
import { QuotaLedger } from '../../src/evidence/quota/quotaLedger.ts';
import type { AcquisitionSetup } from '../support/acquisitionSetup.ts';
import { QuietDisk } from '../support/quietDisk.ts';
import type { MachineClock } from './machineClock.ts';

const hour = 3_600_000;
const step = 1000;

/** The client as the extension has it: a pace that windows share, and tokens that are renewed when they are refused. */
export class PacedClient {
  readonly client: DefenderClient;
  /** How the API is reached. */
  fetch: Fetch = nodeFetch;
  readonly #setup: AcquisitionSetup;
  readonly #disk: QuietDisk;
  #isWaiting = false;

  constructor(setup: AcquisitionSetup, machine: MachineClock, newToken: () => string) {
    this.#setup = setup;
    this.#disk = new QuietDisk(setup.disk.files);
    const { clock, log: logger, storage, simulator } = setup;
    const startedMs = machine.trueNow - hour;
    const linkPace = new QuotaLedger({
      files: this.#disk.files,
      clock,
      folder: join(storage, 'link-quota'),
      key: simulator.tenantId,
      uptimeMs: () => machine.trueNow - startedMs,
      logger,
    });
    let token = newToken();
    this.client = new DefenderClient({
      apiHost: simulator.apiHost,
      fetch: (url, request) => {
        this.stopWaiting();
        return this.fetch(url, request);
      },
      clock,
      logger,
      linkPace,
      getToken: ({ rejected }) => {
        token = rejected === undefined ? token : newToken();
        return Promise.resolve(token);
      },
    });
    const info = logger.info.bind(logger);
    logger.info = (message) => {
      info(message);
      // The next attempt at a read of the API waits for the clock.
      if (/; attempt \d of \d in \d+ ms$/.test(message)) {
        this.wait();
      }
    };
  }

  /** Lets time pass until the API is asked again: while an answer is awaited the clock has to stand still. */
  wait(): void {
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      void this.#passTime();
    }
  }

  stopWaiting(): void {
    this.#isWaiting = false;
  }

  /** Waits until the pace has written down what there was. */
  quiet(): Promise<void> {
    return this.#disk.quiet();
  }

  async #passTime(): Promise<void> {
    while (this.#isWaiting) {
      await this.quiet();
      await this.#setup.clock.advance(step);
    }
  }
}
