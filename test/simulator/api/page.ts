import type { ServiceRequest } from '../http/exchange.ts';
import type { ListQuery } from './odata/query.ts';

/** One answer's share of a list. */
export interface Page<Entity> {
  readonly value: readonly Entity[];
  /** Where the rest is to be had; undefined when there is none, or when the client said how much it wants. */
  readonly nextLink: string | undefined;
}

export function pageOf<Entity>(
  all: readonly Entity[],
  { matches, compare, skip, top }: ListQuery<Entity>,
  pageSize: number,
  { origin, path, query }: ServiceRequest,
): Page<Entity> {
  const found = matches === undefined ? all : all.filter(matches);
  const ordered = compare === undefined ? found : found.toSorted(compare);
  const value = ordered.slice(skip, skip + (top ?? pageSize));
  const isMore = top === undefined && skip + value.length < ordered.length;
  return { value, nextLink: isMore ? nextPage(origin + path, query, skip + value.length) : undefined };
}

function nextPage(address: string, query: URLSearchParams, skip: number): string {
  const next = new URLSearchParams(query);
  next.set('$skip', String(skip));
  return `${address}?${next.toString()}`;
}
