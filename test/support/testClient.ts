import fetch from 'node-fetch';
import { DefenderClient, type DefenderClientOptions } from '../../src/defender/client.ts';
import type { TokenRequest } from '../../src/defender/transport.ts';
import type { Simulator } from '../simulator/index.ts';
import { RecordingLogger } from './recordingLogger.ts';
import { SkippingClock } from './skippingClock.ts';

export interface TestClient<C> {
  client: DefenderClient;
  clock: C;
  log: RecordingLogger;
  /** What the client asked of its token source. */
  tokenRequests: TokenRequest[];
}

/** A client of the simulated tenant over node-fetch, in the analyst's name unless told otherwise. */
export function testClient(
  simulator: Simulator,
  options?: Partial<DefenderClientOptions>,
): TestClient<SkippingClock>;
export function testClient<C extends NonNullable<DefenderClientOptions['clock']>>(
  simulator: Simulator,
  options: Partial<DefenderClientOptions> & { clock: C },
): TestClient<C>;
export function testClient(
  simulator: Simulator,
  { clock = new SkippingClock(), getToken, ...options }: Partial<DefenderClientOptions> = {},
): TestClient<NonNullable<DefenderClientOptions['clock']>> {
  const log = new RecordingLogger();
  const tokenRequests: TokenRequest[] = [];
  const client = new DefenderClient({
    apiHost: simulator.apiHost,
    fetch,
    logger: log,
    getToken: (request) => {
      tokenRequests.push(request);
      return getToken ? getToken(request) : Promise.resolve(simulator.accessToken());
    },
    ...options,
    clock,
  });
  return { client, clock, log, tokenRequests };
}
