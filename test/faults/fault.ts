import type { DefenderReason } from '../../src/defender/defenderError.ts';
import type { NetworkReason } from '../../src/defender/networkError.ts';
import type { AcquisitionReason } from '../../src/evidence/acquisitionError.ts';
import type { SetupOptions } from '../support/acquisitionSetup.ts';
import type { Stage } from './stage.ts';

/** An error as it names itself: its family and its reason. */
export type Refusal =
  | `AcquisitionError: ${AcquisitionReason}`
  | `DefenderError: ${DefenderReason}`
  | `NetworkError: ${NetworkReason}`;

/** What an attempt asked for on its way. */
interface Asked {
  /** Positions that the package host was asked for, in turn, redirects included. */
  from: number[];
  /** Requests for links. */
  links: number;
}

export interface Arrival extends Asked {
  outcome: 'arrives';
}

export interface Failure extends Asked {
  outcome: 'fails';
  /** More than one where the system's timing decides. */
  as: readonly Refusal[];
  /** What the error's data hold, at least. */
  data: object;
  /** Bytes that stay for the next attempt; `package` when that is there, and only its custody line is missing. */
  keeps: number | 'package';
  /** Positions that the next attempt, after the fault, asks for. */
  then: number[];
  /** Whether what stays is of no use by then: the host answers with the whole. */
  isOutdated: boolean;
}

// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Lift = void | (() => unknown);

/** One thing that goes wrong, and what is promised nevertheless. */
export interface Fault {
  /** Where it strikes. */
  where: string;
  /** What happens there, in words. */
  fault: string;
  setup?: SetupOptions;
  /**
   * Brings it about. What it returns takes it away; rules of the simulator, of the disk and of `fetch` end by
   * themselves.
   */
  strike: (stage: Stage) => Lift | Promise<Lift>;
  promise: Arrival | Failure;
}

/** A fault, its promise in words, and the test that holds it to that. */
export interface Row {
  title: string;
  promise: string;
  prove: () => Promise<void>;
}

export interface Family {
  /** One word, which is part of the names of its tests. */
  name: string;
  title: string;
  before?: (this: Mocha.Context) => Promise<void>;
  rows: Row[];
  after?: () => Promise<void>;
}

/** Every package here has so many bytes, unless a fault needs another one. */
export const size = 200_000;
export const half = size / 2;

export function arrives({ from = [0], links = 1 }: Partial<Asked> = {}): Arrival {
  return { outcome: 'arrives', from, links };
}

export function fails(
  as: Refusal | readonly Refusal[],
  {
    from = [0],
    links = 1,
    data = {},
    keeps = 0,
    then,
    isOutdated = false,
  }: Partial<Omit<Failure, 'outcome' | 'as'>> = {},
): Failure {
  const reasons = typeof as === 'string' ? [as] : as;
  const all = keeps === 'package' || keeps === size;
  const next = all ? [] : [keeps];
  return { outcome: 'fails', as: reasons, from, links, data, keeps, then: then ?? next, isOutdated };
}

export function wordsOf(promise: Arrival | Failure): string {
  const { from, links } = promise;
  const words =
    promise.outcome === 'arrives'
      ? ['The package arrives']
      : [`Fails as ${promise.as.map((refusal) => `\`${refusal.replace(/.*: /, '')}\``).join(' or ')}`];
  if (from.length > 1) {
    words.push(`the host was asked ${positions(from)}`);
  }
  if (links > 1) {
    words.push(`${links} requests for a link`);
  }
  if (promise.outcome === 'fails') {
    words.push(...keepingWords(promise));
  }
  return `${words.join('; ')}.`;
}

function keepingWords({ keeps, then, isOutdated }: Failure): string[] {
  if (keeps === 'package') {
    return ['the package is there', 'the next attempt finds it and logs it'];
  }
  const kept = keeps === 0 ? 'nothing stays' : `${number(keeps)} bytes stay`;
  if (isOutdated) {
    return [kept, 'the next attempt asks for the rest and gets the whole'];
  }
  if (then.length === 0) {
    return [kept, 'the next attempt asks for no byte again'];
  }
  if (then.length === 1 && then[0] === 0) {
    return [kept, 'the next attempt begins anew'];
  }
  return [
    kept,
    then.length === 1 ? 'the next attempt goes on there' : `the next one asks ${positions(then)}`,
  ];
}

/** The same position again and again is told once. */
function positions(from: number[]): string {
  const told: string[] = [];
  for (let index = 0; index < from.length;) {
    const position = from[index] ?? 0;
    const next = from.findIndex((other, later) => later > index && other !== position);
    const times = (next === -1 ? from.length : next) - index;
    told.push(`from ${number(position)}${times > 1 ? ` (${times} times)` : ''}`);
    index += times;
  }
  return told.join(', ');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
