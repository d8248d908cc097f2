import type { HttpResponse } from '../../src/defender/http.ts';

/** What `fetch` gives for a host that speaks without HTTP in between. */
export function answering(chunks: Uint8Array[], length: number | null, status = 200): Promise<HttpResponse> {
  const headers = new Map(length === null ? [] : [['content-length', String(length)]]);
  return Promise.resolve({
    status,
    headers: { get: (name) => headers.get(name) ?? null },
    body: (async function* () {
      yield* chunks;
      await Promise.resolve();
    })(),
  });
}
