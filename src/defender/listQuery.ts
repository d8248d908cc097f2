import { quoted } from './odata.ts';

/** What `GET /api/machineactions` can be asked for. Several values of one property mean any of them. */
export interface ListQuery {
  id?: string | readonly string[];
  status?: string | readonly string[];
  machineId?: string | readonly string[];
  type?: string | readonly string[];
  requestor?: string | readonly string[];
  /** Created at this time or later. */
  createdFrom?: Date;
  /** Created before this time. */
  createdBefore?: Date;
  /** Rows a page, 1 to 10,000 as documented; recorded clients of the service stay at 1,000 or less. Default 100. */
  top?: number;
  /** Rows to pass over. Default 0. */
  skip?: number;
}

const textProperties = ['id', 'status', 'machineId', 'type', 'requestor'] as const;

/** @returns the query string of the list call, with its question mark */
export function toQueryString(query: ListQuery): string {
  const filter = toFilter(query);
  const parts = [
    filter && `$filter=${encodeURIComponent(filter)}`,
    `$top=${query.top ?? 100}`,
    query.skip && `$skip=${query.skip}`,
  ];
  return `?${parts.filter(Boolean).join('&')}`;
}

function toFilter(query: ListQuery): string {
  const terms = textProperties.flatMap((property) => {
    const wanted = query[property];
    const values = wanted === undefined ? [] : typeof wanted === 'string' ? [wanted] : wanted;
    const any = values.map((value) => `${property} eq ${quoted(value)}`).join(' or ');
    return any ? [values.length > 1 ? `(${any})` : any] : [];
  });
  if (query.createdFrom) {
    terms.push(`creationDateTimeUtc ge ${query.createdFrom.toISOString()}`);
  }
  if (query.createdBefore) {
    terms.push(`creationDateTimeUtc lt ${query.createdBefore.toISOString()}`);
  }
  return terms.join(' and ');
}
