import assert from 'node:assert/strict';
import { startSimulator } from '../../simulator/index.ts';
import type { MachineAction, Simulator } from '../../simulator/index.ts';
import { ApiCalls, refusal } from './apiCalls.ts';

const comment = { Comment: 'Wrong device' };

describe('Simulated cancelling', () => {
  let simulator: Simulator;
  let api: ApiCalls;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({ now: () => nowMs });
    api = new ApiCalls(simulator);
  });

  afterEach(() => simulator.close());

  function cancel(id: string, body: unknown = comment, token?: string): Promise<Response> {
    return api.post(`/api/machineactions/${id}/cancel`, body, token);
  }

  function idWith(status: string): string {
    return simulator.tenant.actions.find((action) => action.status === status)?.id ?? assert.fail(status);
  }

  it('ends an action that has not ended, in the name of the user', async () => {
    for (const status of ['Pending', 'InProgress']) {
      const id = idWith(status);
      const response = await cancel(id);
      assert.equal(response.status, 200);
      const action = (await response.json()) as MachineAction;
      const { cancellationRequestor, cancellationComment, cancellationDateTimeUtc, lastUpdateDateTimeUtc } =
        action;
      assert.deepEqual(
        [action.status, cancellationRequestor, cancellationComment],
        ['Cancelled', 'anna@contoso.com', 'Wrong device'],
      );
      assert.equal(Date.parse(cancellationDateTimeUtc ?? ''), nowMs);
      assert.equal(Date.parse(lastUpdateDateTimeUtc ?? ''), nowMs);
      assert.equal(action.errorHResult, -2147467260);
      const alone = await (await api.get(`/api/machineactions/${id}`)).json();
      assert.deepEqual(alone, action);
    }
  });

  it('names the application by its id', async () => {
    const { clientId } = simulator.clients.confidential;
    const id = idWith('Pending');
    await cancel(id, comment, simulator.accessToken({ clientId }));
    assert.equal(simulator.tenant.action(id).cancellationRequestor, clientId);
  });

  it('stops a collection for good, and makes room for another', async () => {
    const device = simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === 'ws-115');
    const collect = (): Promise<Response> =>
      api.post(`/api/machines/${device?.id ?? ''}/collectInvestigationPackage`, comment);
    const { id } = (await (await collect()).json()) as MachineAction;
    nowMs += 5000;
    assert.equal((await cancel(id)).status, 200);
    assert.equal((await collect()).status, 201);
    nowMs += 60_000;
    assert.equal(simulator.tenant.action(id).status, 'Cancelled');
  });

  it('is refused for what has ended, and for what is unknown', async () => {
    for (const status of ['Succeeded', 'Failed', 'TimeOut', 'Cancelled', 'PartiallySucceeded']) {
      assert.deepEqual(await refusal(cancel(idWith(status))), [400, 'BadRequest'], status);
    }
    const unknown = '00000000-0000-4000-8000-000000000000';
    assert.deepEqual(await refusal(cancel(unknown)), [404, 'ResourceNotFound']);
  });

  it('wants a comment', async () => {
    assert.deepEqual(await refusal(cancel(idWith('Pending'), { comment: 'x' })), [
      400,
      'MissingRequiredParameter',
    ]);
  });

  it('takes the permission for any response', async () => {
    const { users, clients } = simulator;
    const id = idWith('Pending');
    const reader = simulator.accessToken({ user: users.reader });
    assert.deepEqual(await refusal(cancel(id, comment, reader)), [403, 'Forbidden']);
    const powerless = simulator.accessToken({ clientId: clients.noPermissions.clientId });
    assert.deepEqual(await refusal(cancel(id, comment, powerless)), [403, 'Forbidden']);
    const scanner = { ...users.analyst, permissions: ['Machine.Scan'] };
    assert.equal((await cancel(id, comment, simulator.accessToken({ user: scanner }))).status, 200);
  });
});
