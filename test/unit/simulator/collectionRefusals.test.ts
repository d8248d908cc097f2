import assert from 'node:assert/strict';
import { startSimulator } from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';
import { ApiCalls, refusal } from './apiCalls.ts';

const comment = { Comment: 'CASE-2207' };

describe('Refusals of a simulated collection', () => {
  let simulator: Simulator;
  let api: ApiCalls;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({
      now: () => nowMs,
      collection: { devices: { 'ws-101': { refusal: 'ClientVersionNotSupported' } } },
    });
    api = new ApiCalls(simulator);
  });

  afterEach(() => simulator.close());

  function idOf(name: string): string {
    return (
      simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name)?.id ?? assert.fail()
    );
  }

  function ask(name: string, body: unknown = comment, token?: string, type?: string): Promise<Response> {
    return api.post(`/api/machines/${idOf(name)}/collectInvestigationPackage`, body, token, type);
  }

  it('come while another from that device has not ended', async () => {
    assert.deepEqual(await refusal(ask('srv-db-01')), [400, 'ActiveRequestAlreadyExists']);
    assert.deepEqual(await refusal(ask('lap-031')), [400, 'ActiveRequestAlreadyExists']);
    assert.equal((await ask('ws-115')).status, 201);
    assert.deepEqual(await refusal(ask('ws-115')), [400, 'ActiveRequestAlreadyExists']);
    assert.equal((await ask('ws-102')).status, 201);
    nowMs += 16_000;
    assert.equal((await ask('ws-115')).status, 201);
  });

  it('come from a device whose system or sensor does not support it', async () => {
    simulator.collection.devices[idOf('mac-design-01')] = { refusal: 'OsPlatformNotSupported' };
    assert.deepEqual(await refusal(ask('mac-design-01')), [400, 'OsPlatformNotSupported']);
    assert.deepEqual(await refusal(ask('ws-101')), [400, 'ClientVersionNotSupported']);
  });

  it('come for an unknown device, and for a name in place of the id', async () => {
    for (const device of ['0'.repeat(40), 'ws-115']) {
      const path = `/api/machines/${device}/collectInvestigationPackage`;
      assert.deepEqual(await refusal(api.post(path, comment)), [404, 'ResourceNotFound'], device);
    }
    assert.deepEqual(await refusal(api.get(`/api/machines/${idOf('ws-115')}/collectInvestigationPackage`)), [
      404,
      'NotFound',
    ]);
  });

  it('come without a comment, under its exact name, in JSON', async () => {
    const refused: [body: unknown, code: string][] = [
      [{}, 'MissingRequiredParameter'],
      [{ comment: 'CASE-2207' }, 'MissingRequiredParameter'],
      [{ Comment: '' }, 'MissingRequiredParameter'],
      [{ Comment: null }, 'MissingRequiredParameter'],
      [{ Comment: 5 }, 'InvalidRequestBody'],
      [[comment], 'InvalidRequestBody'],
      ['', 'InvalidRequestBody'],
      ['{"Comment":', 'InvalidRequestBody'],
    ];
    for (const [body, code] of refused) {
      assert.deepEqual(await refusal(ask('ws-115', body)), [400, code], JSON.stringify(body));
    }
    assert.deepEqual(await refusal(ask('ws-115', comment, undefined, 'text/plain')), [
      415,
      'UnsupportedMediaType',
    ]);
    assert.equal((await ask('ws-115', comment, undefined, 'application/json; charset=utf-8')).status, 201);
  });

  it('come without the permission to collect, whatever else the caller may do', async () => {
    const { users, clients } = simulator;
    const reader = simulator.accessToken({ user: users.reader });
    assert.deepEqual(await refusal(ask('ws-115', comment, reader)), [403, 'Forbidden']);
    const powerless = simulator.accessToken({ clientId: clients.noPermissions.clientId });
    assert.deepEqual(await refusal(ask('ws-115', comment, powerless)), [403, 'Forbidden']);
    assert.deepEqual(await refusal(ask('ws-115', comment, 'forged')), [401, 'Unauthorized']);
  });
});
