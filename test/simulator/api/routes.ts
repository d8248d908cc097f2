import type { Reply, ServiceRequest } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';
import type { Accepted, Caller } from './access.ts';

/** One admitted request: who asks, and what stood in the path's places. */
export interface Call {
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** Decoded. */
  readonly id: string;
  readonly argument: string;
}

/** A resource, what it takes to reach it, and what it answers. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Its first group is the id, its second an argument. */
  readonly path: RegExp;
  readonly limit: 'general' | 'packages';
  readonly accepted: Accepted;
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

/** A path below the API's root, with or without the version; letter case makes no difference. */
export function routePath(pattern: string): RegExp {
  return new RegExp(`^/api(?:/v1\\.0)?/${pattern}/?$`, 'i');
}

/** What stands in the path where a route has a group. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A single entity of a set, as OData wraps it. */
export function entityReply(status: number, { origin }: ServiceRequest, set: string, entity: object): Reply {
  return jsonReply(status, { '@odata.context': `${origin}/api/$metadata#${set}/$entity`, ...entity });
}

/** A text, as OData wraps it. */
export function textReply({ origin }: ServiceRequest, value: string): Reply {
  return jsonReply(200, { '@odata.context': `${origin}/api/$metadata#Edm.String`, value });
}
