import { gzipSync } from 'node:zlib';
import nodeFetch from 'node-fetch';
import type { Reply, Respond } from '../simulator/index.ts';
import { smallZip } from '../support/smallZip.ts';
import type { Stage } from './stage.ts';

/** The service's answer with other headers; one that is undefined is left out. */
export function withHeaders(changes: Record<string, string | undefined>): Respond {
  return async (_request, real) => {
    const reply = await real();
    const headers = Object.entries({ ...reply.headers, ...changes }).filter(
      ([, value]) => value !== undefined,
    );
    return { ...reply, headers: Object.fromEntries(headers) as Record<string, string> };
  };
}

/** The service's answer with other bytes, of which Content-Length tells the truth. */
export function withBody(change: (bytes: Buffer) => Buffer): Respond {
  return async (_request, real) => {
    const reply = await real();
    return { ...reply, body: change(await bytesOf(reply)) };
  };
}

export function zipWith200(body: Buffer | string): Respond {
  return () => ({ status: 200, headers: { 'content-type': 'application/zip' }, body });
}

export async function bytesOf({ body }: Pick<Reply, 'body'>): Promise<Buffer> {
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    return Buffer.from(body);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of body.chunks()) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Another whole package. */
export const otherPackage = smallZip({ members: { 'other.bin': 'other'.repeat(50_000) } });

export const gzipped = gzipSync('package');

/** Exchanges a byte at a position, counted from the end where it is negative. */
export function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const position = at < 0 ? copy.length + at : at;
  copy.writeUInt8((copy.readUInt8(position) + 1) % 256, position);
  return copy;
}

/** Sets the flag of encryption in both headers of a package's one member. */
export function encrypted(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const directory = copy.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  for (const at of [6, directory + 8]) {
    copy.writeUInt16LE(copy.readUInt16LE(at) | 1, at);
  }
  return copy;
}

/** What the package host would send. */
export async function packageBytes({ setup, actionId }: Stage): Promise<Buffer> {
  const link = setup.simulator.links.issue(actionId);
  const bytes = Buffer.from(await (await nodeFetch(link)).arrayBuffer());
  setup.simulator.requests.length = 0;
  return bytes;
}
