import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
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
} from '../simulator/entra/der.ts';

export interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export const rsaKeys = (): Keys => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ecKeys = (): Keys => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const sha256WithRsa = sequence(
  objectIdentifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
  nothing(),
);
const ecdsaWithSha256 = sequence(objectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

/** A self-signed certificate that holds from one time to another, in milliseconds since 1970. */
export function selfSigned({ publicKey, privateKey }: Keys, fromMs: number, toMs: number): X509Certificate {
  const algorithm = privateKey.asymmetricKeyType === 'ec' ? ecdsaWithSha256 : sha256WithRsa;
  const name = sequence(set(sequence(objectIdentifier(0x55, 0x04, 0x03), utf8String('Test'))));
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime(new Date(fromMs)), utcTime(new Date(toMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return new X509Certificate(sequence(content, algorithm, bitString(sign('sha256', content, privateKey))));
}
