import { errorOf, makeAction } from './actionDraft.ts';
import type { Device } from './devices.ts';
import type { MachineAction } from './machineAction.ts';
import { wireTime } from './machineAction.ts';
import { Random } from './random.ts';

export const collectionOutcomes = ['Succeeded', 'Failed', 'TimeOut', 'Cancelled'] as const;
export type CollectionOutcome = (typeof collectionOutcomes)[number];

/** How a collection that is asked for through the API goes. */
export interface CollectionCourse {
  /** Seconds from its creation to `InProgress`. */
  pendingSeconds: number;
  /** Seconds from there to its end. */
  runningSeconds: number;
  outcome: CollectionOutcome;
  /** Seconds for which a new action is not found yet, though it is under way. */
  visibleAfterSeconds: number;
}

export interface DeviceCollection extends Partial<CollectionCourse> {
  /** The device takes no collection at all. */
  refusal?: 'OsPlatformNotSupported' | 'ClientVersionNotSupported';
}

export interface CollectionSettings extends CollectionCourse {
  /** What differs for single devices, by id or by name. */
  devices: Record<string, DeviceCollection>;
}

/** Settings with what they leave out: a collection waits for 4 seconds, runs for 12 and succeeds. */
export function collectionSettings(given: Partial<CollectionSettings> = {}): CollectionSettings {
  return {
    pendingSeconds: 4,
    runningSeconds: 12,
    outcome: 'Succeeded',
    visibleAfterSeconds: 0,
    ...given,
    devices: { ...given.devices },
  };
}

/** The tenant's actions, reached without moving anything on. */
export interface ActionStore {
  readonly all: () => readonly Readonly<MachineAction>[];
  readonly add: (action: MachineAction) => void;
  /** The action as it is to be changed, if it can be found. */
  readonly find: (id: string) => MachineAction | undefined;
}

interface Step {
  readonly atMs: number;
  readonly take: () => void;
}

/** Collections that were asked for through the API, moved on to where the clock says whenever somebody looks. */
export class Collections {
  /** Read when a collection starts, so that a change holds for the next one. */
  readonly settings: CollectionSettings;
  readonly #store: ActionStore;
  readonly #now: () => number;
  readonly #unseen = new Map<string, MachineAction>();
  #steps: readonly Step[] = [];
  #started = 0;

  constructor(settings: CollectionSettings, store: ActionStore, now: () => number) {
    this.settings = settings;
    this.#store = store;
    this.#now = now;
  }

  /** What was said of this device in the settings. */
  of({ id, computerDnsName }: Device): DeviceCollection {
    return { ...this.settings.devices[computerDnsName], ...this.settings.devices[id] };
  }

  /** Whether a collection from this device has not come to its end. */
  isUnderWay(machineId: string): boolean {
    this.settle();
    return [...this.#store.all(), ...this.#unseen.values()].some(
      (action) =>
        action.machineId === machineId &&
        action.type === 'CollectInvestigationPackage' &&
        !isFinal(action.status),
    );
  }

  /** A new collection; the result is the action as it was created. */
  start(device: Device, requestor: string, comment: string): MachineAction {
    const course = { ...this.settings, ...this.of(device) };
    const random = new Random(`collection ${++this.#started}`);
    const draft = { type: 'CollectInvestigationPackage', status: 'Pending', device, requestor, comment };
    const times = { ageMs: 0, durationMs: 0, extra: { requestSource: 'PublicApi' } };
    const createdMs = this.#now();
    const action = makeAction({ ...draft, ...times }, random, createdMs);
    const created = { ...action };
    const runsMs = createdMs + course.pendingSeconds * 1000;
    const endsMs = runsMs + course.runningSeconds * 1000;
    this.#unseen.set(action.id, action);
    const steps: Step[] = [
      {
        atMs: createdMs + course.visibleAfterSeconds * 1000,
        take: () => {
          this.#unseen.delete(action.id);
          this.#store.add(action);
        },
      },
      { atMs: runsMs, take: () => this.#move(action.id, 'Pending', running(runsMs)) },
      {
        atMs: endsMs,
        take: () => this.#move(action.id, 'InProgress', outcome(course.outcome, endsMs, random)),
      },
    ];
    this.#steps = [...this.#steps, ...steps].toSorted((left, right) => left.atMs - right.atMs);
    return created;
  }

  /** Takes every step that is due. */
  settle(): void {
    for (let step = this.#steps[0]; step !== undefined && step.atMs <= this.#now(); step = this.#steps[0]) {
      this.#steps = this.#steps.slice(1);
      step.take();
    }
  }

  /** Leaves alone what was cancelled, taken away or changed by hand meanwhile. */
  #move(id: string, from: string, changes: Partial<MachineAction>): void {
    const action = this.#unseen.get(id) ?? this.#store.find(id);
    if (action?.status === from) {
      Object.assign(action, changes);
    }
  }
}

export function isFinal(status: string): boolean {
  return status !== 'Pending' && status !== 'InProgress';
}

/** What changes when an action is called off. */
export function cancelled(by: string, comment: string, atMs: number, random: Random): Partial<MachineAction> {
  return {
    ...ending('Cancelled', atMs, random),
    cancellationRequestor: by,
    cancellationComment: comment,
    cancellationDateTimeUtc: wireTime(atMs),
  };
}

function running(atMs: number): Partial<MachineAction> {
  return { status: 'InProgress', lastUpdateDateTimeUtc: wireTime(atMs) };
}

function outcome(status: CollectionOutcome, atMs: number, random: Random): Partial<MachineAction> {
  return status === 'Cancelled'
    ? cancelled('ben@contoso.com', 'No longer needed', atMs, random)
    : ending(status, atMs, random);
}

function ending(status: CollectionOutcome, atMs: number, random: Random): Partial<MachineAction> {
  return { status, lastUpdateDateTimeUtc: wireTime(atMs), errorHResult: errorOf(status, random) };
}
