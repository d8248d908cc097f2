import {
  cancelledAt,
  createdAt,
  hasPackage,
  isPackageCollection,
  updatedAt,
  type MachineAction,
} from '../defender/machineAction.ts';
import { AcquisitionError, type AcquisitionErrorData, type AcquisitionReason } from './acquisitionError.ts';

/**
 * Why the state of an action alone says that no package can be had.
 * @param now milliseconds since 1970
 * @returns undefined when there may be one: also for a state that is not known, of which only the service can tell
 */
export function whyNoPackage(action: MachineAction, now: number): AcquisitionError | undefined {
  if (!isPackageCollection(action)) {
    return new AcquisitionError('notACollection', { actionType: action.type });
  }
  const reason = reasons.get(action.status);
  return reason && new AcquisitionError(reason, circumstances(action, now));
}

/** Why the service has no package although the state of the action did not speak against it. */
export function whyPackageIsMissing(action: MachineAction, now: number, cause: unknown): AcquisitionError {
  const reason = hasPackage(action) ? 'packageGone' : 'stateUnknown';
  return new AcquisitionError(reason, circumstances(action, now), cause);
}

const reasons = new Map<string, AcquisitionReason>([
  ['Pending', 'notReady'],
  ['InProgress', 'notReady'],
  ['Failed', 'collectionFailed'],
  ['TimeOut', 'collectionTimedOut'],
  ['Cancelled', 'collectionCancelled'],
]);

/** What the action says of how it came to its state; what it does not say is left out. */
function circumstances(action: MachineAction, now: number): AcquisitionErrorData {
  const created = createdAt(action);
  const updated = updatedAt(action);
  const known: { [key in keyof AcquisitionErrorData]: AcquisitionErrorData[key] | undefined } = {
    actionStatus: action.status,
    ageMs: difference(created, now),
    restMs: difference(updated, now),
    tookMs: difference(created, updated),
    errorHResult: action.errorHResult,
    cancelledBy: action.cancellationRequestor,
    cancelledAt: cancelledAt(action),
    cancellationComment: action.cancellationComment,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** The clocks of service and machine differ: a little before is now. */
function difference(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}
