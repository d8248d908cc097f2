import { randomUUID } from 'node:crypto';
import type { Reply } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';

/** A refusal of the Defender API. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  reply(): Reply {
    return apiErrorReply(this.status, this.code, this.message, this.headers);
  }
}

/** A query that the OData library refuses: an empty code, details, and no target. */
export class MalformedQuery extends ApiError {
  constructor(reason: string) {
    super(400, '', `The query specified in the URI is not valid. ${reason}`);
  }

  override reply(): Reply {
    return jsonReply(this.status, { error: { code: this.code, message: this.message, details: [] } });
  }
}

export function apiErrorReply(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return jsonReply(status, { error: { code, message, target: randomUUID() } }, { ...headers });
}

export function noSuchRoute(uri: string): ApiError {
  return new ApiError(404, 'NotFound', `No HTTP resource was found that matches the request URI '${uri}'.`);
}

export function noSuchAction(id: string): ApiError {
  return new ApiError(404, 'ResourceNotFound', `Machine action ${id} was not found.`);
}

export function noSuchMachine(id: string): ApiError {
  return new ApiError(404, 'ResourceNotFound', `Machine ${id} was not found.`);
}
