import type { AccessTokens } from '../entra/accessTokens.ts';
import type { Directory } from '../entra/directory.ts';
import type { Reply, ServiceRequest } from '../http/exchange.ts';
import type { Caller } from './access.ts';
import { authenticate, authorize } from './access.ts';
import type { ActionRouteOptions } from './actionRoutes.ts';
import { actionRoutes } from './actionRoutes.ts';
import { ApiError, noSuchRoute } from './errors.ts';
import { machineRoutes } from './machineRoutes.ts';
import { RateLimit } from './rateLimit.ts';
import type { Route } from './routes.ts';
import { decoded } from './routes.ts';

export interface ApiServiceOptions extends ActionRouteOptions {
  readonly directory: Directory;
  readonly tokens: AccessTokens;
  /** Which of the service's limits hold. */
  readonly limits: { readonly general: boolean; readonly packages: boolean };
}

const minute = 60;
const hour = 3600;

/** The machine and machine action routes of the Defender for Endpoint API. */
export class ApiService {
  readonly #options: ApiServiceOptions;
  readonly #routes: readonly Route[];
  readonly #general: RateLimit;
  readonly #packages: RateLimit;

  constructor(options: ApiServiceOptions) {
    const { now } = options;
    this.#options = options;
    this.#routes = [...actionRoutes(options), ...machineRoutes(options)];
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
    const route = this.#routes.find(
      ({ method, path }) => method === request.method && path.test(request.path),
    );
    if (route === undefined) {
      throw noSuchRoute(request.origin + request.path);
    }
    const [, id = '', argument = ''] = route.path.exec(request.path) ?? [];
    const caller = authenticate(request, this.#options.tokens, this.#options.directory);
    this.#pace(caller, route.limit);
    authorize(caller, route.accepted);
    return route.answer({ request, caller, id: decoded(id), argument: decoded(argument) });
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
