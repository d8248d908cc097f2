import { createHash } from 'node:crypto';
import type { Reply, ServiceRequest } from '../http/exchange.ts';
import { htmlReply } from '../http/exchange.ts';
import type { Client, Directory, User } from './directory.ts';
import {
  badCode,
  EntraError,
  expiredCode,
  invalidScope,
  otherRedirect,
  redeemedCode,
  unknownClient,
  wrongRedirect,
  wrongVerifier,
} from './errors.ts';
import { buttonForm, escapeHtml, page } from './html.ts';
import { requiredParameter } from './parameters.ts';
import { requestedScope } from './requestedScope.ts';
import type { RequestedScope } from './requestedScope.ts';
import { newSecret } from './secrets.ts';
import { clientInfo } from './tokenReply.ts';

const codeLifetimeMs = 10 * 60_000;
const autoSubmit = '<script>document.getElementById("automatic").submit();</script>';

interface Code {
  readonly client: Client;
  readonly user: User;
  readonly scope: RequestedScope;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly expiresAtMs: number;
  redeemed: boolean;
}

/** The sign-in page and the codes it gives out. The codes are in the page already: no second request is needed. */
export class Authorization {
  readonly #directory: Directory;
  readonly #autoConsent: boolean;
  readonly #now: () => number;
  readonly #codes = new Map<string, Code>();

  constructor(directory: Directory, autoConsent: boolean, now: () => number) {
    this.#directory = directory;
    this.#autoConsent = autoConsent;
    this.#now = now;
  }

  page({ query }: ServiceRequest): Reply {
    try {
      return htmlReply(200, this.#page(query));
    } catch (error) {
      if (error instanceof EntraError) {
        return htmlReply(
          400,
          page('Sorry, but we are having trouble signing you in.', `<p>${escapeHtml(error.message)}</p>`),
        );
      }
      throw error;
    }
  }

  /** What a code stands for; throws what Entra ID answers when the code will not do. */
  redeem(form: URLSearchParams, client: Client): Pick<Code, 'user' | 'scope' | 'nonce'> {
    const code = this.#codes.get(requiredParameter(form, 'code'));
    if (code?.client !== client) {
      throw badCode();
    }
    if (code.redeemed) {
      throw redeemedCode();
    }
    if (this.#now() >= code.expiresAtMs) {
      throw expiredCode();
    }
    if (form.get('redirect_uri') !== code.redirectUri) {
      throw otherRedirect();
    }
    const verifier = requiredParameter(form, 'code_verifier');
    if (createHash('sha256').update(verifier, 'ascii').digest('base64url') !== code.challenge) {
      throw wrongVerifier();
    }
    code.redeemed = true;
    return code;
  }

  #page(query: URLSearchParams): string {
    const clientId = requiredParameter(query, 'client_id');
    const client = this.#directory.client(clientId);
    if (client === undefined) {
      throw unknownClient(clientId, this.#directory.tenantName);
    }
    const redirectUri = requiredParameter(query, 'redirect_uri');
    if (client.kind !== 'public' || !isLocalhost(redirectUri)) {
      throw wrongRedirect(redirectUri, clientId);
    }
    const method = responseMethod(query);
    const state = query.get('state');
    const common = { method, action: redirectUri };
    const withState = state === null ? {} : { state };
    const hinted = this.#directory.user(query.get('login_hint') ?? '') ?? this.#directory.users.analyst;
    const users = Object.values(this.#directory.users).map((user) =>
      buttonForm({
        ...common,
        fields: { ...this.#outcome(query, client, user, redirectUri), ...withState },
        button: `Continue as ${user.username}`,
        ...(this.#autoConsent && user === hinted && { id: 'automatic' }),
      }),
    );
    const cancel = buttonForm({
      ...common,
      fields: {
        error: 'access_denied',
        error_subcode: 'cancel',
        error_description: 'AADSTS65004: User declined to consent to access the app.',
        ...withState,
      },
      button: 'Cancel',
      look: 'quiet',
    });
    const intro = `<p>${escapeHtml(client.name)} asks for access to WindowsDefenderATP.</p>`;
    const script = this.#autoConsent ? autoSubmit : '';
    return page(
      `Sign in to ${this.#directory.tenantName} (simulated)`,
      [intro, ...users, cancel, script].join('\n'),
    );
  }

  /** The fields that a person's choice sends back: a code, or the reason why there is none. */
  #outcome(query: URLSearchParams, client: Client, user: User, redirectUri: string): Record<string, string> {
    let scope: RequestedScope;
    try {
      scope = requestedScope(query.get('scope') ?? '', 'user', this.#directory);
    } catch (error) {
      if (error instanceof EntraError) {
        return { error: error.error, error_description: error.message };
      }
      throw error;
    }
    const code = `1.${newSecret('code', 48)}`;
    this.#codes.set(code, {
      client,
      user,
      scope,
      redirectUri,
      challenge: requiredParameter(query, 'code_challenge'),
      nonce: query.get('nonce') ?? undefined,
      expiresAtMs: this.#now() + codeLifetimeMs,
      redeemed: false,
    });
    return {
      code,
      ...(query.get('client_info') === '1' && { client_info: clientInfo(user, this.#directory) }),
      session_state: user.objectId,
    };
  }
}

function responseMethod(query: URLSearchParams): 'get' | 'post' {
  if (requiredParameter(query, 'response_type') !== 'code') {
    throw new EntraError(
      'unsupported_response_type',
      700054,
      "Only the response_type 'code' is enabled for the application.",
    );
  }
  if (query.get('code_challenge_method') !== 'S256') {
    throw new EntraError('invalid_request', 90013, "The 'code_challenge_method' must be 'S256'.");
  }
  requiredParameter(query, 'code_challenge');
  if (query.get('scope') === null) {
    throw invalidScope('');
  }
  switch (query.get('response_mode')) {
    case 'form_post':
      return 'post';
    case 'query':
    case null:
      return 'get';
    default:
      throw new EntraError('invalid_request', 90013, "The 'response_mode' is not supported.");
  }
}

/** The registration says http://localhost, which holds for every port and for no path or other spelling. */
function isLocalhost(redirectUri: string): boolean {
  return /^http:\/\/localhost(?::\d{1,5})?\/?$/.test(redirectUri);
}
