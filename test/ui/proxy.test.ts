import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VsCodeWindow } from '../host/window.ts';
import { startSimulator } from '../simulator/index.ts';
import { startPrivateHost, startProxy, type PrivateHost, type RunningServer } from '../support/proxy.ts';
import { setStage, type Stage, type StageOptions } from './stage.ts';

describe("VS Code's proxy and certificate settings", () => {
  let stage: Stage | undefined;
  let window: VsCodeWindow;
  let proxy: RunningServer | undefined;
  let host: PrivateHost | undefined;

  afterEach(async () => {
    await window.close();
    await stage?.close();
    await proxy?.close();
    await host?.close();
    proxy = undefined;
    host = undefined;
  });

  /** A window whose Defender is behind a proxy: the API at `https://test`, everything else on loopback. */
  async function openBehind(proxyPort: number, options: StageOptions = {}): Promise<void> {
    stage = await setStage({
      autoConsent: true,
      ...options,
      settings: (simulator) => ({
        'http.proxy': `http://127.0.0.1:${proxyPort}`,
        'defenderMachineActions.connections': [
          { ...simulator.connection('browser'), apiHost: 'https://test' },
        ],
      }),
    });
    window = await stage.open();
    await window.openContainer('Defender');
    const view = window.view('Machine Actions');
    await view.waitForWelcome(/Sign in/);
    await view.clickWelcomeButton('Sign In');
  }

  async function assertLogged(reason: RegExp): Promise<void> {
    await window.view('Machine Actions').waitForWelcome(/could not be reached/);
    assert.match(await window.outputText('Defender Machine Actions'), reason);
  }

  it('a proxy that is not there is named as what refuses', async () => {
    const gone = await startProxy('password');
    await gone.close();
    await openBehind(gone.port);
    await assertLogged(/NetworkError: (refused|proxy)/);
  });

  it('a proxy that asks for a password is named', async () => {
    const asked: string[] = [];
    proxy = await startProxy('password', (name) => asked.push(name));
    await openBehind(proxy.port);
    await assertLogged(/NetworkError: proxy/);
    assert.ok(asked.includes('test:443'));
  });

  it('a certificate authority that nobody trusts is named, and nothing is sent', async () => {
    const api = await startSimulator();
    host = await startPrivateHost(() => api.apiHost);
    proxy = await startProxy(host.port);
    await openBehind(proxy.port);
    await assertLogged(/NetworkError: certificate/);
    assert.deepEqual(api.requests, []);
    await api.close();
  });

  it('a certificate authority that the machine trusts is good for the list', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authority-'));
    host = await startPrivateHost(() => stage?.simulator.apiHost ?? '');
    proxy = await startProxy(host.port);
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, host.certificate);
    await openBehind(proxy.port, {
      env: { NODE_EXTRA_CA_CERTS: authority },
    });
    await window.view('Machine Actions').waitForRows((rows) => rows.length > 1);
    await rm(folder, { recursive: true });
  });
});
