import { DefenderClient } from '../defender/client.ts';
import type { LinkPace } from '../defender/linkPace.ts';
import type { Connection } from './connection.ts';
import type { SessionServices } from './session.ts';
import type { Sessions } from './sessions.ts';

export type ClientServices = Pick<SessionServices, 'fetch' | 'clock' | 'logger'> & {
  userAgent: string;
  /** Makes the pace of a tenant and app, which are named together in lower case. Asked once for each. */
  linkPace: (tenantAndApp: string) => LinkPace;
};

/** API clients whose tokens come from the sign-in of their connection. */
export class SignedInClients {
  readonly #sessions: Sessions;
  readonly #services: ClientServices;
  /** One per tenant and app, whatever the connections are named: the service counts them together. */
  readonly #paces = new Map<string, LinkPace>();

  constructor(sessions: Sessions, services: ClientServices) {
    this.#sessions = sessions;
    this.#services = services;
  }

  for(connection: Connection): DefenderClient {
    const { apiHost, tenantId, scope } = connection;
    return new DefenderClient({
      ...this.#services,
      apiHost,
      tenantId,
      linkPace: this.#paceOf(connection),
      getToken: (request) => this.#sessions.for(connection).getToken({ ...request, scope }),
    });
  }

  #paceOf({ tenantId, clientId }: Connection): LinkPace {
    const key = `${tenantId}|${clientId}`.toLowerCase();
    const pace = this.#paces.get(key) ?? this.#services.linkPace(key);
    this.#paces.set(key, pace);
    return pace;
  }
}
