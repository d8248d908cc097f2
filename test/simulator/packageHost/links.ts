import { randomBytes } from 'node:crypto';
import { secretMarker } from '../entra/secrets.ts';

export type Alternating<T> = 'alternate' | T;

export interface LinkStyle {
  readonly lifetimeSeconds: number;
  /** Whether `value` is a JSON string within the JSON string. `alternate`: fixed for each action, different among them. */
  readonly quoted: Alternating<'always' | 'never'>;
  readonly shape: Alternating<'token' | 'sas'>;
}

export interface IssuedLink {
  readonly actionId: string;
  /** The live response command whose result it leads to; without it, it leads to the action's package. */
  readonly commandIndex?: number;
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
}

const fileName = 'WDATP_Investigation_Package.zip';
// Signing takes place some time ahead, so that clocks may differ.
const signedAheadMs = 15 * 60_000;
const resultLifetimeSeconds = 30 * 60;

/** Short-lived links to packages and results. A link is a secret: whoever has it gets what it leads to. */
export class PackageLinks {
  readonly #style: LinkStyle;
  readonly #now: () => number;
  readonly #origin: () => string;
  /** By path and query, exactly as issued. */
  readonly #issued = new Map<string, IssuedLink>();

  constructor(style: LinkStyle, origin: () => string, now: () => number) {
    this.#style = style;
    this.#origin = origin;
    this.#now = now;
  }

  /** A new link, in the form in which the API puts it into `value`. */
  linkFor(actionId: string): string {
    const link = this.issue(actionId);
    return choose(this.#style.quoted, actionId, 0, 'always', 'never') === 'always'
      ? JSON.stringify(link)
      : link;
  }

  /** A new link as a plain address. */
  issue(actionId: string): string {
    const times = this.#times(this.#style.lifetimeSeconds);
    const shape = choose(this.#style.shape, actionId, 1, 'token', 'sas');
    const path = `/investigation-packages/${actionId}/${fileName}`;
    return this.#keep(shape === 'token' ? tokenAddress() : sasAddress(path, times), { actionId, ...times });
  }

  /** A new link to the result of a live response command, as a plain address and always signed. */
  issueResult(actionId: string, commandIndex: number): string {
    const times = this.#times(resultLifetimeSeconds);
    const path = `/live-response-results/${actionId}/${commandIndex}`;
    return this.#keep(sasAddress(path, times), { actionId, commandIndex, ...times });
  }

  /** What a requested address was issued for; undefined when it was not, or was changed since. */
  find(path: string, query: URLSearchParams): IssuedLink | undefined {
    return this.#issued.get(`${path}?${query.toString()}`);
  }

  #times(lifetimeSeconds: number): Pick<IssuedLink, 'startsAtMs' | 'expiresAtMs'> {
    const startsAtMs = this.#now() - signedAheadMs;
    // A signature's end is written in whole seconds.
    return { startsAtMs, expiresAtMs: Math.ceil(this.#now() / 1000 + lifetimeSeconds) * 1000 };
  }

  #keep(address: string, link: IssuedLink): string {
    this.#issued.set(canonical(address), link);
    return this.#origin() + address;
  }
}

function tokenAddress(): string {
  const parts = [512, 512, 114].map((bytes) => randomBytes(bytes).toString('base64'));
  return `/safedownload/${fileName}?token=${encodeURIComponent(secretMarker + parts.join(';'))}`;
}

function sasAddress(
  path: string,
  { startsAtMs, expiresAtMs }: Pick<IssuedLink, 'startsAtMs' | 'expiresAtMs'>,
): string {
  const query = new URLSearchParams({
    sv: '2024-11-04',
    st: seconds(startsAtMs),
    se: seconds(expiresAtMs),
    sr: 'b',
    sp: 'r',
    sig: secretMarker + randomBytes(32).toString('base64'),
  });
  return `${path}?${query.toString()}`;
}

function seconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** One spelling for every way of escaping the same address. */
function canonical(address: string): string {
  const url = new URL(address, 'http://127.0.0.1');
  return `${url.pathname}?${url.searchParams.toString()}`;
}

/** Takes the setting, or lets one bit of the action's id decide, so that an action always gets the same. */
function choose<T extends string>(
  setting: Alternating<T>,
  actionId: string,
  bit: number,
  one: T,
  other: T,
): T {
  if (setting !== 'alternate') {
    return setting;
  }
  return (parseInt(actionId.charAt(0), 16) >> bit) & 1 ? one : other;
}
