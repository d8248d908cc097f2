import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { ecKeys, selfSigned } from './certificates.ts';

const day = 24 * 3_600_000;

/** A server for as long as a test needs it. */
export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

/** A service behind https, with a certificate for the host `test` that no machine trusts by itself. */
export interface PrivateHost extends RunningServer {
  /** PEM. */
  certificate: string;
}

/** @param origin gives that of the service on plain http that answers behind it */
export async function startPrivateHost(origin: () => string): Promise<PrivateHost> {
  const keys = ecKeys();
  const certificate = selfSigned(keys, Date.now() - day, Date.now() + day).toString();
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createTlsServer({ cert: certificate, key }, (asked, answer) =>
    forward(origin(), asked, answer),
  );
  return { ...(await listen(server)), certificate };
}

function forward(origin: string, asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(new URL(asked.url ?? '/', origin), { method: asked.method, headers: asked.headers });
  onward.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}

/**
 * A proxy that leads every tunnel to one port of this machine, or asks everybody for a password.
 * @param asked is told the host and port of each tunnel
 */
export async function startProxy(
  port: number | 'password',
  asked: (host: string) => void = () => undefined,
): Promise<RunningServer> {
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked(request.url ?? '');
    client.on('error', () => undefined);
    if (port === 'password') {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
      return;
    }
    const service = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      service.pipe(client).pipe(service);
    });
    service.on('error', () => client.destroy());
  });
  return listen(server);
}

async function listen(server: Server): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}
