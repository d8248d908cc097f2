import assert from 'node:assert/strict';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import * as simulated from '../../simulator/index.ts';
import type { Respond, SignIn, Simulator } from '../../simulator/index.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { TestWindow } from '../../support/testWindow.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const silence = simulated.delay(2 ** 31 - 1);
const outage = {
  error: 'temporarily_unavailable',
  error_codes: [90033],
  error_description: 'AADSTS90033: Later.',
};

/** What the token endpoint does, and what is made of it. */
const faults: [what: string, respond: Respond, name: string, reason: string, data: object][] = [
  ['resets the connection', simulated.reset(), 'NetworkError', 'interrupted', { code: 'ECONNRESET' }],
  ['answers with a page', simulated.htmlPage(), 'SignInError', 'badResponse', {}],
  ['answers with a page and 403', simulated.htmlPage(403), 'SignInError', 'badResponse', {}],
  ['answers with a page and 502', simulated.htmlPage(502), 'SignInError', 'badResponse', {}],
  ['answers with nothing and 500', simulated.answer(500), 'SignInError', 'badResponse', {}],
  ['answers with strange JSON and 500', simulated.json(500, { a: 1 }), 'SignInError', 'badResponse', {}],
  ['answers with a book', simulated.answer(200, 'x'.repeat(1_100_000)), 'SignInError', 'badResponse', {}],
  ['answers with a redirect', simulated.redirect('https://evil.com/token'), 'SignInError', 'badResponse', {}],
  ['answers with 429', simulated.throttled('7'), 'SignInError', 'throttled', {}],
  ['answers with 429 and a page', simulated.htmlPage(429), 'SignInError', 'throttled', {}],
  [
    'has a fault of its own',
    simulated.json(503, outage),
    'SignInError',
    'throttled',
    { code: 'temporarily_unavailable', aadsts: '90033' },
  ],
];

for (const way of ['deviceCode', 'clientSecret'] as const satisfies SignIn[]) {
  describe(`A token endpoint with faults: ${way}`, () => {
    let simulator: Simulator;
    let window: TestWindow;
    let connection: Connection;
    let session: Session;
    let host: string;

    before(async () => {
      simulator = await simulated.startSimulator();
      ({ host } = new URL(simulator.authority));
    });

    beforeEach(() => open());

    afterEach(() => {
      simulator.faults.clear();
      window.assertNothingLeaked();
    });

    after(() => simulator.close());

    function open(services: ConstructorParameters<typeof TestWindow>[1] = {}): void {
      simulator.requests.length = 0;
      window = new TestWindow(simulator, services);
      connection = window.connection(way);
      session = window.session(connection);
    }

    const signIn = () => session.signIn(connection, window.person(), never);
    const renew = async () => {
      const rejected = await session.getToken({ scope: connection.scope });
      return session.getToken({ scope: connection.scope, rejected });
    };
    const fault = (respond: Respond, times = Infinity) =>
      simulator.faults.add({ service: 'entra', path: /token$/, times, respond });

    for (const [what, respond, name, reason, data] of faults) {
      it(`keeps its reason when it ${what}, at the sign-in and at a renewal`, async () => {
        fault(respond);
        const first = await window.rejection(signIn());
        assert.deepEqual([first.name, first.reason, first.data], [name, reason, { host, ...data }]);
        simulator.faults.clear();
        await signIn();
        fault(respond);
        const second = await window.rejection(renew());
        assert.deepEqual([second.name, second.reason, second.data], [name, reason, { host, ...data }]);
      });

      it(`is asked again at the next need after it ${what}`, async () => {
        await signIn();
        fault(respond, 1);
        await window.rejection(renew());
        assert.ok(await renew());
      });
    }

    it('is sent what it needs to know, once', async () => {
      await signIn();
      fault(simulated.reset());
      simulator.requests.length = 0;
      await window.rejection(renew());
      assert.equal(simulator.requests.length, 1);
    });

    it('is given up after half a minute of silence', async () => {
      const clock = new FakeClock(Date.now());
      open({ clock });
      await signIn();
      simulator.requests.length = 0;
      fault(silence);
      const ended = window.rejection(renew());
      await until(() => simulator.requests.length === 1);
      await clock.advance(29_999);
      assert.equal(simulator.requests[0]?.outcome, 'open');
      await clock.advance(1);
      const { name, reason, data } = await ended;
      assert.deepEqual([name, reason, data], ['NetworkError', 'timeout', { host }]);
      await until(() => simulator.requests[0]?.outcome === 'cut');
    });

    it('is logged with host, path and status, and nothing else', async () => {
      await signIn();
      const lines = window.log.lines.filter((line) => line.includes('POST'));
      assert.ok(lines.length > 0);
      for (const line of lines) {
        assert.match(line, new RegExp(`^debug POST ${host}/${simulator.tenantId}/oauth2/v2\\.0/\\w+: 200$`));
      }
    });

    it('keeps its reason when nobody listens there', async () => {
      const closed = await simulated.startSimulator();
      await closed.close();
      const gone = window.session({ ...connection, authority: closed.authority });
      const { name, reason, data } = await window.rejection(gone.signIn(connection, window.person(), never));
      const expected = { host: new URL(closed.authority).host, code: 'ECONNREFUSED' };
      assert.deepEqual([name, reason, data], ['NetworkError', 'refused', expected]);
    });
  });
}
