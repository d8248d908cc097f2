import assert from 'node:assert/strict';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import type { AcquisitionErrorData, AcquisitionReason } from '../../../src/evidence/acquisitionError.ts';
import { replaceJson, type MachineAction } from '../../simulator/index.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';

describe('The state of a machine action', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  const told: [string, Partial<MachineAction>, AcquisitionReason, AcquisitionErrorData][] = [
    ['pending', { status: 'Pending' }, 'notReady', { actionStatus: 'Pending' }],
    ['in progress', { status: 'InProgress' }, 'notReady', { actionStatus: 'InProgress' }],
    [
      'failed',
      { status: 'Failed', errorHResult: -2147024891 },
      'collectionFailed',
      { actionStatus: 'Failed', errorHResult: -2147024891 },
    ],
    [
      'timed out',
      { status: 'TimeOut', errorHResult: -2145844840 },
      'collectionTimedOut',
      { actionStatus: 'TimeOut', errorHResult: -2145844840 },
    ],
    [
      'cancelled',
      {
        status: 'Cancelled',
        cancellationRequestor: 'lead@contoso.com',
        cancellationComment: 'Wrong device',
        cancellationDateTimeUtc: '2025-01-02T03:05:00Z',
      },
      'collectionCancelled',
      {
        actionStatus: 'Cancelled',
        cancelledBy: 'lead@contoso.com',
        cancelledAt: Date.UTC(2025, 0, 2, 3, 5),
        cancellationComment: 'Wrong device',
      },
    ],
    ['of another type', { type: 'Isolate' }, 'notACollection', { actionType: 'Isolate' }],
    [
      'of another type and unfinished',
      { type: 'LiveResponse', status: 'Pending' },
      'notACollection',
      { actionType: 'LiveResponse' },
    ],
    ['of no type', { type: undefined as never }, 'notACollection', { actionType: '' }],
  ];
  for (const [words, state, reason, data] of told) {
    it(`tells without a link request that nothing can be had: ${words}`, async () => {
      Object.assign(setup.ready, { errorHResult: undefined, ...state });
      const { id } = setup.simulator.tenant.actions[1] ?? assert.fail();
      await assertRefused(setup.acquire({ actionId: id }), reason, data);
      assert.deepEqual(setup.linkRequests, []);
      assert.deepEqual(await setup.names(), []);
    });
  }

  it('leaves out what the service did not give', async () => {
    const { ready } = setup;
    ready.status = 'Failed';
    delete ready.errorHResult;
    delete ready.lastUpdateDateTimeUtc;
    ready.creationDateTimeUtc = '';
    const error = await rejection(setup.acquire({ actionId: ready.id }));
    assert.deepEqual((error as { data: unknown }).data, { actionStatus: 'Failed' });
  });

  it('is told with its age, and with how long it took', async () => {
    const now = setup.clock.now();
    const at = (ago: number) => new Date(now - ago).toISOString();
    Object.assign(setup.ready, {
      status: 'TimeOut',
      creationDateTimeUtc: at(100_000),
      lastUpdateDateTimeUtc: at(30_000),
    });
    const { id } = setup.simulator.tenant.actions[1] ?? assert.fail();
    const times = { ageMs: 100_000, restMs: 30_000, tookMs: 70_000 };
    await assertRefused(setup.acquire({ actionId: id }), 'collectionTimedOut', times);
  });

  it('is "succeeded, but gone" where the service has no package any more', async () => {
    setup.simulator.tenant.discardPackage(setup.ready.id);
    const { id } = setup.simulator.tenant.actions[1] ?? assert.fail();
    await assertRefused(setup.acquire({ actionId: id }), 'packageGone', { actionStatus: 'Succeeded' });
    assert.equal(setup.linkRequests.length, 1);
    assert.deepEqual(await setup.names(), []);
  });

  it('is told as it is where it is an unknown one and the service has no package', async () => {
    const { id } = setup.ready;
    setup.ready.status = 'Queued';
    await assertRefused(setup.acquire({ actionId: id }), 'stateUnknown', { actionStatus: 'Queued' });
    assert.equal(setup.linkRequests.length, 1);
  });

  it('does not stand in the way where it is an unknown one and the service has a package', async () => {
    const { id } = setup.ready;
    setup.simulator.faults.add({
      service: 'api',
      path: new RegExp(`${id}$`),
      times: 1,
      respond: replaceJson((action) => ({ ...(action as MachineAction), status: 'Completed' })),
    });
    assert.equal((await setup.acquire()).wasThere, false);
  });

  it('is not known for an id that the tenant does not have', async () => {
    const error = await rejection(setup.acquire({ actionId: '00000000-0000-4000-8000-000000000000' }));
    assert.ok(DefenderError.is(error, 'notFound'));
    assert.deepEqual(setup.linkRequests, []);
  });

  it('is not told to an app without permissions, nor a link', async () => {
    const { clients } = setup.simulator;
    const { clientId } = clients.noPermissions;
    const client = setup.newClient(setup.simulator.accessToken({ clientId }));
    const error = await rejection(setup.acquire({ client }));
    assert.ok(DefenderError.is(error, 'forbidden'));
    assert.deepEqual(error.data.has, []);
    assert.deepEqual(setup.linkRequests, []);
  });

  it('is told to a reader, who gets no link and is told which permission is missing', async () => {
    const { readOnlyPublicClientId: clientId } = setup.simulator.clients;
    const client = setup.newClient(setup.simulator.accessToken({ clientId }));
    const error = await rejection(setup.acquire({ client }));
    assert.ok(DefenderError.is(error, 'forbidden'));
    assert.deepEqual(error.data.has, ['Machine.Read']);
    assert.ok(error.data.needs?.includes('Machine.CollectForensics'));
    assert.equal(setup.linkRequests.length, 1);
    assert.deepEqual(await setup.names(), []);
  });

  it('comes from the service each time, not from what was known before', async () => {
    const { id } = setup.ready;
    setup.ready.status = 'InProgress';
    await assertRefused(setup.acquire({ actionId: id }), 'notReady');
    setup.simulator.tenant.action(id).status = 'Succeeded';
    assert.equal((await setup.acquire({ actionId: id })).wasThere, false);
  });
});
