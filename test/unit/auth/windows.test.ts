import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import { startSimulator, type SignIn, type Simulator } from '../../simulator/index.ts';
import { MemorySecrets } from '../../support/memorySecrets.ts';
import { TestWindow, tokenRequests } from '../../support/testWindow.ts';

const msal = await import('../../../src/auth/msal.ts');

const never = new AbortController().signal;
const names: Partial<Record<SignIn, string>> = { deviceCode: 'anna@contoso.com' };

for (const way of ['deviceCode', 'clientSecret'] as const) {
  describe(`Windows that share a sign-in: ${way}`, () => {
    let simulator: Simulator;
    let secrets: MemorySecrets;
    let connection: Connection;
    let windows: TestWindow[];
    let one: Session;
    let other: Session;

    before(async () => {
      simulator = await startSimulator();
    });

    beforeEach(() => {
      secrets = new MemorySecrets();
      windows = [new TestWindow(simulator, { secrets }), new TestWindow(simulator, { secrets })];
      connection = first().connection(way);
      [one, other] = windows.map((window) => window.session(connection)) as [Session, Session];
      simulator.accessTokens.lifetimeSeconds = 3599;
      simulator.requests.length = 0;
    });

    afterEach(() => {
      simulator.faults.clear();
      windows.forEach((window) => window.assertNothingLeaked());
    });

    after(() => simulator.close());

    const first = () => windows[0] ?? assert.fail();
    const get = (session: Session) => session.getToken({ scope: connection.scope });
    const signIn = (session: Session) => session.signIn(connection, first().person(), never);
    const reasonOf = async (promise: Promise<unknown>) => (await first().rejection(promise)).reason;
    const nobodyIsSignedIn = async (session: Session) => {
      assert.equal(await reasonOf(session.account()), 'signInRequired');
      assert.equal(await reasonOf(get(session)), 'signInRequired');
    };

    it('begin signed out, and ask nobody', async () => {
      await nobodyIsSignedIn(one);
      assert.equal(simulator.requests.length, 0);
      assert.equal(secrets.values.size, 0);
    });

    it('see a sign-in of the other', async () => {
      await nobodyIsSignedIn(other);
      await signIn(one);
      assert.equal(await other.secretChanged(), true);
      assert.equal((await other.account()).name, names[way] ?? connection.clientId);
      assert.ok(await get(other));
      assert.equal(await other.secretChanged(), false);
    });

    it('see a sign-in of the other though they have looked at nothing yet', async () => {
      await signIn(one);
      assert.equal(await other.secretChanged(), true);
    });

    it('see a sign-out of the other, and send nothing more', async () => {
      await signIn(one);
      await get(one);
      await get(other);
      simulator.requests.length = 0;
      await one.signOut();
      assert.equal(await other.secretChanged(), true);
      await nobodyIsSignedIn(other);
      await nobodyIsSignedIn(one);
      assert.equal(simulator.requests.length, 0);
    });

    it('keep nothing of a sign-in after the sign-out, neither stored nor in memory', async () => {
      await signIn(one);
      const token = await get(one);
      await one.signOut();
      assert.equal(secrets.values.size, 0);
      await nobodyIsSignedIn(one);
      await signIn(one);
      assert.notEqual(await get(one), token);
    });

    it('say so when the keyring does not let them sign out, and stay signed in', async () => {
      await signIn(one);
      secrets.failWrites = true;
      await assert.rejects(one.signOut(), /keyring/);
      assert.ok(await one.account());
      assert.ok(await get(one));
    });

    it('are not signed in when the keyring takes nothing', async () => {
      secrets.failWrites = true;
      await assert.rejects(signIn(one), /keyring/);
      secrets.failWrites = false;
      await nobodyIsSignedIn(one);
      assert.equal(secrets.values.size, 0);
    });

    const damaged = [
      '',
      '{',
      'null',
      '5',
      '"text"',
      '[]',
      '{}',
      '{"Account":5}',
      '{"Account":{"x":null}}',
      'eyJ',
    ];
    for (const blob of damaged) {
      it(`take a damaged secret for none, and heal with the next sign-in: ${blob || 'empty'}`, async () => {
        await signIn(one);
        const [key = ''] = secrets.values.keys();
        secrets.values.set(key, blob);
        await nobodyIsSignedIn(one);
        await nobodyIsSignedIn(other);
        await signIn(other);
        assert.ok(await get(one));
      });
    }

    it('remove a damaged secret, and say so in the log', async () => {
      await signIn(one);
      const [key = ''] = secrets.values.keys();
      secrets.values.set(key, '{"Account":');
      await nobodyIsSignedIn(other);
      assert.equal(secrets.values.size, 0);
      assert.match(
        windows[1]?.log.text ?? '',
        /warn The stored (sign-in|credential) is damaged and was removed\./,
      );
    });
  });
}

