import assert from 'node:assert/strict';
import { isPrivate, isSafeAddress, parseOrigin } from '../../../src/defender/origin.ts';

describe('A host setting', () => {
  const accepted: [text: string, origin: string][] = [
    ['https://api.security.microsoft.com', 'https://api.security.microsoft.com'],
    ['https://api.security.microsoft.com/', 'https://api.security.microsoft.com'],
    ['HTTPS://API.Security.Microsoft.COM', 'https://api.security.microsoft.com'],
    ['https://api.security.microsoft.com:443', 'https://api.security.microsoft.com'],
    ['https://defender.contoso.com:8443', 'https://defender.contoso.com:8443'],
    ['https://10.1.2.3', 'https://10.1.2.3'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.255.255.254', 'http://127.255.255.254'],
    ['http://127.1:9', 'http://127.0.0.1:9'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['HTTP://LOCALHOST:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['http://[0:0:0:0:0:0:0:1]:3000', 'http://[::1]:3000'],
  ];
  for (const [text, origin] of accepted) {
    it(`is read as an origin: ${text}`, () => assert.deepEqual(parseOrigin(text), { origin }));
  }

  const plain = [
    'http://api.security.microsoft.com',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'http://evil-localhost',
    'http://localhost.',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://128.0.0.1',
    'http://[::2]',
    'http://[::ffff:127.0.0.1]',
  ];
  for (const text of plain) {
    it(`is refused on plain http elsewhere than on this machine: ${text}`, () => {
      assert.deepEqual(parseOrigin(text), { fault: 'plainHttp' });
    });
  }

  const noOrigins = [
    '',
    ' ',
    'api.security.microsoft.com',
    '//api.security.microsoft.com',
    'https://',
    'https://host/api',
    'https://host//',
    'https://host/?a=b',
    'https://host/#fragment',
    'https://user@host',
    'https://user:password@host',
    'https://:password@host',
    'http://user@127.0.0.1',
    'https://host:99999',
    'https://ho st',
    'ftp://host',
    'file:///',
    'ws://127.0.0.1',
    'javascript:alert(1)',
    'data:,https://host',
  ];
  for (const text of noOrigins) {
    it(`is refused when it is more or less than an origin: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseOrigin(text), { fault: 'notAnOrigin' });
    });
  }
});

describe('An address', () => {
  const addresses: [address: string, safe: boolean][] = [
    ['https://host/package.zip?sig=1', true],
    ['http://127.0.0.1:9/package.zip', true],
    ['http://[::1]/package.zip', true],
    ['http://localhost/package.zip', true],
    ['http://host/package.zip', false],
    ['http://localhost.evil.com/package.zip', false],
    ['http://127.0.0.1.evil.com/package.zip', false],
    ['http://127.0.0.1@evil.com/package.zip', false],
    ['ftp://127.0.0.1/package.zip', false],
    ['javascript:alert(1)', false],
  ];
  for (const [address, safe] of addresses) {
    it(`${safe ? 'may' : 'must not'} carry a token or evidence: ${address}`, () => {
      assert.equal(isSafeAddress(new URL(address)), safe);
    });
  }
});

describe('The name of a host', () => {
  const within = [
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    '127.0.0.1',
    '127.255.255.255',
    '0.0.0.0',
    '0.255.0.1',
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '169.254.169.254',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.255.255',
    '2130706433',
    '0x7f.1',
    '[::]',
    '[::1]',
    '[fc00::]',
    '[fdff:ffff::1]',
    '[fe80::1]',
    '[febf::1]',
    '[::ffff:10.0.0.1]',
    '[::ffff:7f00:1]',
  ];
  for (const host of within) {
    it(`is an address of this machine or a private network: ${host}`, () => {
      assert.equal(isPrivate(new URL(`https://${host}/`).hostname), true);
    });
  }

  const outside = [
    'files.example',
    'localhost.example',
    'notlocalhost',
    '127.0.0.1.example',
    '1.0.0.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '[::2]',
    '[fbff::1]',
    '[fe00::1]',
    '[fec0::1]',
    '[2001:db8::1]',
    '[::ffff:8.8.8.8]',
  ];
  for (const host of outside) {
    it(`is none of these as far as it tells: ${host}`, () => {
      assert.equal(isPrivate(new URL(`https://${host}/`).hostname), false);
    });
  }
});
