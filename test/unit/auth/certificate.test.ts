import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate, type KeyExportOptions } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openCertificate,
  readCertificateFile,
  type ClientCertificate,
} from '../../../src/auth/certificate.ts';
import type { SignInError, SignInReason } from '../../../src/auth/signInError.ts';
import { ecKeys, rsaKeys, selfSigned, type Keys } from '../../support/certificates.ts';

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const passphrase = 'CORRECT horse';

const keys = rsaKeys();
const otherKeys = rsaKeys();
const elliptic = ecKeys();
// In PEM.
const own = String(selfSigned(keys, now - day, now + day));
const issuer = String(selfSigned(otherKeys, now - day, now + 9 * day));
const expired = String(selfSigned(keys, now - 9 * day, now - 1000));
const ellipticOwn = String(selfSigned(elliptic, now - day, now + day));
const fingerprint = new X509Certificate(own).fingerprint256.replaceAll(':', '');

function pem({ privateKey }: Keys, options: Partial<KeyExportOptions<'pem'>> = {}): string {
  return String(privateKey.export({ type: 'pkcs8', format: 'pem', ...options } as KeyExportOptions<'pem'>));
}

const locked = (cipher = 'aes-256-cbc') => pem(keys, { cipher, passphrase });
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

describe('A certificate file', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function open(content: string, given?: string, at = now): Promise<ClientCertificate> {
    const path = join(folder, 'file.pem');
    await writeFile(path, content);
    return openCertificate(await readCertificateFile(path), given, at);
  }

  const good: [what: string, content: string, given?: string][] = [
    ['the certificate and its key', `${own}${pem(keys)}`],
    ['the key first', `${pem(keys)}${own}`],
    ['the key in its traditional form', `${own}${pem(keys, { type: 'pkcs1' })}`],
    ['a locked key', `${own}${locked()}`, passphrase],
    [
      'a locked key in its traditional form',
      `${own}${pem(keys, { type: 'pkcs1', cipher: 'aes-128-cbc', passphrase })}`,
      passphrase,
    ],
    [
      'words between the blocks',
      `Bag Attributes\n  friendlyName: x\n${own}\nKey Attributes: <none>\n${pem(keys)}`,
    ],
    ['line ends of Windows', crlf(`${own}${pem(keys)}`)],
    ['a locked key and line ends of Windows', crlf(`${own}${locked()}`), passphrase],
    ['no line end at the end', `${own}${pem(keys)}`.trimEnd()],
  ];
  for (const [what, content, given] of good) {
    it(`is opened with ${what}`, async () => {
      const certificate = await open(content, given);
      assert.equal(certificate.thumbprintSha256, fingerprint);
      assert.ok(createPrivateKey(certificate.privateKey).equals(keys.privateKey));
      assert.equal(certificate.x5c, own);
    });
  }

  it('gives the other certificates after its own, wherever they stand', async () => {
    const { x5c, thumbprintSha256 } = await open(`${issuer}${own}${pem(keys)}`);
    assert.equal(x5c, `${own}${issuer}`);
    assert.equal(new X509Certificate(x5c).fingerprint256.replaceAll(':', ''), thumbprintSha256);
  });

  it('is opened with the newest certificate of its key, though an expired one stands before it', async () => {
    const { thumbprintSha256 } = await open(`${expired}${own}${pem(keys)}`);
    assert.equal(thumbprintSha256, fingerprint);
  });

  it('is good until the last second', async () => {
    assert.ok(await open(`${own}${pem(keys)}`, undefined, Date.parse(new X509Certificate(own).validTo)));
  });

  const begin = '-----BEGIN CERTIFICATE-----';
  const bad: [what: string, content: string, reason: SignInReason, given?: string][] = [
    ['is empty', '', 'certificateUnreadable'],
    ['is something else', 'PK\x03\x04', 'certificateUnreadable'],
    ['has no key', own, 'certificateUnreadable'],
    ['has no certificate', pem(keys), 'certificateUnreadable'],
    ['has the key of another certificate', `${issuer}${pem(keys)}`, 'certificateUnreadable'],
    [
      'has a damaged certificate',
      `${begin}\nAAAA\n-----END CERTIFICATE-----\n${pem(keys)}`,
      'certificateUnreadable',
    ],
    ['has half a certificate', `${own.slice(0, 300)}\n${pem(keys)}`, 'certificateUnreadable'],
    ['has a damaged key', `${own}${pem(keys).replace(/\n[^\n]{20}/, '\n!!')}`, 'certificateUnreadable'],
    ['has half a key', `${own}${pem(keys).slice(0, 300)}`, 'certificateUnreadable'],
    ['has expired', `${expired}${pem(keys)}`, 'certificateExpired'],
    ['is locked and no passphrase is given', `${own}${locked()}`, 'wrongPassphrase'],
    ['is locked and another passphrase is given', `${own}${locked()}`, 'wrongPassphrase', 'WRONG'],
    ['is locked and an empty passphrase is given', `${own}${locked()}`, 'wrongPassphrase', ''],
    // Entra ID takes assertions that are signed with RSA.
    ['has a key of another kind', `${ellipticOwn}${pem(elliptic)}`, 'badCertificate'],
  ];
  for (const [what, content, reason, given] of bad) {
    it(`is refused as "${reason}" when it ${what}, and nothing of it is told`, async () => {
      await assert.rejects(open(content, given), (error: SignInError) => {
        assert.deepEqual([error.reason, error.data], [reason, { path: join(folder, 'file.pem') }]);
        const told = `${error.message} ${String(error.cause)}`;
        assert.ok(!/BEGIN|WRONG|MII/.test(told), told);
        return true;
      });
    });
  }

  it('is refused when it is not there, or is a folder', async () => {
    const isFolder = join(folder, 'folder.pem');
    await mkdir(isFolder);
    for (const path of [join(folder, 'missing.pem'), isFolder, '']) {
      await assert.rejects(readCertificateFile(path), (error: SignInError) => {
        assert.deepEqual([error.reason, error.data], ['certificateUnreadable', { path }]);
        return true;
      });
    }
  });

  it('says before it is opened whether a passphrase is needed', async () => {
    for (const [content, isLocked] of [
      [`${own}${pem(keys)}`, false],
      [`${own}${locked()}`, true],
      [pem(keys, { type: 'pkcs1', cipher: 'aes-128-cbc', passphrase }), true],
    ] as const) {
      const path = join(folder, 'file.pem');
      await writeFile(path, content);
      assert.equal((await readCertificateFile(path)).locked, isLocked);
    }
  });
});
