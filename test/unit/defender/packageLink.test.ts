import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { parsePackageLink, PackageLink } from '../../../src/defender/packageLink.ts';

const secret = 'SECRET-OF-THE-LINK';
const address = `https://userrequests-us.securitycenter.windows.com:8443/safedownload/a.zip?token=${secret};x%3d`;

describe('The value of a link response', () => {
  const accepted: [what: string, value: string, address: string][] = [
    ['plain', address, address],
    ['quoted', JSON.stringify(address), address],
    ['plain between blanks', ` \n${address}\t`, address],
    ['quoted between blanks, within and without', `  ${JSON.stringify(` ${address} `)}\r\n`, address],
    ['quoted with JSON escapes', '"https:\\/\\/host\\/a.zip\\u003fsig=1"', 'https://host/a.zip?sig=1'],
    ['on this machine', 'http://127.0.0.1:9/a.zip?sig=1', 'http://127.0.0.1:9/a.zip?sig=1'],
  ];
  for (const [what, value, expected] of accepted) {
    it(`is read ${what}`, () => assert.equal(parsePackageLink(value)?.reveal().href, expected));
  }

  const refused: [what: string, value: unknown][] = [
    ['empty', ''],
    ['blank', '  '],
    ['quotes around nothing', '""'],
    ['a single quote', '"'],
    ['an unfinished JSON string', '"https://host/a.zip\\"'],
    ['quoted twice', JSON.stringify(JSON.stringify(address))],
    ['a number', 5],
    ['null', null],
    ['missing', undefined],
    ['an object', { href: address }],
    ['a list', [address]],
    ['relative', '/safedownload/a.zip'],
    ['no address at all', 'not ready'],
    ['plain http', 'http://host/a.zip'],
    ['plain http to a look-alike of this machine', 'http://localhost.evil.com/a.zip'],
    ['javascript', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,x'],
    ['quoted javascript', '"javascript:alert(1)"'],
    ['with a user', 'https://user@host/a.zip'],
    ['with a user and a password', 'https://user:password@host/a.zip'],
    ['with a password', 'https://:password@host/a.zip'],
  ];
  for (const [what, value] of refused) {
    it(`gives no link when it is ${what}`, () => assert.equal(parsePackageLink(value), undefined));
  }
});

describe('A package link', () => {
  const link = new PackageLink(new URL(address));
  const shown: [how: string, text: string][] = [
    ['String()', String(link)],
    ['a template', `link: ${link as unknown as string}`],
    ['joined to a text', ['link', link].join(' ')],
    ['JSON', JSON.stringify({ link })],
    ['inspect', inspect(link)],
    ['inspect of what holds it', inspect({ a: [{ link }] }, { depth: 9 })],
    ['inspect of everything hidden', inspect(link, { showHidden: true, depth: 9 })],
    [
      'inspect without custom inspection',
      inspect(link, { customInspect: false, showHidden: true, depth: 9 }),
    ],
    ['format', format('%s %o %O %j %d', link, link, link, link, link)],
    ['an error message', inspect(new Error(String(link)))],
    ['an error cause', inspect(new Error('failed', { cause: link }), { depth: 9 })],
    ['its own keys and values', JSON.stringify([Reflect.ownKeys(link), Object.values(link)])],
    ['a clone', inspect(structuredClone(link))],
  ];
  for (const [how, text] of shown) {
    it(`keeps its address to itself: ${how}`, () => {
      assert.ok(!text.includes(secret), text);
      assert.ok(!text.includes('safedownload'), text);
    });
  }

  it('shows its host, which is no secret', () => {
    assert.equal(String(link), 'package link at userrequests-us.securitycenter.windows.com:8443');
    assert.equal(JSON.stringify(link), JSON.stringify(String(link)));
    assert.equal(inspect(link), String(link));
  });

  it('is not changed by what is done to a revealed address', () => {
    link.reveal().searchParams.set('token', 'other');
    assert.equal(link.reveal().href, address);
  });
});
