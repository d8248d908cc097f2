import { quoted } from './odata.ts';

/** Rows of one search; whoever finds more than these types more. */
const mostRows = 50;
/** Of a whole name, which is not typed on: so many may begin as it does and be called otherwise. */
const mostRowsOfName = 1000;

const wholeId = /^[0-9a-f]{40}$/;

/**
 * The ways to find the devices that a person means by a part of a name, of an id or of an IP address, or by a tag.
 * @param isWhole whether it is a whole name or its first part, or an id: then nothing else is looked at
 * @returns OData conditions, the likeliest first; none where every device is meant
 */
export function machineConditions(text: string, isWhole = false): string[] {
  const wanted = text.trim();
  // Names and ids are kept in lower case.
  const lower = wanted.toLowerCase();
  if (!wanted) {
    return [];
  }
  if (wholeId.test(lower)) {
    return [`id eq ${quoted(lower)}`];
  }
  const beginsSo = `startswith(computerDnsName,${quoted(lower)})`;
  if (isWhole) {
    return [beginsSo];
  }
  const isPartOfId = /^[0-9a-f]{6,39}$/.test(lower);
  const isAddress = /^[0-9a-f.:]*[.:][0-9a-f.:]*$/.test(lower);
  return [
    beginsSo,
    ...(isPartOfId ? [`startswith(id,${quoted(lower)})`] : []),
    ...(isAddress ? [`startswith(lastIpAddress,${quoted(lower)})`] : []),
    `machineTags/any(tag: tag eq ${quoted(wanted)})`,
  ];
}

/**
 * For when nothing begins so. Not documented for devices: some hosts may refuse it.
 * @returns undefined where no part of a name can be meant
 */
export function machineContains(text: string): string | undefined {
  const part = text.trim().toLowerCase();
  return part && !wholeId.test(part) ? `contains(computerDnsName,${quoted(part)})` : undefined;
}

/** @returns the query string of `GET /api/machines`, with its question mark */
export function machineQuery(condition: string, isWhole = false): string {
  const where = condition ? `$filter=${encodeURIComponent(condition)}&` : '';
  return `?${where}$top=${isWhole ? mostRowsOfName : mostRows}`;
}
