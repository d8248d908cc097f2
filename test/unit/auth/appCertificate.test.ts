import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import { startSimulator, writeCertificate, type Simulator } from '../../simulator/index.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { listStatus, TestWindow, tokenRequests } from '../../support/testWindow.ts';

const never = new AbortController().signal;
const passphrase = 'CORRECT horse "battery"';

describe('Signing in as an app with a certificate', () => {
  let simulator: Simulator;
  let folder: string;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
    folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  });

  beforeEach(async () => {
    simulator.requests.length = 0;
    await simulator.clients.certificate.write(folder);
    use('certificate.pem');
  });

  afterEach(() => window.assertNothingLeaked(passphrase, 'PRIVATE KEY'));

  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  function use(file: string, services: ConstructorParameters<typeof TestWindow>[1] = {}): void {
    window = new TestWindow(simulator, services);
    connection = window.connection('certificate', { certificatePath: join(folder, file) });
    session = window.session(connection);
  }

  const get = () => session.getToken({ scope: connection.scope });
  const signIn = (given?: string) => {
    const asked = given === undefined ? {} : { askPassphrase: () => Promise.resolve(given) };
    return session.signIn(connection, window.person(asked), never);
  };

  it('gives a token that the service accepts, and keeps the path alone', async () => {
    assert.deepEqual(await signIn(), { name: connection.clientId, kind: 'app' });
    assert.equal(await listStatus(simulator, await get()), 200);
    const { certificatePath } = connection;
    assert.deepEqual([...window.secrets.values.values()], [JSON.stringify({ certificatePath })]);
    const form = tokenRequests(simulator)[0] ?? assert.fail();
    assert.equal(form.get('client_secret'), null);
    const [header = ''] = form.get('client_assertion')?.split('.') ?? [];
    const { alg, x5c } = JSON.parse(Buffer.from(header, 'base64url').toString()) as {
      alg: string;
      x5c: string[];
    };
    assert.deepEqual([alg, x5c.length], ['PS256', 1]);
  });

  it('asks for the passphrase of a locked key, and keeps it', async () => {
    await simulator.clients.certificate.write(folder, { passphrase, fileName: 'locked.pem' });
    use('locked.pem');
    const asked: string[] = [];
    const askPassphrase = (path: string) => {
      asked.push(path);
      return Promise.resolve(passphrase);
    };
    await session.signIn(connection, window.person({ askPassphrase }), never);
    assert.deepEqual(asked, [connection.certificatePath]);
    const next = new TestWindow(simulator, { secrets: window.secrets }).session(connection);
    assert.equal(await listStatus(simulator, await next.getToken({ scope: connection.scope })), 200);
  });

  it('says so when the passphrase is wrong, and keeps nothing', async () => {
    await simulator.clients.certificate.write(folder, { passphrase, fileName: 'locked.pem' });
    use('locked.pem');
    for (const wrong of ['WRONG-PASSPHRASE', '']) {
      const { reason: why, data } = await window.rejection(signIn(wrong));
      assert.deepEqual([why, data], ['wrongPassphrase', { path: connection.certificatePath }]);
    }
    window.assertNothingLeaked('WRONG-PASSPHRASE');
    assert.equal(window.secrets.values.size, 0);
    assert.equal(simulator.requests.length, 0);
  });

  it('says so when Entra ID does not know the certificate', async () => {
    await writeCertificate(folder, { fileName: 'foreign.pem' });
    use('foreign.pem');
    const { reason: why, data } = await window.rejection(signIn());
    assert.deepEqual([why, data?.['aadsts']], ['badCertificate', '700027']);
  });

  it('says so when the file is gone, also after the sign-in', async () => {
    use('missing.pem');
    assert.equal((await window.rejection(signIn())).reason, 'certificateUnreadable');
    await writeFile(join(folder, 'gone.pem'), await readFile(join(folder, 'certificate.pem')));
    use('gone.pem');
    await signIn();
    await rm(join(folder, 'gone.pem'));
    const next = new TestWindow(simulator, { secrets: window.secrets });
    const { reason: why, data } = await next.rejection(
      next.session(connection).getToken({ scope: connection.scope }),
    );
    assert.deepEqual([why, data], ['certificateUnreadable', { path: connection.certificatePath }]);
  });

  it('says so, and asks nobody, when the certificate has expired', async () => {
    use('certificate.pem', { clock: new FakeClock(Date.now() + 366 * 24 * 3_600_000) });
    assert.equal((await window.rejection(signIn())).reason, 'certificateExpired');
    assert.equal(simulator.requests.length, 0);
  });

  it('asks for no passphrase of a key that is not locked', async () => {
    let asked = 0;
    const askPassphrase = () => Promise.resolve(String(++asked));
    await session.signIn(connection, window.person({ askPassphrase }), never);
    assert.equal(asked, 0);
  });
});
