import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { startPrivateHost, startProxy, type PrivateHost, type RunningServer } from '../support/proxy.ts';
import { setStage, type Stage } from './stage.ts';

describe("VS Code's proxy and certificate settings", () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;
  let folder: string;
  let trusted: PrivateHost;
  const servers: RunningServer[] = [];

  // Defender is behind a proxy: the API at `https://test`, everything else on loopback.
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authority-'));
    trusted = await privateHost();
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, trusted.certificate);
    const gone = await startProxy('password');
    await gone.close();
    stage = await setStage({
      autoConsent: true,
      env: { NODE_EXTRA_CA_CERTS: authority },
      settings: (simulator) => ({
        ...through(gone),
        'defenderMachineActions.connections': [
          { ...simulator.connection('browser'), apiHost: 'https://test' },
        ],
      }),
    });
    window = await stage.open();
    view = window.view('Machine Actions');
    await window.openContainer('Defender');
    await view.waitForWelcome(/Sign in/);
    await view.clickWelcomeButton('Sign In');
  });

  after(async () => {
    await window.close();
    await stage.close();
    await Promise.all(servers.map((server) => server.close()));
    await rm(folder, { recursive: true });
  });

  const through = ({ port }: RunningServer) => ({ 'http.proxy': `http://127.0.0.1:${port}` });

  async function kept<Server extends RunningServer>(starting: Promise<Server>): Promise<Server> {
    const server = await starting;
    servers.push(server);
    return server;
  }

  const privateHost = () => kept(startPrivateHost(() => stage.simulator.apiHost));

  /** Lists through another proxy, in a window that has nothing in its log yet. */
  async function listThrough(...proxy: Parameters<typeof startProxy>): Promise<void> {
    await stage.changeSettings(window, through(await kept(startProxy(...proxy))));
    await window.openContainer('Defender');
  }

  async function assertLogged(reason: RegExp): Promise<void> {
    await view.waitForWelcome(/could not be reached/);
    assert.match(await window.outputText('Defender Machine Actions'), reason);
  }

  it('a proxy that is not there is named as what refuses', async () => {
    await assertLogged(/NetworkError: (refused|proxy)/);
  });

  it('a proxy that asks for a password is named', async () => {
    const asked: string[] = [];
    await listThrough('password', (name) => asked.push(name));
    await assertLogged(/NetworkError: proxy/);
    assert.ok(asked.includes('test:443'));
  });

  it('a certificate authority that nobody trusts is named, and nothing is sent', async () => {
    await listThrough((await privateHost()).port);
    await assertLogged(/NetworkError: certificate/);
    const sent = stage.simulator.requests.filter(({ service }) => service === 'api');
    assert.deepEqual(sent, []);
  });

  it('a certificate authority that the machine trusts is good for the list', async () => {
    await listThrough(trusted.port);
    await view.waitForRows((rows) => rows.length > 1);
  });
});
