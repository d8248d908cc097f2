import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import type { DefenderError, DefenderReason } from '../../../src/defender/defenderError.ts';
import * as simulated from '../../simulator/index.ts';
import type { Simulator, TokenWish } from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';

describe('What the simulated service refuses', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await simulated.startSimulator({ limits: { general: false, packages: false } });
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  async function refusal(
    call: (client: DefenderClient) => Promise<unknown>,
    token: TokenWish = {},
  ): Promise<DefenderError> {
    const getToken = () => Promise.resolve(simulator.accessToken(token));
    let caught: unknown;
    await assert.rejects(call(testClient(simulator, { getToken }).client), (error) => {
      caught = error;
      return true;
    });
    return caught as DefenderError;
  }

  const list = (client: DefenderClient) => client.listMachineActions();
  const link = (client: DefenderClient) => client.getPackageUri(simulator.tenant.actions[1]?.id ?? '');

  it('is not what a proxy says that asks for a password', async () => {
    simulator.faults.add({ service: 'api', respond: simulated.answer(407, 'who are you?') });
    for (const call of [list, link]) {
      const { name, reason, data } = await refusal(call);
      assert.deepEqual([name, reason, data.host], ['NetworkError', 'proxy', new URL(simulator.apiHost).host]);
    }
  });

  it('names the permissions that a user’s token lacks', async () => {
    const { reason, data } = await refusal(link, { user: simulator.users.reader });
    assert.deepEqual(
      [reason, data.needs, data.has],
      ['forbidden', ['Machine.CollectForensics'], ['Machine.Read']],
    );
    assert.match(data.requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(data.code, 'Forbidden');
  });

  it('names the permissions that an app’s token lacks', async () => {
    const { clientId } = simulator.clients.noPermissions;
    for (const call of [list, link]) {
      const { reason, data } = await refusal(call, { clientId });
      const needs = ['Machine.Read.All', 'Machine.ReadWrite.All'];
      assert.deepEqual([reason, data.needs, data.has], ['forbidden', needs, []]);
    }
  });

  it('names the audience of a token that was issued for another service', async () => {
    const { reason, data } = await refusal(list, { resource: 'https://graph.microsoft.com' });
    assert.deepEqual([reason, data.audience], ['forbidden', 'https://graph.microsoft.com']);
  });

  it('is put down to the tenant of the token where that is another than the connection’s', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const tenantId = '99999999-0000-4000-8000-000000000000';
    const { client } = testClient(simulator, { tenantId });
    await assert.rejects(client.getMachineAction(unknown), (error: DefenderError) => {
      const { tenant, tokenTenant } = error.data;
      assert.deepEqual([error.reason, tenant, tokenTenant], ['wrongTenant', tenantId, simulator.tenantId]);
      return true;
    });
  });

  it('keeps its words for a query that it does not understand', async () => {
    const { reason, data } = await refusal((client) => client.listMachineActions({ top: 10_001 }));
    assert.deepEqual([reason, data.status, data.code, data.requestId], ['badRequest', 400, '', undefined]);
    assert.match(data.message ?? '', /limit of '10000' for Top/);
  });

  it('knows an entity that is not there from a route that is not there', async () => {
    const missing = await refusal((client) =>
      client.getMachineAction('00000000-0000-4000-8000-000000000000'),
    );
    assert.deepEqual([missing.reason, missing.data.code], ['notFound', 'ResourceNotFound']);
    simulator.faults.add({
      service: 'api',
      respond: (request, real) => real({ path: `/v2${request.path}` }),
    });
    const route = await refusal(list);
    assert.deepEqual([route.reason, route.data.code], ['routeNotFound', 'NotFound']);
  });

  const answers: [what: string, respond: simulated.Respond, reason: DefenderReason][] = [
    ['a page with 200', simulated.htmlPage(), 'badResponse'],
    ['a page with 403', simulated.htmlPage(403), 'forbidden'],
    ['a page with 404', simulated.htmlPage(404), 'routeNotFound'],
    ['nothing with 200', simulated.answer(200), 'badResponse'],
    ['nothing with 204', simulated.answer(204), 'badResponse'],
    ['half a body with 200', simulated.truncate(100), 'badResponse'],
    ['JSON of a gateway with 400', simulated.json(400, { statusCode: 400, message: 'x' }), 'badRequest'],
    ['a disabled feature', simulated.apiError(403, 'DisabledFeature', 'x'), 'featureDisabled'],
    ['a redirect', simulated.redirect('https://login.contoso.com/'), 'redirected'],
  ];
  for (const [what, respond, reason] of answers) {
    it(`asks once and says "${reason}" when ${what} comes back`, async () => {
      simulator.faults.add({ service: 'api', respond });
      const before = simulator.requests.length;
      const error = await refusal(list);
      assert.equal(error.reason, reason);
      assert.equal(simulator.requests.length, before + 1);
    });
  }

  it('names the type of a body that should have been JSON', async () => {
    simulator.faults.add({ service: 'api', respond: simulated.htmlPage() });
    const { data } = await refusal(list);
    const host = new URL(simulator.apiHost).host;
    assert.deepEqual(data, { host, status: 200, contentType: 'text/html' });
  });

  it('repeats nothing of a body that it cannot read', async () => {
    simulator.faults.add({ service: 'api', respond: simulated.answer(200, '{"a": SECRETWORD}') });
    const { message, data, cause } = await refusal(list);
    assert.deepEqual([message, cause], ['DefenderError: badResponse', undefined]);
    assert.ok(!JSON.stringify(data).includes('SECRETWORD'));
  });

  for (const status of [301, 302, 303, 307, 308]) {
    for (const target of ['another port', 'another host', 'another path'] as const) {
      it(`does not follow a redirect, and sends the token nowhere else: ${status} to ${target}`, async () => {
        const targets = {
          'another port': `${simulator.packageHost}/api/machineactions`,
          'another host': `http://localhost:${new URL(simulator.apiHost).port}/api/machineactions`,
          'another path': '/api/elsewhere',
        };
        simulator.faults.add({ service: 'api', respond: simulated.redirect(targets[target], status) });
        const before = simulator.requests.length;
        const { reason, data } = await refusal(list);
        assert.deepEqual([reason, data.status], ['redirected', status]);
        assert.deepEqual(
          simulator.requests.slice(before).map(({ service, path }) => [service, path]),
          [['api', '/api/machineactions']],
        );
      });
    }
  }
});
