import type { Reply, ServiceRequest } from '../http/exchange.ts';
import { htmlReply, jsonReply } from '../http/exchange.ts';
import type { AccessTokens } from './accessTokens.ts';
import { Authorization } from './authorize.ts';
import { authenticateClient } from './clientAuthentication.ts';
import type { DeviceCodes } from './deviceCodes.ts';
import { deviceCodeLifetimeSeconds, pollingIntervalSeconds } from './deviceCodes.ts';
import { devicePage } from './devicePage.ts';
import type { Client, Directory } from './directory.ts';
import {
  credentialMissing,
  EntraError,
  missingParameter,
  unknownClient,
  unknownTenant,
  unsupportedGrant,
} from './errors.ts';
import { page } from './html.ts';
import { requiredParameter } from './parameters.ts';
import type { RefreshTokens } from './refreshTokens.ts';
import { requestedScope } from './requestedScope.ts';
import type { TokenReplies } from './tokenReply.ts';
import { tokenReplies } from './tokenReply.ts';

export interface EntraServiceOptions {
  readonly directory: Directory;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly deviceCodes: DeviceCodes;
  readonly autoConsent: boolean;
  readonly refuseReplayedAssertions: boolean;
  readonly now: () => number;
}

/** The endpoints of one tenant's Entra ID that signing in needs. There is no discovery. */
export class EntraService {
  readonly #options: EntraServiceOptions;
  readonly #authorization: Authorization;
  readonly #replies: TokenReplies;
  readonly #usedAssertions: Set<string> | undefined;

  constructor(options: EntraServiceOptions) {
    const { directory, accessTokens, refreshTokens, autoConsent, now } = options;
    this.#options = options;
    this.#authorization = new Authorization(directory, autoConsent, now);
    this.#replies = tokenReplies(directory, accessTokens, refreshTokens, now);
    this.#usedAssertions = options.refuseReplayedAssertions ? new Set() : undefined;
  }

  answer(request: ServiceRequest): Reply {
    try {
      return this.#route(request);
    } catch (error) {
      if (error instanceof EntraError) {
        return error.reply(this.#options.now());
      }
      throw error;
    }
  }

  #route(request: ServiceRequest): Reply {
    const { directory, deviceCodes } = this.#options;
    if (request.path === '/devicelogin' && (request.method === 'GET' || request.method === 'POST')) {
      return devicePage(request, deviceCodes, directory);
    }
    const [, tenant, endpoint] =
      /^\/([^/]+)\/oauth2\/v2\.0\/(authorize|token|devicecode)$/.exec(request.path) ?? [];
    const verb = endpoint === 'authorize' ? 'GET' : 'POST';
    if (tenant === undefined || request.method !== verb) {
      return htmlReply(404, page('Page not found', '<p>There is nothing at this address.</p>'));
    }
    if (tenant.toLowerCase() !== directory.tenantId) {
      throw unknownTenant(tenant);
    }
    if (endpoint === 'authorize') {
      return this.#authorization.page(request);
    }
    const form = formOf(request);
    return endpoint === 'token' ? this.#token(request, form) : this.#deviceCode(request, form);
  }

  #token(request: ServiceRequest, form: URLSearchParams): Reply {
    const { directory, refreshTokens, deviceCodes, now } = this.#options;
    const grant = requiredParameter(form, 'grant_type');
    const client = this.#client(form);
    authenticateClient(client, form, grant, {
      audience: request.origin + request.path,
      nowMs: now(),
      usedIds: this.#usedAssertions,
    });
    switch (grant) {
      case 'client_credentials':
        return this.#replies.forApp(
          client,
          requestedScope(requiredParameter(form, 'scope'), 'app', directory),
        );
      case 'authorization_code': {
        const { user, scope, nonce } = this.#authorization.redeem(form, client);
        return this.#replies.forUser(client, user, scope, nonce);
      }
      case 'refresh_token': {
        const scope = requestedScope(requiredParameter(form, 'scope'), 'user', directory);
        return this.#replies.forUser(
          client,
          refreshTokens.redeem(requiredParameter(form, 'refresh_token'), client),
          scope,
        );
      }
      // The short name is Entra ID's own, and the one that MSAL sends.
      case 'device_code':
      case 'urn:ietf:params:oauth:grant-type:device_code': {
        const { user, scope } = deviceCodes.poll(requiredParameter(form, 'device_code'), client);
        return this.#replies.forUser(client, user, scope);
      }
      default:
        throw unsupportedGrant(grant);
    }
  }

  #deviceCode({ origin }: ServiceRequest, form: URLSearchParams): Reply {
    const client = this.#client(form);
    if (client.kind !== 'public') {
      throw credentialMissing();
    }
    const scope = requestedScope(requiredParameter(form, 'scope'), 'user', this.#options.directory);
    const { deviceCode, userCode } = this.#options.deviceCodes.start(client, scope);
    const verificationUri = `${origin}/devicelogin`;
    return jsonReply(200, {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: verificationUri,
      expires_in: deviceCodeLifetimeSeconds,
      interval: pollingIntervalSeconds,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
    });
  }

  #client(form: URLSearchParams): Client {
    const clientId = requiredParameter(form, 'client_id');
    const client = this.#options.directory.client(clientId);
    if (client === undefined) {
      throw unknownClient(clientId, this.#options.directory.tenantName);
    }
    return client;
  }
}

function formOf(request: ServiceRequest): URLSearchParams {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw missingParameter('grant_type');
  }
  return new URLSearchParams(request.body);
}
