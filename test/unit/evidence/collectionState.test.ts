import assert from 'node:assert/strict';
import { parseMachineAction, type MachineAction } from '../../../src/defender/machineAction.ts';
import { whyNoPackage, whyPackageIsMissing } from '../../../src/evidence/collectionState.ts';

const created = Date.UTC(2026, 0, 2, 3, 0);
const now = created + 3_600_000;

function collection(fields: Record<string, unknown>): MachineAction {
  const type = 'CollectInvestigationPackage';
  return parseMachineAction({ id: 'x', type, status: 'Succeeded', ...fields }) ?? assert.fail();
}

describe('Why there is no package', () => {
  const reasons: [status: string, reason: string | undefined][] = [
    ['Pending', 'notReady'],
    ['InProgress', 'notReady'],
    ['Failed', 'collectionFailed'],
    ['TimeOut', 'collectionTimedOut'],
    ['Cancelled', 'collectionCancelled'],
    ['Succeeded', undefined],
    ['PartiallySucceeded', undefined],
    ['', undefined],
    // Names that every object has.
    ['constructor', undefined],
    ['__proto__', undefined],
  ];
  for (const [status, reason] of reasons) {
    it(`is ${reason ?? 'not known'} from the state "${status}"`, () => {
      assert.equal(whyNoPackage(collection({ status }), now)?.reason, reason);
    });
  }

  it('is that the action is no collection, whatever its state', () => {
    for (const status of ['Succeeded', 'InProgress', 'Failed']) {
      const error = whyNoPackage(collection({ status, type: 'Isolate' }), now);
      assert.deepEqual([error?.reason, error?.data], ['notACollection', { actionType: 'Isolate' }]);
    }
  });

  it('is told with who cancelled it, when and why, as far as that is known', () => {
    const cancelled = {
      status: 'Cancelled',
      errorHResult: -2147467260,
      cancellationRequestor: 'lead@contoso.com',
      cancellationComment: 'Wrong device',
      // Without a zone: the name says UTC.
      cancellationDateTimeUtc: '2026-01-02T03:30:00.1234567',
    };
    assert.deepEqual(whyNoPackage(collection(cancelled), now)?.data, {
      actionStatus: 'Cancelled',
      errorHResult: -2147467260,
      cancelledBy: 'lead@contoso.com',
      cancelledAt: created + 1_800_123,
      cancellationComment: 'Wrong device',
    });
    assert.deepEqual(whyNoPackage(collection({ status: 'Cancelled' }), now)?.data, {
      actionStatus: 'Cancelled',
    });
  });

  it('is told with times that never run backwards: clocks differ', () => {
    const ahead = {
      status: 'InProgress',
      creationDateTimeUtc: new Date(now + 5000).toISOString(),
      lastUpdateDateTimeUtc: new Date(now + 1000).toISOString(),
    };
    const { ageMs, restMs, tookMs } = whyNoPackage(collection(ahead), now)?.data ?? {};
    assert.deepEqual([ageMs, restMs, tookMs], [0, 0, 0]);
  });
});

describe('Why a package is missing', () => {
  const cause = new Error('404');

  it('is that it is gone, when the collection succeeded', () => {
    const lastUpdateDateTimeUtc = new Date(created + 60_000).toISOString();
    const error = whyPackageIsMissing(collection({ lastUpdateDateTimeUtc }), now, cause);
    assert.deepEqual([error.reason, error.data.restMs, error.cause], ['packageGone', 3_540_000, cause]);
  });

  it('is not known, when the state is not', () => {
    const error = whyPackageIsMissing(collection({ status: 'Queued' }), now, cause);
    assert.deepEqual([error.reason, error.data.actionStatus], ['stateUnknown', 'Queued']);
  });
});
