import type { DefenderClient } from '../defender/client.ts';
import type { Clock } from '../defender/clock.ts';
import { DefenderError } from '../defender/defenderError.ts';
import { createdAt, hasPackage, isUnfinished, type MachineAction } from '../defender/machineAction.ts';
import { isCancellation } from '../defender/reasonedError.ts';
import { throttleMs } from '../defender/retry.ts';
import type { RequestPace } from './requestPace.ts';

/** The device that a package is collected from. */
export interface Target {
  machineId: string;
  /** In words, which may be shown as they are. */
  device: string;
}

/** What became of the wish for a collection. */
export type Start =
  | { kind: 'started' | 'followed'; target: Target; action: MachineAction }
  | { kind: 'failed'; target: Target; error: unknown }
  | { kind: 'cancelled'; target: Target };

type Client = Pick<DefenderClient, 'collectInvestigationPackage' | 'listMachineActions'>;

/** So often a start is repeated that the service put off, having done nothing yet; and so long is waited for that. */
const mostPauses = 3;
const longestPauseMs = 120_000;
/** A package that was collected so lately may be all that is wanted. */
const recentMs = 24 * 60 * 60 * 1000;

/** The collections of a device, newest first. @throws what the client throws */
export async function collectionsOf(
  client: Pick<Client, 'listMachineActions'>,
  machineId: string,
): Promise<readonly MachineAction[]> {
  const query = { machineId, type: 'CollectInvestigationPackage', top: 20 };
  return (await client.listMachineActions(query)).actions;
}

/** The first of a device's actions that has a package which was collected in the last 24 hours. */
export function recentPackage(actions: readonly MachineAction[], now: number): MachineAction | undefined {
  return actions.find((action) => hasPackage(action) && now - (createdAt(action) ?? 0) < recentMs);
}

/**
 * Starts a collection. Somebody may have been quicker: then theirs is followed.
 * @throws what the client throws
 */
export async function startCollection(
  client: Client,
  target: Target,
  comment: string,
): Promise<Start & { action: MachineAction }> {
  try {
    const action = await client.collectInvestigationPackage(target.machineId, comment);
    return { kind: 'started', target, action };
  } catch (error) {
    const action = DefenderError.is(error, 'activeRequest')
      ? (await collectionsOf(client, target.machineId)).find(isUnfinished)
      : undefined;
    if (action) {
      return { kind: 'followed', target, action };
    }
    throw error;
  }
}

export interface StartOptions {
  client: Client;
  clock: Clock;
  pace: RequestPace;
  comment: string;
  signal: AbortSignal;
  /** A collection of a device that is known to run. */
  running: (machineId: string) => MachineAction | undefined;
  /** Told of each device, with how many are done, before the next one. */
  onStart: (start: Start, done: number) => Promise<void>;
}

/**
 * Starts collections on devices, one after the other. One that fails does not stop the others. What was started
 * before the signal was aborted goes on. Never throws what the client throws.
 */
export async function startCollections(targets: readonly Target[], options: StartOptions): Promise<Start[]> {
  const starts: Start[] = [];
  for (const target of targets) {
    const start = await startOne(target, options);
    starts.push(start);
    await options.onStart(start, starts.length);
  }
  return starts;
}

async function startOne(target: Target, options: StartOptions): Promise<Start> {
  const { client, clock, pace, comment, signal } = options;
  const action = options.running(target.machineId);
  if (action) {
    return { kind: 'followed', target, action };
  }
  for (let pauses = 0; ; pauses++) {
    try {
      await pace.turn(signal);
      const start = await startCollection(client, target, comment);
      if (start.kind === 'followed') {
        // To find it took another request.
        await pace.turn(signal).catch(() => undefined);
      }
      return start;
    } catch (error) {
      if (isCancellation(error)) {
        return { kind: 'cancelled', target };
      }
      const pauseMs = DefenderError.is(error, 'throttled') ? throttleMs(error) : Infinity;
      if (pauseMs > longestPauseMs || pauses === mostPauses) {
        return { kind: 'failed', target, error };
      }
      // Whoever cancels the pause cancels the turn after it.
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}
