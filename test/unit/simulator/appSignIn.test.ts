import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAuthOptions } from '@azure/msal-node';
import { startSimulator, writeCertificate } from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';
import { confidentialApplication } from './msalApplications.ts';

describe('Simulated sign-in of an application, with MSAL', () => {
  let simulator: Simulator;
  let folder: string;

  before(async () => {
    simulator = await startSimulator();
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  });

  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  async function token(auth: Omit<NodeAuthOptions, 'authority'>, scope = simulator.scope): Promise<string> {
    const application = confidentialApplication(simulator, auth);
    const result = await application.acquireTokenByClientCredential({ scopes: [scope] });
    return result?.accessToken ?? '';
  }

  function listStatus(accessToken: string): Promise<number> {
    const headers = { authorization: `Bearer ${accessToken}` };
    return fetch(`${simulator.apiHost}/api/machineactions?$top=1`, { headers }).then(({ status }) => status);
  }

  async function certificateAuth(
    pem: { path: string; fingerprint: string },
    passphrase?: string,
  ): Promise<Omit<NodeAuthOptions, 'authority'>> {
    const key = createPrivateKey({ key: await readFile(pem.path), ...(passphrase && { passphrase }) });
    const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    return {
      clientId: simulator.clients.certificate.clientId,
      clientCertificate: { thumbprintSha256: pem.fingerprint, privateKey },
    };
  }

  it('accepts the secret and gives a token with roles', async () => {
    assert.equal(await listStatus(await token(simulator.clients.confidential)), 200);
  });

  it('refuses a wrong and an expired secret as Entra ID does', async () => {
    const { confidential, expiredSecret } = simulator.clients;
    const wrong = token({ ...confidential, clientSecret: 'wrong' });
    await assert.rejects(wrong, { errorCode: 'invalid_client', errorNo: 7000215 });
    await assert.rejects(token(expiredSecret), { errorCode: 'invalid_client', errorNo: 7000222 });
  });

  it('accepts an assertion signed with the registered certificate, from a plain and an encrypted key', async () => {
    const plain = await simulator.clients.certificate.write(folder);
    assert.equal(await listStatus(await token(await certificateAuth(plain))), 200);
    const options = { passphrase: 'correct horse', fileName: 'encrypted.pem' };
    const encrypted = await simulator.clients.certificate.write(folder, options);
    assert.match(await readFile(encrypted.path, 'utf8'), /BEGIN ENCRYPTED PRIVATE KEY/);
    assert.equal(await listStatus(await token(await certificateAuth(encrypted, 'correct horse'))), 200);
    assert.equal(simulator.connection('certificate').certificatePath, encrypted.path);
  });

  it('refuses a certificate that is not registered', async () => {
    const foreign = await writeCertificate(folder, { fileName: 'foreign.pem' });
    const auth = await certificateAuth(foreign);
    await assert.rejects(token(auth), { errorCode: 'invalid_client', errorNo: 700027 });
  });

  it('refuses a second use of an assertion when told to, which MSAL then meets', async () => {
    const strict = await startSimulator({ refuseReplayedAssertions: true });
    try {
      const { path, fingerprint } = await strict.clients.certificate.write(folder, { fileName: 'once.pem' });
      const application = confidentialApplication(strict, await certificateAuth({ path, fingerprint }));
      const request = { scopes: [strict.scope], skipCache: true };
      await application.acquireTokenByClientCredential(request);
      await assert.rejects(application.acquireTokenByClientCredential(request), /AADSTS700027/);
    } finally {
      await strict.close();
    }
  });

  it('gives tokens for other services of the tenant, which the API refuses, and none for unknown ones', async () => {
    const foreign = await token(simulator.clients.confidential, 'https://graph.microsoft.com/.default');
    assert.equal(await listStatus(foreign), 403);
    const unknown = token(simulator.clients.confidential, 'https://nowhere.example/.default');
    await assert.rejects(unknown, { errorCode: 'invalid_resource', errorNo: 500011 });
  });

  it('gives a client without permissions a token without roles', async () => {
    assert.equal(await listStatus(await token(simulator.clients.noPermissions)), 403);
  });
});
