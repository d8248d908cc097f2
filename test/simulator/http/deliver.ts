import type { ServerResponse } from 'node:http';
import type { Delivery, RecordedRequest, Reply } from './exchange.ts';
import { byteSource } from './exchange.ts';

const pacedPortionsPerSecond = 20;

/** Sends a reply the way its delivery says, and notes in the record how far it came. */
export async function deliver(
  reply: Reply,
  response: ServerResponse,
  record: RecordedRequest,
): Promise<void> {
  if (isGone(response)) {
    record.outcome = 'cut';
    return;
  }
  const delivery = reply.delivery ?? {};
  response.once('close', () => {
    record.outcome = response.writableFinished && delivery.cut === undefined ? 'complete' : 'cut';
  });
  // A peer that goes away mid-answer is an ordinary event here, seen through `close`.
  response.on('error', () => undefined);
  if (delivery.delayMs !== undefined) {
    await pause(delivery.delayMs, response);
  }
  if (delivery.cut?.how === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = byteSource(reply.body);
  record.status = reply.status;
  response.writeHead(reply.status, {
    'content-length': delivery.declaredLength ?? body.size,
    ...reply.headers,
  });
  const limit = delivery.cut?.afterBytes ?? Infinity;
  if (record.method !== 'HEAD') {
    await sendBody(paced(body.chunks(), delivery.bytesPerSecond, response), limit, response, record);
  }
  await finish(delivery, response);
}

async function sendBody(
  chunks: AsyncIterable<Buffer>,
  limit: number,
  response: ServerResponse,
  record: RecordedRequest,
): Promise<void> {
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, limit - record.bytesSent);
    if (isGone(response) || part.length === 0) {
      return;
    }
    record.bytesSent += part.length;
    if (!response.write(part)) {
      await eventOrClose(response, 'drain');
    }
  }
}

async function finish(delivery: Delivery, response: ServerResponse): Promise<void> {
  if (delivery.cut?.how === 'stall') {
    response.flushHeaders();
    await eventOrClose(response, 'close');
  } else if (delivery.cut !== undefined || delivery.declaredLength !== undefined) {
    response.flushHeaders();
    // Ending politely would keep the connection open; a reset could swallow bytes that are still under way.
    await flushed(response);
    response.socket?.destroy();
  } else if (!isGone(response)) {
    response.end();
    await eventOrClose(response, 'finish');
  }
}

async function* paced(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  bytesPerSecond: number | undefined,
  response: ServerResponse,
): AsyncGenerator<Buffer> {
  if (bytesPerSecond === undefined) {
    yield* chunks;
    return;
  }
  const portion = Math.max(1, Math.floor(bytesPerSecond / pacedPortionsPerSecond));
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length && !isGone(response); at += portion) {
      yield chunk.subarray(at, at + portion);
      await pause((portion / bytesPerSecond) * 1000, response);
    }
  }
}

function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.closed;
}

function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    response.once('close', done);
  });
}

function eventOrClose(response: ServerResponse, event: 'drain' | 'finish' | 'close'): Promise<void> {
  if (isGone(response)) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const done = (): void => {
      response.off(event, done).off('close', done);
      resolve();
    };
    response.once(event, done).once('close', done);
  });
}

function flushed(response: ServerResponse): Promise<void> {
  if (isGone(response) || response.socket === null) {
    return Promise.resolve();
  }
  const { socket } = response;
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.write('', () => resolve());
  });
}
