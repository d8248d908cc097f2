import { generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  bitString,
  integer,
  nothing,
  objectIdentifier,
  sequence,
  set,
  tagged,
  utcTime,
  utf8String,
} from './der.ts';

const day = 24 * 3_600_000;

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  /** Encrypts the private key. */
  readonly passphrase?: string;
  readonly fileName?: string;
  /** A pair made before; making one takes a moment. */
  readonly keyPair?: KeyPair;
}

export interface WrittenCertificate {
  /** A PEM file with the certificate and its private key. */
  readonly path: string;
  readonly certificate: X509Certificate;
  /** SHA-256 of the certificate: hexadecimal, without colons. */
  readonly fingerprint: string;
}

export function makeKeyPair(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
}

/** Writes a self-signed certificate and its key, as an administrator would make for an application. */
export async function writeCertificate(
  folder: string,
  { passphrase, fileName = 'certificate.pem', keyPair }: CertificateOptions = {},
): Promise<WrittenCertificate> {
  const keys = keyPair ?? (await makeKeyPair());
  const certificate = selfSigned(keys, 'Machine Actions Certificate', Date.now());
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption });
  const path = join(folder, fileName);
  await writeFile(path, certificate.toString() + String(key), { mode: 0o600 });
  return { path, certificate, fingerprint: certificate.fingerprint256.replaceAll(':', '') };
}

function selfSigned({ publicKey, privateKey }: KeyPair, commonName: string, nowMs: number): X509Certificate {
  const sha256WithRsa = sequence(
    objectIdentifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
    nothing(),
  );
  const name = sequence(set(sequence(objectIdentifier(0x55, 0x04, 0x03), utf8String(commonName))));
  const version3 = tagged(0, integer(Buffer.from([2])));
  const content = sequence(
    version3,
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sha256WithRsa,
    name,
    sequence(utcTime(new Date(nowMs - day)), utcTime(new Date(nowMs + 365 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return new X509Certificate(
    sequence(content, sha256WithRsa, bitString(sign('sha256', content, privateKey))),
  );
}
