import assert from 'node:assert/strict';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import { replaceJson, startSimulator, type Simulator } from '../../simulator/index.ts';
import { TestWindow } from '../../support/testWindow.ts';

const never = new AbortController().signal;
const foreign = '99999999-0000-4000-8000-000000000000';

describe('A token of another tenant', () => {
  let simulator: Simulator;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    window = new TestWindow(simulator);
    connection = window.connection('deviceCode');
    session = window.session(connection);
  });

  afterEach(() => {
    simulator.faults.clear();
    window.assertNothingLeaked();
  });

  after(() => simulator.close());

  /** Every token from now on is of the other tenant, and of another person of it. */
  function moveAway(): void {
    const respond = replaceJson((body) => {
      const { id_token: token, ...rest } = body as { id_token: string };
      const [header = '', payload = '', signature = ''] = token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const other = { ...claims, tid: foreign, oid: foreign, preferred_username: 'eve@fabrikam.com' };
      const changed = Buffer.from(JSON.stringify(other)).toString('base64url');
      const clientInfo = Buffer.from(JSON.stringify({ uid: foreign, utid: foreign })).toString('base64url');
      return { ...rest, id_token: [header, changed, signature].join('.'), client_info: clientInfo };
    });
    simulator.faults.add({ service: 'entra', path: /token$/, respond });
  }

  const get = () => session.getToken({ scope: connection.scope });
  const signIn = () => session.signIn(connection, window.person(), never);

  it('is refused at the sign-in, and nothing of it is kept', async () => {
    moveAway();
    const { name, reason, data } = await window.rejection(signIn());
    assert.deepEqual([name, reason, data], ['SignInError', 'wrongTenant', { tenantId: foreign }]);
    assert.equal((await window.rejection(session.account())).reason, 'signInRequired');
    assert.equal((await window.rejection(get())).reason, 'signInRequired');
    const kept = JSON.parse(window.secrets.text || '{}') as Record<string, object>;
    for (const kind of ['Account', 'IdToken', 'AccessToken', 'RefreshToken']) {
      assert.deepEqual(kept[kind] ?? {}, {}, kind);
    }
  });

  it('does not sign out whoever was signed in before', async () => {
    await signIn();
    const token = await get();
    moveAway();
    assert.equal((await window.rejection(signIn())).reason, 'wrongTenant');
    assert.equal((await session.account()).name, 'anna@contoso.com');
    assert.equal(await get(), token);
  });

  it('is refused when a renewal brings it', async () => {
    await signIn();
    const rejected = await get();
    moveAway();
    for (let call = 0; call < 2; call++) {
      const { reason } = await window.rejection(session.getToken({ scope: connection.scope, rejected }));
      assert.equal(reason, 'wrongTenant');
    }
  });

  it('cannot be known when the connection names its tenant by a domain: that sign-in works', async () => {
    const named = { ...connection, tenantId: 'contoso.com' };
    const rewritten = window.session(named);
    simulator.faults.add({
      service: 'entra',
      path: /^\/contoso\.com\//,
      respond: (request, real) => real({ path: request.path.replace('contoso.com', simulator.tenantId) }),
    });
    assert.equal((await rewritten.signIn(named, window.person(), never)).name, 'anna@contoso.com');
    assert.ok(await rewritten.getToken({ scope: connection.scope }));
  });
});
