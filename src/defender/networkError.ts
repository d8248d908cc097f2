import { ReasonedError } from './reasonedError.ts';

export type NetworkReason =
  | 'offline' // the name could not be resolved, or there is no route
  | 'refused' // the host is there, but nobody listens
  | 'timeout' // no answer, or no byte for a long time
  | 'interrupted' // the connection broke on the way
  | 'certificate' // the host's certificate is not trusted
  | 'proxy'; // the proxy refused, or asks for a password

export interface NetworkErrorData {
  /** Host and port that was asked for. */
  host: string;
  /** The system's or OpenSSL's code, such as `ENOTFOUND`. */
  code?: string;
}

/** A request got no usable answer. Thrown for the API, for sign-in and for downloads alike. */
export class NetworkError extends ReasonedError<NetworkReason, NetworkErrorData> {
  constructor(reason: NetworkReason, data: NetworkErrorData, cause?: unknown) {
    super('NetworkError', reason, data, cause);
  }
}

const reasonsByCode: Record<string, NetworkReason> = {
  ENOTFOUND: 'offline',
  EAI_AGAIN: 'offline',
  ENETUNREACH: 'offline',
  ENETDOWN: 'offline',
  EHOSTUNREACH: 'offline',
  EADDRNOTAVAIL: 'offline',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  CERT_REVOKED: 'certificate',
  CERT_SIGNATURE_FAILURE: 'certificate',
  CERT_CHAIN_TOO_LONG: 'certificate',
  INVALID_CA: 'certificate',
  INVALID_PURPOSE: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

/** Finds the reason behind whatever `fetch` threw; `host` is what was asked for, never the whole address. */
export function toNetworkError(thrown: unknown, host: string): NetworkError {
  if (thrown instanceof NetworkError) {
    return thrown;
  }
  const code = codeOf(thrown);
  return new NetworkError(
    reasonOf(code, thrown, host),
    code ? { host, code } : { host },
    withoutAddress(thrown),
  );
}

function reasonOf(code: string | undefined, thrown: unknown, host: string): NetworkReason {
  // A proxy's refusal has no code of its own: Node's and VS Code's agents only put it into the text, beside the
  // name of the host that was asked for, which may hold the word.
  const name = host.replace(/:\d+$/, '');
  if (thrown instanceof Error && /proxy|tunnel/i.test(causeTexts(thrown).replaceAll(name, ''))) {
    return 'proxy';
  }
  return (code && reasonsByCode[code]) || 'interrupted';
}

function codeOf(thrown: unknown): string | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') {
      return code;
    }
  }
  return undefined;
}

function causeTexts(error: Error): string {
  let text = '';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    // fetch puts the address it asked for into its message, and an address may hold the word.
    text += ` ${at.message.replaceAll(/https?:\/\/\S+/g, '')}`;
  }
  return text;
}

/** What may be kept as the cause: the code and the text without the address, which may be a secret link. */
function withoutAddress(thrown: unknown): Error | undefined {
  return thrown instanceof Error ? new Error(causeTexts(thrown).trim()) : undefined;
}