describe('Windows that share a person’s sign-in', () => {
  let simulator: Simulator;
  let secrets: MemorySecrets;
  let windows: [TestWindow, TestWindow];
  let connection: Connection;
  let one: Session;
  let other: Session;

  beforeEach(async () => {
    simulator = await startSimulator({ tokenLifetimeSeconds: 60 });
    secrets = new MemorySecrets();
    windows = [new TestWindow(simulator, { secrets }), new TestWindow(simulator, { secrets })];
    connection = windows[0].connection('deviceCode');
    [one, other] = windows.map((window) => window.session(connection)) as [Session, Session];
    await one.signIn(connection, windows[0].person(), never);
  });

  afterEach(async () => {
    await simulator.close();
    windows.forEach((window) => window.assertNothingLeaked());
  });

  const get = (session: Session) => session.getToken({ scope: connection.scope });

  it('do not take the renewal of a token for a change of who is signed in', async () => {
    await get(other);
    const before = secrets.text;
    await get(one);
    assert.notEqual(secrets.text, before);
    assert.equal(await other.secretChanged(), false);
  });

  it('forget, with the sign-out, everything that was in memory', async () => {
    const applications: WeakRef<object>[] = [];
    class TrackedApplication extends msal.PublicClientApplication {
      constructor(...configuration: ConstructorParameters<typeof msal.PublicClientApplication>) {
        super(...configuration);
        applications.push(new WeakRef(this));
      }
    }
    const loadMsal = () => Promise.resolve({ ...msal, PublicClientApplication: TrackedApplication });
    const session = new TestWindow(simulator, { secrets, loadMsal }).session(connection);
    await session.signIn(connection, windows[0].person(), never);
    await get(session);
    await session.signOut();
    await collectGarbage();
    assert.deepEqual(
      applications.map((application) => application.deref()),
      [undefined, undefined],
    );
    assert.equal((await windows[0].rejection(session.account())).reason, 'signInRequired');
  });

  it('sign out behind a renewal that is under way, and stay signed out', async () => {
    const renewal = get(one);
    await one.signOut();
    assert.ok(await renewal);
    assert.equal(secrets.values.size, 0);
    assert.equal((await windows[0].rejection(get(one))).reason, 'signInRequired');
  });

  it('do not undo the sign-out of the other with a renewal that was under way', async () => {
    const match = ({ body }: { body: string }) => body.includes('refresh_token');
    simulator.faults.add({
      service: 'entra',
      match,
      times: 1,
      respond: async (_request, real) => {
        await one.signOut();
        return real();
      },
    });
    await get(other);
    assert.equal(secrets.values.size, 0);
    const { reason } = await windows[1].rejection(get(other));
    assert.equal(reason, 'signInRequired');
    assert.equal((await windows[0].rejection(one.account())).reason, 'signInRequired');
    assert.equal(
      tokenRequests(simulator).filter((form) => form.get('grant_type') === 'refresh_token').length,
      1,
    );
  });
});

/** What nobody holds any more is gone after this. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A reference that was looked at is kept to the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
