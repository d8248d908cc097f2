import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignInError } from './signInError.ts';

/** A certificate in the form that MSAL signs with. */
export interface ClientCertificate {
  /** SHA-256 of the certificate, hexadecimal, no colons. */
  thumbprintSha256: string;
  /** PKCS #8 PEM, not encrypted: it stays in memory. */
  privateKey: string;
  /** The certificates of the file, PEM. */
  x5c: string;
}

/** The PEM file of a connection, read and not yet unlocked. */
export interface CertificateFile {
  path: string;
  pem: string;
  /** Its key is encrypted: a passphrase has to be asked for. */
  locked: boolean;
}

/** @throws SignInError `certificateUnreadable` */
export async function readCertificateFile(path: string): Promise<CertificateFile> {
  try {
    const pem = await readFile(path, 'utf8');
    return { path, pem, locked: /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem) };
  } catch (error) {
    throw new SignInError('certificateUnreadable', { path }, error);
  }
}

/**
 * @param now milliseconds since 1970
 * @throws SignInError `certificateUnreadable`, `certificateExpired`, `wrongPassphrase`; `badCertificate` for a key that
 * is not RSA, with which MSAL could not sign
 */
export function openCertificate(
  { path, pem, locked }: CertificateFile,
  passphrase: string | undefined,
  now: number,
): ClientCertificate {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  let certificates: X509Certificate[];
  try {
    certificates = blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new SignInError('certificateUnreadable', { path }, error);
  }
  const key = openKey(path, pem, locked, passphrase);
  // One that was renewed with the same key may stand beside its successor.
  const own = certificates
    .filter((certificate) => certificate.checkPrivateKey(key))
    .sort((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo))[0];
  if (!own) {
    throw new SignInError('certificateUnreadable', { path });
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw new SignInError('badCertificate', { path });
  }
  if (Date.parse(own.validTo) < now) {
    throw new SignInError('certificateExpired', { path });
  }
  return {
    thumbprintSha256: own.fingerprint256.replaceAll(':', ''),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    x5c: [own, ...certificates.filter((certificate) => certificate !== own)].map(String).join(''),
  };
}

function openKey(path: string, pem: string, locked: boolean, passphrase: string | undefined): KeyObject {
  const block = /-----BEGIN (?:\w+ )*PRIVATE KEY-----[\s\S]+?-----END (?:\w+ )*PRIVATE KEY-----/.exec(
    pem,
  )?.[0];
  if (!block) {
    throw new SignInError('certificateUnreadable', { path });
  }
  try {
    return createPrivateKey({ key: block, ...(locked && { passphrase: passphrase ?? '' }) });
  } catch (error) {
    throw new SignInError(locked ? 'wrongPassphrase' : 'certificateUnreadable', { path }, error);
  }
}
