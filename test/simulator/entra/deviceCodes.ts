import { randomInt } from 'node:crypto';
import type { Client, User } from './directory.ts';
import {
  deviceCodeExpired,
  deviceDeclined,
  devicePending,
  devicePolledTooFast,
  unknownDeviceCode,
} from './errors.ts';
import type { RequestedScope } from './requestedScope.ts';
import { newSecret } from './secrets.ts';

export const deviceCodeLifetimeSeconds = 900;
export const pollingIntervalSeconds = 1;
const userCodeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

interface Flow {
  readonly userCode: string;
  readonly client: Client;
  readonly scope: RequestedScope;
  expiresAtMs: number;
  polls: number;
  /** Real time, not the simulated clock: it judges how fast a client really polls. */
  lastPollAt: number;
  slowDownOnce: boolean;
  decision: 'none' | 'declined' | 'used' | User;
}

/** Sign-ins that wait for somebody to type a code on another device. */
export class DeviceCodes {
  readonly #flows = new Map<string, Flow>();
  readonly #approveSecondPoll: User | undefined;
  readonly #now: () => number;

  /** With `approveSecondPoll`, every sign-in is approved as that person the second time it is asked about. */
  constructor(approveSecondPoll: User | undefined, now: () => number) {
    this.#approveSecondPoll = approveSecondPoll;
    this.#now = now;
  }

  start(client: Client, scope: RequestedScope): { deviceCode: string; userCode: string } {
    const deviceCode = newSecret('device', 32);
    const userCode = Array.from({ length: 9 }, () =>
      userCodeLetters.charAt(randomInt(userCodeLetters.length)),
    ).join('');
    this.#flows.set(deviceCode, {
      userCode,
      client,
      scope,
      expiresAtMs: this.#now() + deviceCodeLifetimeSeconds * 1000,
      polls: 0,
      lastPollAt: -Infinity,
      slowDownOnce: false,
      decision: 'none',
    });
    return { deviceCode, userCode };
  }

  /** The person who approved; throws what the token endpoint answers while, or if, there is none. */
  poll(deviceCode: string, client: Client): { user: User; scope: RequestedScope } {
    const flow = this.#flows.get(deviceCode);
    if (flow?.client !== client || flow.decision === 'used') {
      throw unknownDeviceCode();
    }
    if (this.#now() >= flow.expiresAtMs) {
      throw deviceCodeExpired();
    }
    flow.polls++;
    this.#checkPace(flow);
    if (flow.decision === 'none' && this.#approveSecondPoll !== undefined && flow.polls >= 2) {
      flow.decision = this.#approveSecondPoll;
    }
    if (flow.decision === 'none') {
      throw devicePending();
    }
    if (flow.decision === 'declined') {
      throw deviceDeclined();
    }
    const user = flow.decision;
    flow.decision = 'used';
    return { user, scope: flow.scope };
  }

  /** Codes that nobody has decided on yet. */
  get pending(): string[] {
    return [...this.#flows.values()]
      .filter(({ decision }) => decision === 'none')
      .map(({ userCode }) => userCode);
  }

  /** The name of the application that waits for this code, if one does. */
  waitingApplication(userCode: string): string | undefined {
    return this.#open(userCode)?.client.name;
  }

  approve(userCode: string, user: User): void {
    this.#flow(userCode).decision = user;
  }

  decline(userCode: string): void {
    this.#flow(userCode).decision = 'declined';
  }

  expire(userCode: string): void {
    this.#flow(userCode).expiresAtMs = -Infinity;
  }

  /** The next poll is told to slow down, however slow it is. */
  slowDown(userCode: string): void {
    this.#flow(userCode).slowDownOnce = true;
  }

  #checkPace(flow: Flow): void {
    const at = performance.now();
    // Half the interval, because timers of both sides are not exact.
    const tooFast = at - flow.lastPollAt < pollingIntervalSeconds * 500;
    flow.lastPollAt = at;
    if (tooFast || flow.slowDownOnce) {
      flow.slowDownOnce = false;
      throw devicePolledTooFast();
    }
  }

  #flow(userCode: string): Flow {
    const flow = this.#open(userCode);
    if (flow === undefined) {
      throw new RangeError(`No sign-in waits for the code ${userCode}.`);
    }
    return flow;
  }

  #open(userCode: string): Flow | undefined {
    const wanted = userCode.trim().toUpperCase();
    return [...this.#flows.values()].find((flow) => flow.userCode === wanted && flow.decision === 'none');
  }
}
