import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redirect, secretMarker } from '../simulator/index.ts';
import type { Stage } from './stage.ts';

/**
 * Puts a host in the package host's place that speaks HTTP in its own way, as long as the fault lasts. The package
 * host redirects to it.
 */
export async function useOddHost(
  stage: Stage,
  answer: (response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<void> {
  const server = createServer((request, response) => {
    // Whoever cuts its own answers has no use for what comes of that.
    response.on('error', () => undefined);
    void answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  stage.host(redirect(`http://localhost:${port}/package.zip?sig=${secretMarker}`));
  stage.onLift(() => {
    server.closeAllConnections();
    server.close();
  });
}
