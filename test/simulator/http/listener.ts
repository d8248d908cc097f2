import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliver } from './deliver.ts';
import { jsonBody } from './exchange.ts';
import type { RecordedRequest, Reply, Service, ServiceRequest } from './exchange.ts';
import type { Faults } from './faults.ts';

const keepAliveMs = 60_000;

export type Answer = (request: ServiceRequest) => Reply | Promise<Reply>;

export interface Listener {
  readonly origin: string;
  close(): Promise<void>;
}

/** What all three listeners share. */
export interface Surroundings {
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  readonly now: () => number;
}

export async function listen(
  service: Service,
  port: number,
  answer: Answer,
  surroundings: Surroundings,
): Promise<Listener> {
  const server = createServer((incoming, response) => {
    serve(service, answer, surroundings, incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // The default of five seconds races with clients that reuse a connection just then; the real hosts wait longer.
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  service: Service,
  answer: Answer,
  { requests, faults, now }: Surroundings,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const origin = `http://127.0.0.1:${incoming.socket.localPort ?? 0}`;
  const url = new URL(origin + (incoming.url ?? '/'));
  const atMs = now();
  const request: ServiceRequest = {
    service,
    method: incoming.method ?? 'GET',
    origin,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: await bodyText(incoming),
  };
  const record: RecordedRequest = {
    ...request,
    atMs,
    json: jsonBody(request),
    status: 0,
    bytesSent: 0,
    outcome: 'open',
  };
  requests.push(record);
  const real = async (changes: Partial<ServiceRequest> = {}): Promise<Reply> =>
    answer({ ...request, ...changes });
  const fault = faults.take(request);
  let reply: Reply;
  try {
    reply = fault === undefined ? await real() : await fault(request, real);
  } catch (error) {
    // A fault of the simulator itself: said aloud, so that nobody hunts for it in the code under test.
    reply = { status: 500, headers: { 'content-type': 'text/plain' }, body: `Simulator: ${String(error)}` };
  }
  await deliver(reply, response, record);
}

async function bodyText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
