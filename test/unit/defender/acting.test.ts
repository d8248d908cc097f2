import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { DefenderError, type DefenderReason } from '../../../src/defender/defenderError.ts';
import { NetworkError } from '../../../src/defender/networkError.ts';
import { answer, reset, startSimulator, type Simulator } from '../../simulator/index.ts';
import { rejection } from '../../support/rejections.ts';
import { testClient } from '../../support/testClient.ts';

describe('Making the service act', () => {
  let simulator: Simulator;
  let client: DefenderClient;

  beforeEach(async () => {
    simulator = await startSimulator({
      collection: { devices: { 'lnx-proxy-01': { refusal: 'OsPlatformNotSupported' } } },
    });
    ({ client } = testClient(simulator, { tenantId: simulator.tenantId }));
  });

  afterEach(() => simulator.close());

  const idOf = (name: string) =>
    simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name)?.id ?? assert.fail();

  const posts = () =>
    simulator.requests.filter(({ method, service }) => method === 'POST' && service === 'api');

  async function refusedAs(reason: DefenderReason, work: Promise<unknown>): Promise<DefenderError> {
    const error = await rejection(work);
    assert.ok(DefenderError.is(error, reason), String(error));
    return error;
  }

  it('collects a package, with the comment', async () => {
    const action = await client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'INC-4821 "first"');
    assert.deepEqual(
      [action.type, action.status, action.requestorComment, action.computerDnsName],
      ['CollectInvestigationPackage', 'Pending', 'INC-4821 "first"', 'ws-061.contoso.com'],
    );
    assert.equal((await client.getMachineAction(action.id)).id, action.id);
  });

  it('is told that one is running', async () => {
    await client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'first');
    await refusedAs(
      'activeRequest',
      client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'second'),
    );
  });

  it('is told of a system that it does not work on', async () => {
    await refusedAs('unsupportedOs', client.collectInvestigationPackage(idOf('lnx-proxy-01'), 'x'));
    simulator.faults.add({
      service: 'api',
      respond: answer(400, '{"error":{"code":"ClientVersionNotSupported","message":"x"}}'),
    });
    await refusedAs('unsupportedSensor', client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x'));
  });

  it('understands the free text that some pages document', async () => {
    const body = '{"error":{"code":"BadRequest","message":"Action is already in progress"}}';
    simulator.faults.add({ service: 'api', respond: answer(400, body) });
    await refusedAs('activeRequest', client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x'));
  });

  it('knows no such device, and no path that leads elsewhere', async () => {
    await refusedAs('notFound', client.collectInvestigationPackage('0'.repeat(40), 'x'));
    await refusedAs('notFound', client.collectInvestigationPackage('..', 'x'));
    assert.equal(posts().length, 1);
  });

  it('cancels what is not finished', async () => {
    const { id } = await client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'first');
    const cancelled = await client.cancelMachineAction(id, 'wrong device');
    assert.deepEqual(
      [cancelled.id, cancelled.status, cancelled.raw['cancellationComment']],
      [id, 'Cancelled', 'wrong device'],
    );
    await refusedAs('badRequest', client.cancelMachineAction(id, 'again'));
  });

  for (const [words, respond] of [
    ['a server fault', answer(503)],
    ['a break', reset()],
    ['a throttling', answer(429, '', { 'retry-after': '1' })],
  ] as const) {
    it(`is not repeated after ${words}`, async () => {
      simulator.faults.add({ service: 'api', times: 1, respond });
      const error = await rejection(client.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x'));
      assert.ok(error instanceof DefenderError || error instanceof NetworkError, String(error));
      assert.equal(posts().length, 1);
    });
  }

  it('is repeated once with a new token, since what is unauthorized was not done', async () => {
    const tokens = ['expired', simulator.accessToken()];
    const { client: renewing } = testClient(simulator, {
      getToken: () => Promise.resolve(tokens.shift() ?? assert.fail()),
    });
    const action = await renewing.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x');
    assert.equal(action.status, 'Pending');
    assert.equal(posts().length, 2);
  });

  it('sends nothing with a token of another tenant', async () => {
    const other = '11111111-2222-4333-8444-555555555555';
    const { client: mistaken } = testClient(simulator, { tenantId: other });
    const error = await refusedAs(
      'wrongTenant',
      mistaken.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x'),
    );
    assert.deepEqual([error.data.tenant, error.data.tokenTenant], [other, simulator.tenantId]);
    assert.equal(posts().length, 0);
    await mistaken.listMachineActions();
  });

  it('takes a tenant that is named by a domain on trust', async () => {
    const { client: trusting } = testClient(simulator, { tenantId: 'contoso.com' });
    await trusting.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'x');
  });

  it('leaves no comment in the log', async () => {
    const { client: logged, log } = testClient(simulator);
    await logged.collectInvestigationPackage(idOf('ws-061.contoso.com'), 'a secret matter');
    assert.match(log.text, /POST .*collectInvestigationPackage: 201/);
    assert.ok(!log.text.includes('secret matter'));
  });
});
