import { constants, createHash, verify } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import type { Client } from './directory.ts';
import { assertionOutOfTime, badAssertion } from './errors.ts';

const allowedClockSkewSeconds = 300;

export interface AssertionRules {
  /** The address of the token endpoint. */
  readonly audience: string;
  readonly nowMs: number;
  /** Present: the identifiers of assertions already used, each of which is refused a second time. */
  readonly usedIds: Set<string> | undefined;
}

/** Checks a client's signed statement of who it is as the token endpoint does; throws what it would answer. */
export function checkClientAssertion(assertion: string, client: Client, rules: AssertionRules): void {
  const segments = assertion.split('.');
  const [headerText, payloadText, signature] = segments;
  if (
    segments.length !== 3 ||
    headerText === undefined ||
    payloadText === undefined ||
    signature === undefined
  ) {
    throw badAssertion('The assertion is not a signed JWT.');
  }
  const header = jsonSegment(headerText);
  const payload = jsonSegment(payloadText);
  if (header.alg !== 'PS256') {
    throw badAssertion(`The algorithm '${String(header.alg)}' is not accepted.`);
  }
  const certificate = client.certificates.find((known) => sha256Thumbprint(known) === header['x5t#S256']);
  if (certificate === undefined) {
    throw badAssertion('The key was not found.');
  }
  if (!isSignedBy(certificate, `${headerText}.${payloadText}`, signature)) {
    throw badAssertion('The signature is not valid.');
  }
  checkClaims(payload, client, rules);
}

function checkClaims(payload: Record<string, unknown>, client: Client, rules: AssertionRules): void {
  if (payload.iss !== client.clientId || payload.sub !== client.clientId) {
    throw badAssertion("The issuer and the subject must be the 'client_id'.");
  }
  if (payload.aud !== rules.audience) {
    throw badAssertion('The audience is not this token endpoint.');
  }
  const now = rules.nowMs / 1000;
  const { exp, nbf, jti } = payload;
  if (typeof exp !== 'number' || exp <= now - allowedClockSkewSeconds) {
    throw assertionOutOfTime();
  }
  if (typeof nbf === 'number' && nbf > now + allowedClockSkewSeconds) {
    throw assertionOutOfTime();
  }
  if (typeof jti !== 'string' || jti === '') {
    throw badAssertion("The claim 'jti' is missing.");
  }
  if (rules.usedIds?.has(jti)) {
    throw badAssertion('The assertion was used before.');
  }
  rules.usedIds?.add(jti);
}

export function sha256Thumbprint(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

function isSignedBy(certificate: X509Certificate, signed: string, signature: string): boolean {
  const key = {
    key: certificate.publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return verify('sha256', Buffer.from(signed, 'ascii'), key, Buffer.from(signature, 'base64url'));
}

function jsonSegment(segment: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below, together with every other thing that is not an object.
  }
  throw badAssertion('The assertion is not a signed JWT.');
}
