import assert from 'node:assert/strict';
import { cloudFamily, clouds } from '../../../src/defender/clouds.ts';

// As Microsoft's documents print them: exposed-apis-list, defender-endpoint/gov.
const documented = {
  commercial: [
    'https://api.securitycenter.microsoft.com',
    'https://login.microsoftonline.com',
    'https://api.securitycenter.microsoft.com/.default',
    'https://security.microsoft.com',
  ],
  gcc: [
    'https://api-gcc.securitycenter.microsoft.us',
    'https://login.microsoftonline.com',
    'https://api-gcc.securitycenter.microsoft.us/.default',
    'https://security.microsoft.com',
  ],
  gccHigh: [
    'https://api-gov.securitycenter.microsoft.us',
    'https://login.microsoftonline.us',
    'https://api-gov.securitycenter.microsoft.us/.default',
    'https://security.microsoft.us',
  ],
  dod: [
    'https://api-gov.securitycenter.microsoft.us',
    'https://login.microsoftonline.us',
    'https://api-gov.securitycenter.microsoft.us/.default',
    'https://security.apps.mil',
  ],
};

describe('Clouds', () => {
  for (const [name, hosts] of Object.entries(documented)) {
    it(`have the documented API host, authority, scope and portal: ${name}`, () => {
      const { apiHost, authority, scope, portal } = clouds[name as keyof typeof clouds];
      assert.deepEqual([apiHost, authority, scope, portal], hosts);
    });
  }

  it('are those of the documents and no other', () => {
    assert.deepEqual(Object.keys(clouds), Object.keys(documented));
  });
});

describe('A host name', () => {
  const families: [host: string, family: ReturnType<typeof cloudFamily>][] = [
    ['api.securitycenter.microsoft.com', 'commercial'],
    ['api.securitycenter.windows.com', 'commercial'],
    ['api.security.microsoft.com', 'commercial'],
    ['eu.api.security.microsoft.com', 'commercial'],
    ['API-US.SecurityCenter.Microsoft.COM', 'commercial'],
    ['api-gcc.securitycenter.microsoft.us', 'gcc'],
    ['api-gov.securitycenter.microsoft.us', 'gov'],
    ['securitycenter.onmicrosoft.us', 'gov'],
    // Tokens for GCC are asked for under this name too, so it tells nothing.
    ['securitycenter.onmicrosoft.com', undefined],
    ['127.0.0.1', undefined],
    ['defender.contoso.com', undefined],
    ['microsoft.com', undefined],
    ['api.securitycenter.microsoft.com.evil.com', undefined],
    ['evilmicrosoft.com', undefined],
  ];
  for (const [host, family] of families) {
    it(`${family ? `belongs to the ${family} cloud` : 'tells no cloud'}: ${host}`, () => {
      assert.equal(cloudFamily(host), family);
    });
  }
});
