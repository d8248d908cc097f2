import assert from 'node:assert/strict';
import { LogLevel } from '@azure/msal-node';
import { parseConnection } from '../../../src/auth/connection.ts';
import { msalConfiguration } from '../../../src/auth/msalConfiguration.ts';
import { MsalNetwork } from '../../../src/auth/msalNetwork.ts';
import { systemClock } from '../../../src/defender/clock.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

const tenantId = '6f0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805';

function configure(changes: object) {
  const log = new RecordingLogger();
  const setting = { name: 'x', tenantId, clientId: 'client', ...changes };
  const network = new MsalNetwork(() => Promise.reject(new Error('unused')), systemClock, log);
  return { log, network, ...msalConfiguration(parseConnection(setting, 0), network, log) };
}

describe('The configuration of MSAL', () => {
  const elsewhere: [authority: string, host: string][] = [
    ['https://login.microsoftonline.com', 'login.microsoftonline.com'],
    ['https://login.microsoftonline.us', 'login.microsoftonline.us'],
    ['https://login.contoso.com:8443', 'login.contoso.com:8443'],
    ['https://localhost.contoso.com', 'localhost.contoso.com'],
  ];
  for (const [authority, host] of elsewhere) {
    it(`trusts the authority of the connection and lets MSAL find its endpoints: ${authority}`, () => {
      assert.deepEqual(configure({ authority }).auth, {
        clientId: 'client',
        authority: `https://${host}/${tenantId}`,
        knownAuthorities: [host],
      });
    });
  }

  for (const authority of [
    'http://127.0.0.1:5000',
    'http://localhost:5000',
    'http://[::1]:5000',
    'https://localhost:5000',
  ]) {
    it(`says where the endpoints are of an authority on this machine: ${authority}`, () => {
      const { authorityMetadata = '', ...auth } = configure({ authority }).auth;
      const { host } = new URL(authority);
      assert.deepEqual(auth, {
        clientId: 'client',
        authority: `https://${host}/${tenantId}`,
        knownAuthorities: [host],
      });
      const metadata = JSON.parse(authorityMetadata) as Record<string, string>;
      assert.equal(metadata['token_endpoint'], `${authority}/${tenantId}/oauth2/v2.0/token`);
      assert.equal(metadata['authorization_endpoint'], `${authority}/${tenantId}/oauth2/v2.0/authorize`);
      assert.ok(Object.values(metadata).every((address) => address.startsWith(`${authority}/${tenantId}/`)));
    });
  }

  it('sends everything over our own network', () => {
    const { system, network } = configure({});
    assert.equal(system?.networkClient, network);
  });

  it('logs warnings and errors, and nothing about a person', () => {
    const { system, log } = configure({});
    const { loggerCallback: write, piiLoggingEnabled } = system?.loggerOptions ?? {};
    write?.(LogLevel.Error, 'error', false);
    write?.(LogLevel.Warning, 'warning', false);
    write?.(LogLevel.Info, 'info', false);
    write?.(LogLevel.Trace, 'trace', false);
    write?.(LogLevel.Error, 'anna@contoso.com', true);
    assert.equal(piiLoggingEnabled, false);
    assert.deepEqual(log.lines, ['debug MSAL: error', 'debug MSAL: warning']);
  });
});
