import { quoted } from './odata.ts';

/** Rows of one search; whoever finds more than these types more. */
const mostRows = 50;
/** Of a whole name, which is not typed on: so many may begin as it does and be called otherwise. */
const mostRowsOfName = 1000;

/**
 * The queries that together find the devices which a person means by a part of a name, of an id or of an IP address, or
 * by a tag: one for each, since the service refuses some of their combinations.
 * @param isWhole whether it is a whole name or its first part, or an id: then one query finds it, and nothing else
 * @returns query strings of `GET /api/machines`, with their question mark, the likeliest first
 */
export function machineQueries(text: string, isWhole = false): string[] {
  const wanted = text.trim();
  if (!wanted) {
    return [toQueryString(undefined)];
  }
  // Names and ids are kept in lower case.
  const lower = wanted.toLowerCase();
  const isId = /^[0-9a-f]{40}$/.test(lower);
  const isName = `startswith(computerDnsName,${quoted(lower)})`;
  if (isWhole) {
    return [toQueryString(isId ? `id eq ${quoted(lower)}` : isName, mostRowsOfName)];
  }
  const isAddress = /^[0-9a-f.:]*[.:][0-9a-f.:]*$/.test(lower);
  const filters = [
    isId ? `id eq ${quoted(lower)}` : isName,
    ...(!isId && /^[0-9a-f]{6,39}$/.test(lower) ? [`startswith(id,${quoted(lower)})`] : []),
    ...(isAddress ? [`lastIpAddress eq ${quoted(lower)}`, `startswith(lastIpAddress,${quoted(lower)})`] : []),
    // Not documented for devices: where the service refuses it, the beginning of the name has to do.
    ...(isId ? [] : [`contains(computerDnsName,${quoted(lower)})`]),
    ...(isId ? [] : [`machineTags/any(tag: tag eq ${quoted(wanted)})`]),
  ];
  return filters.map((filter) => toQueryString(filter));
}

function toQueryString(filter: string | undefined, rows = mostRows): string {
  const where = filter === undefined ? '' : `$filter=${encodeURIComponent(filter)}&`;
  return `?${where}$top=${rows}`;
}
