import { request as plainRequest } from 'node:http';
import { Agent, createServer } from 'node:https';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import type { X509Certificate } from 'node:crypto';
import nodeFetch from 'node-fetch';
import type { Fetch } from '../../src/defender/http.ts';
import { rsaKeys, selfSigned } from '../support/certificates.ts';
import type { Stage } from './stage.ts';

const hour = 3_600_000;
const keys = rsaKeys();

/** The name in the certificates here. */
export const secureName = 'test';

/** A certificate for `secureName` that holds between two times, counted from now. */
export function certificate(fromMs: number, toMs: number): X509Certificate {
  return selfSigned(keys, Date.now() + fromMs, Date.now() + toMs);
}

export const holding = certificate(-hour, hour);

/** How a host is reached: through which agent, and by which name. */
export interface Way {
  agent: Agent;
  name?: string;
}

/** Puts `https:` in front of a service on loopback, which is the package host's or the API's origin. */
export async function secure(stage: Stage, origin: string, shown: X509Certificate): Promise<number> {
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert: shown.toString() }, (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    plainRequest(origin + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    }).end();
  });
  // Whoever does not trust it goes away in the middle of the handshake.
  server.on('tlsClientError', () => undefined);
  return listening(stage, server, () => server.closeAllConnections());
}

/** A proxy that answers each CONNECT with this, or lets it through. */
export async function proxy(
  stage: Stage,
  refusal?: string,
  onTunnel: (tunnel: Socket) => void = () => undefined,
): Promise<number> {
  const open = new Set<Socket>();
  const server = createTcpServer((client) => {
    open.add(client);
    client.on('error', () => undefined);
    client.once('data', (head) => {
      const port = Number(/^CONNECT [^ ]+:(\d+) /.exec(head.toString())?.[1]);
      if (refusal !== undefined) {
        client.end(
          `HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n`,
        );
        return;
      }
      const host = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(host).pipe(client);
        onTunnel(client);
      });
      host.on('error', () => client.destroy());
    });
  });
  return listening(stage, server, () => {
    for (const client of open) {
      client.destroy();
    }
  });
}

/** A port that nobody listens at. */
export async function deafPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Reaches an origin of loopback over `https:` at this port. */
export function over({ agent, name = secureName }: Way, port: number): Fetch {
  return (url, request) => {
    const address = new URL(url);
    const sent: object = { ...request, agent };
    return nodeFetch(`https://${name}:${port}${address.pathname}${address.search}`, sent);
  };
}

/** Trusts a private authority where one is given; finds every name on this machine. */
export function trusting(ca?: X509Certificate, proxyPort?: number): Agent {
  const proxied =
    proxyPort === undefined ? {} : { proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` } };
  const options: object = { ...(ca && { ca: ca.toString() }), ...proxied, lookup: loopbackLookup };
  return new Agent(options);
}

type Found = (error: Error | null, addresses: { address: string; family: number }[]) => void;

function loopbackLookup(_name: string, _options: object, found: Found): void {
  found(null, [{ address: '127.0.0.1', family: 4 }]);
}

/** Finds no name. */
export function nameless(code: 'ENOTFOUND' | 'EAI_AGAIN'): Agent {
  const lookup = (name: string, _options: object, found: (error: Error) => void): void =>
    found(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code, syscall: 'getaddrinfo' }));
  const options: object = { lookup };
  return new Agent(options);
}

async function listening(stage: Stage, server: Server, closeAll: () => void): Promise<number> {
  const port = await listen(server);
  stage.onLift(() => {
    server.close();
    closeAll();
  });
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
