import type { Device } from './devices.ts';
import type { MachineAction } from './machineAction.ts';
import { wireTime } from './machineAction.ts';
import type { Random } from './random.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

// 0x80190198: a transfer that met HTTP 408. 0x80004004: E_ABORT.
const timedOut = -2145844840;
const aborted = -2147467260;
// Access denied, wait timed out, element not found, not enough disk space.
const failures = [-2147024891, -2147023436, -2147023728, -2147024784];

/** How long the service keeps an action waiting for a device that stays away. */
export const queueLimit = 3 * day + 14 * minute;

/** What is told of an action; the rest of its twenty keys follows from it. */
export interface ActionDraft {
  type: string;
  status: string;
  device: Device;
  requestor: string;
  comment: string;
  ageMs: number;
  durationMs: number;
  extra?: Partial<MachineAction>;
}

export function makeAction(draft: ActionDraft, random: Random, nowMs: number): MachineAction {
  const createdMs = nowMs - draft.ageMs;
  const waited = draft.status === 'TimeOut' ? queueLimit : Math.min(draft.durationMs, draft.ageMs);
  const updatedMs = createdMs + (draft.status === 'Pending' ? 0 : waited);
  const cancelled = draft.status === 'Cancelled';
  return {
    id: random.guid(),
    type: draft.type,
    title: null,
    requestor: draft.requestor,
    requestorComment: draft.comment,
    status: draft.status,
    machineId: draft.device.id,
    computerDnsName: draft.device.computerDnsName,
    creationDateTimeUtc: wireTime(createdMs, random.integer(0, 9999)),
    lastUpdateDateTimeUtc: wireTime(updatedMs, random.integer(0, 9999)),
    cancellationRequestor: cancelled ? random.pick([random.guid(), 'anna@contoso.com']) : null,
    cancellationComment: cancelled ? 'No longer needed' : null,
    cancellationDateTimeUtc: cancelled ? wireTime(updatedMs, random.integer(0, 9999)) : null,
    errorHResult: errorOf(draft.status, random),
    scope: null,
    externalId: null,
    requestSource: draft.requestor.includes('@') ? random.pick(['Portal', 'PublicApi']) : 'PublicApi',
    relatedFileInfo: null,
    commands: [],
    troubleshootInfo: null,
    ...draft.extra,
  };
}

/** The `errorHResult` of an action in this state. */
export function errorOf(status: string, random: Random): number {
  switch (status) {
    case 'TimeOut':
      return timedOut;
    case 'Cancelled':
      return aborted;
    case 'Failed':
      return random.pick(failures);
    default:
      return 0;
  }
}

/** The keys that only some types of action fill. */
export function detailsOf(type: string, random: Random): Partial<MachineAction> {
  switch (type) {
    case 'Isolate':
      return { scope: random.pick(['Full', 'Full', 'Selective']) };
    case 'RunAntiVirusScan':
      return { scope: random.pick(['Quick', 'Quick', 'Full']) };
    case 'StopAndQuarantineFile':
      return { relatedFileInfo: { fileIdentifier: random.hex(40), fileIdentifierType: 'Sha1' } };
    default:
      return {};
  }
}
