import { gunzipSync } from 'node:zlib';
import { apiErrorReply } from '../api/errors.ts';
import type { Delivery, Reply } from './exchange.ts';
import { byteSource, htmlReply, jsonReply } from './exchange.ts';
import type { Respond } from './faults.ts';

/** A fixed answer in place of the service's. */
export function answer(status: number, body = '', headers: Record<string, string> = {}): Respond {
  return () => ({ status, headers, body });
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Respond {
  return () => jsonReply(status, value, headers);
}

/** An error in the Defender API's own shape. */
export function apiError(status: number, code: string, message: string): Respond {
  return () => apiErrorReply(status, code, message);
}

/** What a captive portal or an inspecting proxy puts in an answer's place. */
export function htmlPage(status = 200): Respond {
  return () => htmlReply(status, '<!doctype html><title>Web gateway</title><p>Sign in to the network.</p>');
}

export function throttled(retryAfter: string): Respond {
  return () => apiErrorReply(429, 'TooManyRequests', 'Too many requests.', { 'retry-after': retryAfter });
}

export function redirect(location: string, status = 302): Respond {
  return () => ({ status, headers: { location }, body: '' });
}

/** The connection is reset before a byte is answered. */
export function reset(): Respond {
  return delivered(() => ({ cut: { how: 'reset' } }));
}

/** The connection ends after so many bytes of the body. */
export function resetAfter(bytes: number): Respond {
  return delivered(() => ({ cut: { how: 'end', afterBytes: bytes } }));
}

/** After so many bytes of the body nothing more comes, and the connection stays open. */
export function stallAfter(bytes: number): Respond {
  return delivered(() => ({ cut: { how: 'stall', afterBytes: bytes } }));
}

export function drip(bytesPerSecond: number): Respond {
  return delivered(() => ({ bytesPerSecond }));
}

/** Content-Length says `difference` bytes more (or, negative, fewer) than are sent. */
export function wrongLength(difference: number): Respond {
  return delivered((reply) => ({ declaredLength: byteSource(reply.body).size + difference }));
}

/** `respond`, or the service's own answer, comes later. */
export function delay(ms: number, respond?: Respond): Respond {
  return async (request, real) => {
    const reply = respond === undefined ? await real() : await respond(request, real);
    return { ...reply, delivery: { ...reply.delivery, delayMs: ms } };
  };
}

/** The body ends early and Content-Length agrees with it, so that nothing but its content betrays it. */
export function truncate(bytes: number): Respond {
  return async (_request, real) => {
    const reply = await real();
    return { ...reply, body: (await wholeBody(reply)).subarray(0, bytes) };
  };
}

/** The service's JSON after `change` worked on it. */
export function replaceJson(change: (value: unknown) => unknown): Respond {
  return async (_request, real) => {
    const reply = await real();
    const { 'content-encoding': encoding, ...headers } = reply.headers;
    const bytes = await wholeBody(reply);
    const text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    return { ...reply, headers, body: JSON.stringify(change(JSON.parse(text))) };
  };
}

/** A server without range support: the whole body with 200. */
export function ignoreRange(): Respond {
  return (request, real) => {
    const headers = { ...request.headers };
    delete headers.range;
    return real({ headers });
  };
}

function delivered(delivery: (reply: Reply) => Delivery): Respond {
  return async (_request, real) => {
    const reply = await real();
    return { ...reply, delivery: { ...reply.delivery, ...delivery(reply) } };
  };
}

async function wholeBody(reply: Reply): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of byteSource(reply.body).chunks()) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
