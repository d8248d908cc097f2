import { detailsOf, makeAction } from './actionDraft.ts';
import type { Device } from './devices.ts';
import { makeDevices } from './devices.ts';
import type { MachineAction } from './machineAction.ts';
import { newestDrafts } from './newestActions.ts';
import { olderDraft, withOddShape } from './olderActions.ts';
import { Random } from './random.ts';
import { watch } from './watch.ts';

const packageRetentionMs = 45 * 24 * 3_600_000;

/** The data of the simulated organisation. Whatever is changed through it shows in the next answer. */
export class Tenant {
  readonly devices: readonly Device[];
  /** Newest first at the start; push, splice and assign at will. */
  readonly actions: MachineAction[];
  /** The moment that every time in this tenant is counted back from. */
  readonly startedAtMs: number;
  readonly #stored: MachineAction[];
  readonly #discarded = new Set<string>();
  #revision = 0;
  #byId: { revision: number; map: Map<string, number> } | undefined;

  constructor(actionCount: number, startedAtMs: number) {
    this.startedAtMs = startedAtMs;
    this.devices = makeDevices();
    this.#stored = makeActions(actionCount, this.devices, startedAtMs);
    this.actions = watch(this.#stored, () => {
      this.#revision++;
    });
  }

  /** Grows with every change, so that whoever keeps something derived from the actions knows when to drop it. */
  get revision(): number {
    return this.#revision;
  }

  /** The actions for reading only: unwatched, and therefore fast. */
  get snapshot(): readonly Readonly<MachineAction>[] {
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
    if (this.#byId?.revision !== this.#revision) {
      const map = new Map(this.#stored.map((action, at) => [action.id.toLowerCase(), at]));
      this.#byId = { revision: this.#revision, map };
    }
    const at = this.#byId.map.get(id.toLowerCase());
    return at === undefined ? undefined : this.actions[at];
  }

  device(id: string): Device | undefined {
    return this.devices.find((device) => device.id === id);
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
}

function makeActions(count: number, devices: readonly Device[], nowMs: number): MachineAction[] {
  const newest = newestDrafts(devices).slice(0, count);
  const older = count - newest.length;
  return Array.from({ length: count }, (_, row) => {
    const random = new Random(`action ${row}`);
    const index = row - newest.length;
    const draft = newest[row] ?? olderDraft(index, older, devices, random);
    const extra = { ...detailsOf(draft.type, draft.status, random), ...draft.extra };
    const action = makeAction({ ...draft, extra }, random, nowMs);
    return index < 0 ? action : withOddShape(action, index);
  });
}
