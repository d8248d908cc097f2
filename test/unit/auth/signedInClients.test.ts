import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import { parseConnection, type Connection } from '../../../src/auth/connection.ts';
import type { SessionTokenRequest } from '../../../src/auth/session.ts';
import type { Sessions } from '../../../src/auth/sessions.ts';
import { SignedInClients } from '../../../src/auth/signedInClients.ts';
import { SlidingPace } from '../../../src/defender/linkPace.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';
import { SkippingClock } from '../../support/skippingClock.ts';

describe('Clients of signed-in connections', () => {
  let simulator: Simulator;
  let connection: Connection;
  let clock: SkippingClock;
  let clients: SignedInClients;
  let paces: string[];
  let asked: [connection: string, request: SessionTokenRequest][];

  before(async () => {
    simulator = await startSimulator({ limits: { packages: false } });
    connection = parseConnection(simulator.connection('browser'), 0);
  });

  beforeEach(() => {
    asked = [];
    paces = [];
    clock = new SkippingClock();
    const getToken = (name: string) => (request: SessionTokenRequest) => {
      asked.push([name, request]);
      return Promise.resolve(asked.length === 1 ? 'stale' : simulator.accessToken());
    };
    const sessions = { for: ({ name }: Connection) => ({ getToken: getToken(name) }) } as unknown as Sessions;
    clients = new SignedInClients(sessions, {
      fetch,
      clock,
      logger: new RecordingLogger(),
      userAgent: 'tool/1',
      linkPace: (tenantAndApp) => {
        paces.push(tenantAndApp);
        return new SlidingPace(clock);
      },
    });
  });

  after(() => simulator.close());

  it('get their tokens from the connection’s session, for its scope', async () => {
    const page = await clients.for(connection).listMachineActions({ top: 1 });
    assert.equal(page.received, 1);
    assert.deepEqual(asked, [
      ['Contoso', { signal: undefined, scope: simulator.scope }],
      ['Contoso', { signal: undefined, scope: simulator.scope, rejected: 'stale', claims: undefined }],
    ]);
    assert.equal(simulator.requests.at(-1)?.headers['user-agent'], 'tool/1');
  });

  const link = (changes: Partial<Connection>) =>
    clients.for({ ...connection, ...changes }).getPackageUri(simulator.tenant.actions[1]?.id ?? '');

  it('share one pace for one tenant and app, whatever the connections are called', async () => {
    await link({ name: 'One' });
    await link({ name: 'Two', tenantId: connection.tenantId.toUpperCase(), signIn: 'deviceCode' });
    assert.equal(clock.waits.length, 1, 'the refused token took the second slot');
    assert.deepEqual(paces, [`${connection.tenantId}|${connection.clientId}`.toLowerCase()]);
  });

  it('have a pace of their own for another tenant or app', async () => {
    await link({});
    await link({ tenantId: 'fabrikam.com' });
    await link({ clientId: 'another' });
    assert.deepEqual(clock.waits, []);
  });
});
