import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import type { TokenSource } from '../../../src/defender/transport.ts';
import { answer, apiError, startSimulator, type Simulator } from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';

const isUnauthorized = (error: unknown) => DefenderError.is(error, 'unauthorized');

describe('A token that the service refuses', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ limits: { general: false } });
  });

  beforeEach(() => {
    simulator.requests.length = 0;
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  /** A token source that gives these tokens one after the other, the last for ever. */
  function giving(...tokens: string[]): TokenSource {
    return () => Promise.resolve((tokens.length > 1 ? tokens.shift() : tokens[0]) ?? '');
  }

  const sent = () => simulator.requests.map(({ headers }) => headers.authorization?.slice('Bearer '.length));

  const calls: [name: string, call: (client: DefenderClient) => Promise<unknown>][] = [
    ['the list', (client) => client.listMachineActions({ top: 1 })],
    ['one action', (client) => client.getMachineAction(simulator.tenant.actions[1]?.id ?? '')],
    ['a link', (client) => client.getPackageUri(simulator.tenant.actions[1]?.id ?? '')],
  ];
  for (const [name, call] of calls) {
    it(`is renewed once, and the request repeated with the new one: ${name}`, async () => {
      const fresh = simulator.accessToken();
      const { client, tokenRequests } = testClient(simulator, { getToken: giving('stale', fresh) });
      await call(client);
      assert.deepEqual(sent(), ['stale', fresh]);
      assert.deepEqual(tokenRequests, [
        { signal: undefined },
        { signal: undefined, rejected: 'stale', claims: undefined },
      ]);
    });
  }

  it('is renewed no second time', async () => {
    const { client } = testClient(simulator, { getToken: giving('stale', 'staler', 'stalest') });
    await assert.rejects(client.listMachineActions(), isUnauthorized);
    assert.deepEqual(sent(), ['stale', 'staler']);
  });

  it('is not sent again when the token source has no other', async () => {
    const { client } = testClient(simulator, { getToken: giving('stale') });
    await assert.rejects(client.listMachineActions(), isUnauthorized);
    assert.deepEqual(sent(), ['stale']);
  });

  it('is renewed with the claims that the service demands', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    const respond = answer(401, '', { 'www-authenticate': challenge });
    simulator.faults.add({ service: 'api', times: 1, respond });
    const first = simulator.accessToken();
    const getToken = giving(first, simulator.accessToken());
    const { client, tokenRequests } = testClient(simulator, { getToken });
    await client.listMachineActions();
    assert.deepEqual(tokenRequests[1], { signal: undefined, rejected: first, claims });
  });

  it('leaves what the token source throws as it is', async () => {
    const fault = new Error('signed out');
    const failing = testClient(simulator, { getToken: () => Promise.reject(fault) });
    await assert.rejects(failing.client.listMachineActions(), fault);
    assert.equal(failing.tokenRequests.length, 1);
    const getToken: TokenSource = ({ rejected }) =>
      rejected === undefined ? Promise.resolve('stale') : Promise.reject(fault);
    await assert.rejects(testClient(simulator, { getToken }).client.listMachineActions(), fault);
    assert.deepEqual(sent(), ['stale']);
  });

  it('is renewed for no other refusal', async () => {
    for (const [status, code] of [
      [403, 'Forbidden'],
      [404, 'ResourceNotFound'],
      [400, 'BadRequest'],
    ] as const) {
      simulator.faults.add({ service: 'api', times: 1, respond: apiError(status, code, 'x') });
      const { client, tokenRequests } = testClient(simulator);
      await assert.rejects(client.listMachineActions(), { name: 'DefenderError' });
      assert.equal(tokenRequests.length, 1);
    }
  });

  it('is asked for anew at every attempt', async () => {
    simulator.faults.add({ service: 'api', times: 2, respond: answer(500) });
    const tokens = [simulator.accessToken(), simulator.accessToken(), simulator.accessToken()];
    const { client } = testClient(simulator, { getToken: giving(...tokens) });
    await client.listMachineActions();
    assert.deepEqual(sent(), tokens);
  });

  it('is given the caller’s signal', async () => {
    const { signal } = new AbortController();
    const { client, tokenRequests } = testClient(simulator, {
      getToken: giving('stale', simulator.accessToken()),
    });
    await client.listMachineActions({}, { signal });
    assert.deepEqual(
      tokenRequests.map((request) => request.signal),
      [signal, signal],
    );
  });
});
