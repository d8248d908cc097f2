import { detailsOf, makeAction } from './actionDraft.ts';
import { cancelled, Collections, collectionSettings } from './collections.ts';
import type { ActionStore, CollectionSettings } from './collections.ts';
import type { Device } from './devices.ts';
import { makeDevices } from './devices.ts';
import { liveResponseCommands } from './liveResponse.ts';
import type { Machine } from './machine.ts';
import type { MachineAction } from './machineAction.ts';
import { makeMachines } from './machines.ts';
import { newestDrafts } from './newestActions.ts';
import { olderDraft, withOddShape } from './olderActions.ts';
import { Random } from './random.ts';
import { watch } from './watch.ts';

const packageRetentionMs = 45 * 24 * 3_600_000;

/** How a tenant moves on; without it, it stands still. */
export interface Movement {
  readonly now: () => number;
  readonly collection: CollectionSettings;
}

/** The data of the simulated organisation. Whatever is changed through it shows in the next answer. */
export class Tenant {
  /** Those that the tenant started with actions of. */
  readonly devices: readonly Device[];
  /** What the list of machines tells: the devices, their former registrations and what was merely discovered. */
  readonly machines: Machine[];
  readonly collections: Collections;
  /** The moment that every time in this tenant is counted back from. */
  readonly startedAtMs: number;
  readonly #now: () => number;
  readonly #stored: MachineAction[];
  readonly #watched: MachineAction[];
  readonly #discarded = new Set<string>();
  #revision = 0;
  #byId: { revision: number; map: Map<string, number> } | undefined;

  constructor(actionCount: number, startedAtMs: number, movement?: Movement) {
    this.startedAtMs = startedAtMs;
    this.#now = movement?.now ?? (() => startedAtMs);
    this.devices = makeDevices();
    this.machines = makeMachines(this.devices, startedAtMs);
    this.#stored = makeActions(actionCount, this.devices, startedAtMs);
    this.#watched = watch(this.#stored, () => {
      this.#revision++;
    });
    const store: ActionStore = {
      all: () => this.#stored,
      add: (action) => this.#watched.push(action),
      find: (id) => this.#find(id),
    };
    this.collections = new Collections(movement?.collection ?? collectionSettings(), store, this.#now);
  }

  /** Newest first at the start, and what is collected later behind; push, splice and assign at will. */
  get actions(): MachineAction[] {
    this.collections.settle();
    return this.#watched;
  }

  /** Grows with every change, so that whoever keeps something derived from the actions knows when to drop it. */
  get revision(): number {
    this.collections.settle();
    return this.#revision;
  }

  /** The actions for reading only: unwatched, and therefore fast. */
  get snapshot(): readonly Readonly<MachineAction>[] {
    this.collections.settle();
    return this.#stored;
  }

  /** An action to look at or to change; throws when there is none with this id. */
  action(id: string): MachineAction {
    const found = this.find(id);
    if (found === undefined) {
      throw new RangeError(`The tenant has no action ${id}.`);
    }
    return found;
  }

  find(id: string): MachineAction | undefined {
    this.collections.settle();
    return this.#find(id);
  }

  /** Calls an action off, whatever its type. */
  cancel(action: MachineAction, by: string, comment: string): void {
    Object.assign(action, cancelled(by, comment, this.#now(), new Random(`cancelled ${action.id}`)));
  }

  device(id: string): Device | undefined {
    return this.devices.find((device) => device.id === id) ?? this.machine(id);
  }

  machine(id: string): Machine | undefined {
    return this.machines.find((machine) => machine.id === id);
  }

  /** The service no longer has the package of this action. */
  discardPackage(id: string): void {
    this.#discarded.add(id.toLowerCase());
  }

  /** Whether a package can be had for this action right now. */
  hasPackage(action: MachineAction, nowMs: number): boolean {
    return (
      action.type === 'CollectInvestigationPackage' &&
      action.status === 'Succeeded' &&
      !this.#discarded.has(action.id.toLowerCase()) &&
      nowMs - Date.parse(action.creationDateTimeUtc) < packageRetentionMs
    );
  }

  #find(id: string): MachineAction | undefined {
    if (this.#byId?.revision !== this.#revision) {
      const map = new Map(this.#stored.map((action, at) => [action.id.toLowerCase(), at]));
      this.#byId = { revision: this.#revision, map };
    }
    const at = this.#byId.map.get(id.toLowerCase());
    return at === undefined ? undefined : this.#watched[at];
  }
}

function makeActions(count: number, devices: readonly Device[], nowMs: number): MachineAction[] {
  const newest = newestDrafts(devices).slice(0, count);
  const older = count - newest.length;
  return Array.from({ length: count }, (_, row) => {
    const random = new Random(`action ${row}`);
    const index = row - newest.length;
    const draft = newest[row] ?? olderDraft(index, older, devices, random);
    const extra = { ...detailsOf(draft.type, random), ...draft.extra };
    const action = makeAction({ ...draft, extra }, random, nowMs);
    if (action.type === 'LiveResponse') {
      action.commands = liveResponseCommands(action);
    }
    return index < 0 ? action : withOddShape(action, index);
  });
}
