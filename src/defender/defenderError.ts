import type { Operation } from './permissions.ts';
import { ReasonedError } from './reasonedError.ts';

export type DefenderReason =
  | 'unauthorized' // 401: the token is not accepted
  | 'wrongCloud' // 401 or 403, and the token is for another cloud than the host
  | 'forbidden' // 403: permission, role or device group
  | 'featureDisabled' // 403 DisabledFeature
  | 'notFound' // 404: no such entity, or no package (yet)
  | 'routeNotFound' // 404 without such a resource: not the Defender API behind this host
  | 'throttled' // 429
  | 'activeRequest' // 400 ActiveRequestAlreadyExists: such an action is under way on the device
  | 'unsupportedOs' // 400 OsPlatformNotSupported
  | 'unsupportedSensor' // 400 ClientVersionNotSupported
  | 'wrongTenant' // the token is for another tenant than the connection: to act was not even asked
  | 'badRequest' // any other 4xx
  | 'server' // 5xx
  | 'redirected' // the API never redirects: somebody in between does
  | 'badResponse' // not JSON, or not of the documented shape
  | 'badLink'; // the package link is not an https address

export interface DefenderErrorData {
  /** Host and port of the API. */
  host: string;
  status?: number;
  /** The service's own code, such as `ResourceNotFound`; empty or missing for some errors. */
  code?: string;
  /** The service's words, which may change without notice. Never shown alone. */
  message?: string;
  /** What support asks for: the body's `target`, else a request id header. */
  requestId?: string;
  /** What the service asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** What was asked for, where a refusal means something else for each. */
  operation?: Operation;
  /** Permissions of which the call needs one. */
  needs?: readonly string[];
  /** Permissions in the token (`scp` or `roles`); missing when it cannot be read. */
  has?: readonly string[];
  /** Whose token it is, where it can be read. */
  kind?: 'user' | 'app';
  /** `tid` of the token, and the tenant that it should be of. */
  tokenTenant?: string;
  tenant?: string;
  /** `aud` of the token. */
  audience?: string;
  /** Claims that a 401 asks the next token to hold, as JSON. */
  claims?: string;
  /** Type of a body that should have been JSON, such as `text/html`. */
  contentType?: string;
}

/** The Defender API answered, and the answer is not what was asked for. */
export class DefenderError extends ReasonedError<DefenderReason, DefenderErrorData> {
  constructor(reason: DefenderReason, data: DefenderErrorData, cause?: unknown) {
    super('DefenderError', reason, data, cause);
  }

  static is(error: unknown, reason: DefenderReason): error is DefenderError {
    return error instanceof DefenderError && error.reason === reason;
  }
}
