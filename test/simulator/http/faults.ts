import type { Reply, Service, ServiceRequest } from './exchange.ts';

/** The answer that the service would have given; `changes` lets it answer a slightly different request. */
export type RealAnswer = (changes?: Partial<ServiceRequest>) => Promise<Reply>;

export type Respond = (request: ServiceRequest, real: RealAnswer) => Reply | Promise<Reply>;

export interface FaultRule {
  service: Service;
  method?: string;
  /** Tested against the path, query excluded. */
  path?: RegExp;
  match?: (request: ServiceRequest) => boolean;
  /** Matching requests that are let through before the fault begins. */
  after?: number;
  /** Matching requests that meet the fault; without it, all of them. */
  times?: number;
  respond: Respond;
}

/** What goes wrong, and when. The first rule that applies answers the request. */
export class Faults {
  readonly #rules: { rule: FaultRule; seen: number }[] = [];

  /** Returns a function that takes the rule away again. */
  add(rule: FaultRule): () => void {
    const entry = { rule, seen: 0 };
    this.#rules.push(entry);
    return () => {
      const at = this.#rules.indexOf(entry);
      if (at >= 0) {
        this.#rules.splice(at, 1);
      }
    };
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** The rule that answers this request, used up by one; undefined lets the service answer. */
  take(request: ServiceRequest): Respond | undefined {
    for (const entry of this.#rules) {
      if (!applies(entry.rule, request)) {
        continue;
      }
      entry.seen++;
      const { after = 0, times = Infinity } = entry.rule;
      if (entry.seen > after && entry.seen <= after + times) {
        return entry.rule.respond;
      }
    }
    return undefined;
  }
}

function applies(rule: FaultRule, request: ServiceRequest): boolean {
  return (
    rule.service === request.service &&
    (rule.method === undefined || rule.method === request.method) &&
    (rule.path === undefined || rule.path.test(request.path)) &&
    (rule.match === undefined || rule.match(request))
  );
}
