import type { AccessTokens } from '../entra/accessTokens.ts';
import type { Reply, ServiceRequest } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';
import type { PackageLinks } from '../packageHost/links.ts';
import type { MachineAction } from '../tenant/machineAction.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Caller } from './access.ts';
import { authenticate, authorize, toGetPackages, toRead } from './access.ts';
import { ActionList } from './actionList.ts';
import { ApiError, noSuchAction, noSuchRoute } from './errors.ts';
import { RateLimit } from './rateLimit.ts';

export interface ApiServiceOptions {
  readonly tenant: Tenant;
  readonly tenantId: string;
  readonly tokens: AccessTokens;
  readonly links: PackageLinks;
  readonly now: () => number;
  readonly pageSize: number;
  /** Which of the service's limits hold. */
  readonly limits: { readonly general: boolean; readonly packages: boolean };
}

const route = /^\/api(?:\/v1\.0)?\/machineactions(?:\/([^/]+)(?:\/(getPackageUri))?)?\/?$/i;
const minute = 60;
const hour = 3600;

/** The machine action routes of the Defender for Endpoint API. */
export class ApiService {
  readonly #options: ApiServiceOptions;
  readonly #list: ActionList;
  readonly #general: RateLimit;
  readonly #packages: RateLimit;

  constructor(options: ApiServiceOptions) {
    const { tenant, pageSize, now } = options;
    this.#options = options;
    this.#list = new ActionList(tenant, pageSize);
    this.#general = new RateLimit(
      [
        { calls: 100, seconds: minute },
        { calls: 1500, seconds: hour },
      ],
      now,
    );
    this.#packages = new RateLimit(
      [
        { calls: 2, seconds: minute },
        { calls: 120, seconds: hour },
      ],
      now,
    );
  }

  async answer(request: ServiceRequest): Promise<Reply> {
    try {
      return await this.#route(request);
    } catch (error) {
      if (error instanceof ApiError) {
        return error.reply();
      }
      throw error;
    }
  }

  async #route(request: ServiceRequest): Promise<Reply> {
    const match = route.exec(request.path);
    if (match === null || request.method !== 'GET') {
      throw noSuchRoute(request.origin + request.path);
    }
    const [, id, operation] = match;
    const caller = authenticate(request, this.#options.tokens, this.#options.tenantId);
    this.#pace(caller, operation === undefined ? 'general' : 'packages');
    authorize(caller, operation === undefined ? toRead : toGetPackages);
    if (id === undefined) {
      return this.#list.reply(request);
    }
    const action = this.#action(id);
    return operation === undefined ? this.#entity(request, action) : this.#packageUri(request, action);
  }

  #action(encodedId: string): MachineAction {
    const action = this.#options.tenant.find(decoded(encodedId));
    if (action === undefined) {
      throw noSuchAction(encodedId);
    }
    return action;
  }

  #entity({ origin }: ServiceRequest, action: MachineAction): Reply {
    return jsonReply(200, { '@odata.context': `${origin}/api/$metadata#MachineActions/$entity`, ...action });
  }

  #packageUri({ origin }: ServiceRequest, action: MachineAction): Reply {
    if (!this.#options.tenant.hasPackage(action, this.#options.now())) {
      throw new ApiError(
        404,
        'ResourceNotFound',
        `No investigation package is available for machine action ${action.id}.`,
      );
    }
    const value = this.#options.links.linkFor(action.id);
    return jsonReply(200, { '@odata.context': `${origin}/api/$metadata#Edm.String`, value });
  }

  #pace(caller: Caller, which: 'general' | 'packages'): void {
    if (!this.#options.limits[which]) {
      return;
    }
    const limit = which === 'general' ? this.#general : this.#packages;
    const seconds = limit.take(`${caller.tenantId} ${caller.appId}`);
    if (seconds > 0) {
      throw new ApiError(429, 'TooManyRequests', `Too many requests. Try again in ${seconds} seconds.`, {
        'retry-after': String(seconds),
      });
    }
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
