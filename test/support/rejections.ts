import assert from 'node:assert/strict';
import {
  AcquisitionError,
  type AcquisitionErrorData,
  type AcquisitionReason,
} from '../../src/evidence/acquisitionError.ts';
import { NetworkError, type NetworkReason } from '../../src/defender/networkError.ts';

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => assert.fail(`resolved with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

/** Asserts that an acquisition was refused for this reason, and that the error's data hold at least these. */
export async function assertRefused(
  promise: Promise<unknown>,
  reason: AcquisitionReason,
  data: AcquisitionErrorData = {},
): Promise<void> {
  const error = await rejection(promise);
  assert.ok(error instanceof AcquisitionError, `not an AcquisitionError: ${String(error)}`);
  assert.deepEqual({ reason: error.reason, ...error.data }, { reason, ...error.data, ...data });
}

export async function assertNetworkError(
  promise: Promise<unknown>,
  reason: NetworkReason,
): Promise<NetworkError> {
  const error = await rejection(promise);
  assert.ok(error instanceof NetworkError, `not a NetworkError: ${String(error)}`);
  assert.equal(error.reason, reason);
  return error;
}
