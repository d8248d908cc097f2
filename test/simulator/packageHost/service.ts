import { randomUUID } from 'node:crypto';
import type { Reply, ServiceRequest } from '../http/exchange.ts';
import type { PackageContent } from '../package/content.ts';
import { parseRange } from './byteRange.ts';
import type { IssuedLink, PackageLinks } from './links.ts';

export interface PackageServiceOptions {
  readonly links: PackageLinks;
  readonly contentOf: (link: IssuedLink) => PackageContent | Promise<PackageContent>;
  readonly now: () => number;
}

/** The storage that investigation packages and live response results are fetched from. */
export class PackageService {
  readonly #options: PackageServiceOptions;

  constructor(options: PackageServiceOptions) {
    this.#options = options;
  }

  async answer(request: ServiceRequest): Promise<Reply> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return this.#refusal(
        405,
        'UnsupportedHttpVerb',
        'The resource does not support the specified HTTP verb.',
      );
    }
    if (request.headers.authorization !== undefined) {
      return this.#refusal(
        400,
        'InvalidAuthenticationInfo',
        'Authentication information is not given in the correct format.',
      );
    }
    const link = this.#options.links.find(request.path, request.query);
    if (link === undefined) {
      return this.#unauthenticated('Signature did not match.');
    }
    const now = this.#options.now();
    if (now >= link.expiresAtMs) {
      return this.#unauthenticated(timeFrame(link, now));
    }
    return this.#content(request, await this.#options.contentOf(link));
  }

  #content({ headers }: ServiceRequest, content: PackageContent): Reply {
    const { size, etag, lastModified, read } = content;
    const common = {
      'content-type': content.mediaType ?? 'application/zip',
      'accept-ranges': 'bytes',
      etag,
      'last-modified': lastModified.toUTCString(),
      'x-ms-request-id': randomUUID(),
    };
    const ifMatch = headers['if-match'];
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etag) {
      return this.#refusal(
        412,
        'ConditionNotMet',
        'The condition specified using HTTP conditional header(s) is not met.',
      );
    }
    const ifRange = headers['if-range'];
    const stillTheSame = ifRange === undefined || ifRange === etag || ifRange === common['last-modified'];
    const range = stillTheSame ? parseRange(headers.range, size) : undefined;
    if (range === 'unsatisfiable') {
      const refusal = this.#refusal(
        416,
        'InvalidRange',
        'The range specified is invalid for the current size of the resource.',
      );
      return { ...refusal, headers: { ...refusal.headers, 'content-range': `bytes */${size}` } };
    }
    if (range === undefined) {
      return { status: 200, headers: common, body: { size, chunks: () => read(0, size) } };
    }
    const { start, end } = range;
    return {
      status: 206,
      headers: { ...common, 'content-range': `bytes ${start}-${end - 1}/${size}` },
      body: { size: end - start, chunks: () => read(start, end) },
    };
  }

  #unauthenticated(detail: string): Reply {
    return this.#refusal(
      403,
      'AuthenticationFailed',
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
      `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`,
    );
  }

  #refusal(status: number, code: string, message: string, detail = ''): Reply {
    const requestId = randomUUID();
    const time = new Date(this.#options.now()).toISOString();
    const xml =
      `\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code>` +
      `<Message>${message}\nRequestId:${requestId}\nTime:${time}</Message>${detail}</Error>`;
    const headers = {
      'content-type': 'application/xml',
      'x-ms-error-code': code,
      'x-ms-request-id': requestId,
    };
    return { status, headers, body: xml };
  }
}

function timeFrame({ startsAtMs, expiresAtMs }: IssuedLink, now: number): string {
  const [start, expiry, current] = [startsAtMs, expiresAtMs, now].map((ms) => new Date(ms).toUTCString());
  return `Signature not valid in the specified key time frame: Start [${start ?? ''}] - Expiry [${expiry ?? ''}] - Current [${current ?? ''}]`;
}
