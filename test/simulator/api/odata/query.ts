import { MalformedQuery } from '../errors.ts';
import { parseFilter } from './filter.ts';
import type { EntityType } from './operands.ts';
import { property } from './operands.ts';

export const largestTop = 10_000;

/** What a list request asks for, checked. */
export interface ListQuery<Entity> {
  readonly matches: ((entity: Entity) => boolean) | undefined;
  readonly compare: ((left: Entity, right: Entity) => number) | undefined;
  readonly skip: number;
  readonly top: number | undefined;
}

const options = new Set(['$filter', '$orderby', '$skip', '$top']);

/** Reads the `$` options of a list request. Other parameters mean nothing to the service and are passed over. */
export function parseListQuery<Entity>(query: URLSearchParams, type: EntityType<Entity>): ListQuery<Entity> {
  for (const name of query.keys()) {
    if (name.startsWith('$') && !options.has(name)) {
      throw new MalformedQuery(`The query parameter '${name}' is not supported.`);
    }
  }
  const filter = single(query, '$filter');
  const orderBy = single(query, '$orderby');
  return {
    matches: filter === undefined ? undefined : parseFilter(filter, type),
    compare: orderBy === undefined ? undefined : parseOrderBy(orderBy, type),
    skip: count(query, '$skip') ?? 0,
    top: limited(count(query, '$top')),
  };
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) {
    throw new MalformedQuery(
      `Query option '${name}' was specified more than once, but it must be specified at most once.`,
    );
  }
  if (values[0]?.trim() === '') {
    throw new MalformedQuery(`The value for OData query '${name}' cannot be empty.`);
  }
  return values[0];
}

function count(query: URLSearchParams, name: '$skip' | '$top'): number | undefined {
  const text = single(query, name);
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw new MalformedQuery(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  }
  return Number(text);
}

function limited(top: number | undefined): number | undefined {
  if (top !== undefined && top > largestTop) {
    throw new MalformedQuery(
      `The limit of '${largestTop}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  }
  return top;
}

function parseOrderBy<Entity>(
  text: string,
  type: EntityType<Entity>,
): (left: Entity, right: Entity) => number {
  const keys = text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      throw new MalformedQuery(`Syntax error at position ${text.length} in '${text}'.`);
    }
    const { of } = property(name, '$orderby', type);
    if (!type.sortable.has(name)) {
      throw new MalformedQuery(`The property '${name}' cannot be used in the $orderby query option.`);
    }
    return { of, sign: direction === 'asc' ? 1 : -1 };
  });
  return (left, right) => {
    for (const { of, sign } of keys) {
      const order = textOrder(String(of(left)), String(of(right)));
      if (order !== 0) {
        return order * sign;
      }
    }
    return 0;
  };
}

export function textOrder(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
