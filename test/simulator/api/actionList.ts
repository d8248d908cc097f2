import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Reply, ServiceRequest } from '../http/exchange.ts';
import type { MachineAction } from '../tenant/machineAction.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { machineActionType } from './odata/entityTypes.ts';
import { comparableTime } from './odata/operands.ts';
import { parseListQuery, textOrder } from './odata/query.ts';
import { pageOf } from './page.ts';

const gzipped = promisify(gzip);
const keptAnswers = 32;

type Action = Readonly<MachineAction>;

interface Answer {
  readonly plain: Buffer;
  compressed?: Promise<Buffer>;
}

/** The list of machine actions, with the work that repeats from request to request done once per state of the data. */
export class ActionList {
  readonly #tenant: Tenant;
  readonly #pageSize: number;
  readonly #answers = new Map<string, Answer>();
  readonly #texts = new Map<Action, string>();
  #newestFirst: readonly Action[] = [];
  #revision = -1;

  constructor(tenant: Tenant, pageSize: number) {
    this.#tenant = tenant;
    this.#pageSize = pageSize;
  }

  async reply(request: ServiceRequest): Promise<Reply> {
    this.#followTenant();
    const key = `${request.path}?${request.query.toString()}`;
    const answer = this.#answers.get(key) ?? { plain: Buffer.from(this.#body(request), 'utf8') };
    this.#keep(key, answer);
    const headers = {
      'content-type': 'application/json; odata.metadata=minimal',
      'odata-version': '4.0',
      vary: 'Accept-Encoding',
    };
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      return { status: 200, headers, body: answer.plain };
    }
    answer.compressed ??= gzipped(answer.plain, { level: 1 });
    return {
      status: 200,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: await answer.compressed,
    };
  }

  #body(request: ServiceRequest): string {
    const listQuery = parseListQuery(request.query, machineActionType);
    const page = pageOf(this.#newestFirst, listQuery, this.#pageSize, request);
    const value = page.value.map((action) => this.#text(action)).join(',');
    const nextLink = page.nextLink === undefined ? '' : `,"@odata.nextLink":${JSON.stringify(page.nextLink)}`;
    const context = JSON.stringify(`${request.origin}/api/$metadata#MachineActions`);
    return `{"@odata.context":${context},"value":[${value}]${nextLink}}`;
  }

  #followTenant(): void {
    if (this.#revision === this.#tenant.revision) {
      return;
    }
    this.#revision = this.#tenant.revision;
    this.#answers.clear();
    this.#texts.clear();
    this.#newestFirst = this.#tenant.snapshot.toSorted((left, right) =>
      textOrder(comparableTime(right.creationDateTimeUtc), comparableTime(left.creationDateTimeUtc)),
    );
  }

  #text(action: Action): string {
    const text = this.#texts.get(action) ?? JSON.stringify(action);
    this.#texts.set(action, text);
    return text;
  }

  /** Most recently used last; the eldest goes first. */
  #keep(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [eldest] = this.#answers.keys();
    if (eldest !== undefined && this.#answers.size > keptAnswers) {
      this.#answers.delete(eldest);
    }
  }
}
