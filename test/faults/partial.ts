import { contentKindBytes } from '../../src/evidence/archive/contentKind.ts';
import type { ByteSource, Delivery, Reply } from '../simulator/http/exchange.ts';
import type { Respond } from '../simulator/index.ts';
import { bytesOf } from './bodies.ts';
import type { Stage } from './stage.ts';

/**
 * The connection ends after so many bytes of the answer, once the transfer has taken them all: what breaks off earlier
 * than it is read is lost with its connection, and how much that is would be up to the system. So few bytes that nobody
 * can tell what they are the transfer does not take at all.
 */
export function cutAfter(stage: Stage, bytes: number, respond?: Respond): Respond {
  return partial(stage, bytes, 'end', respond);
}

/** Nothing more comes after so many bytes of the answer, and a minute passes, or longer. */
export function stallAfter(stage: Stage, bytes: number, ms = 60_000): Respond {
  return partial(stage, bytes, 'stall', undefined, () => stage.setup.clock.advance(ms));
}

/** The answer comes in pieces; before the next of them is sent the transfer has taken the one before. */
export function inPieces(stage: Stage, pieceBytes: number, between: (bytes: number) => unknown): Respond {
  return async (_request, real) => {
    const reply = await real();
    const bytes = await bytesOf(reply);
    const chunks = async function* (): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes);
        const bytesThen = startOf(reply) + at + piece.length;
        const taken = stage.reached(bytesThen);
        yield piece;
        await taken;
        await between(bytesThen);
      }
    };
    return { ...reply, body: { size: bytes.length, chunks } };
  };
}

function partial(
  stage: Stage,
  bytes: number,
  how: 'end' | 'stall',
  respond?: Respond,
  onTaken: () => unknown = () => undefined,
): Respond {
  return async (request, real) => {
    const reply = await (respond ? respond(request, real) : real());
    const all = await bytesOf(reply);
    const end = startOf(reply) + Math.min(bytes, all.length);
    const taken = (end < contentKindBytes ? stage.answered() : stage.reached(end)).then(onTaken);
    const chunks = async function* (): AsyncGenerator<Buffer> {
      yield all.subarray(0, bytes);
      if (how === 'end') {
        await taken;
      }
      yield all.subarray(bytes);
    };
    const body: ByteSource = { size: all.length, chunks };
    const delivery: Delivery = { cut: { how, afterBytes: bytes } };
    return { ...reply, body, delivery };
  };
}

/** Position in the package at which an answer begins. */
function startOf({ headers }: Reply): number {
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? 0);
}
