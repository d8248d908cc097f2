import { createHmac } from 'node:crypto';

export interface StorageAccount {
  name: string;
  /** Base64. */
  key: string;
}

export interface Period {
  startsMs: number;
  expiresMs: number;
}

/** Decides which fields are signed, and in which order; these rules hold since 2020-12-06. */
const version = '2024-11-04';

/**
 * The query of a link that lets whoever has it read one blob.
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 */
export function blobSas(account: StorageAccount, container: string, blob: string, period: Period): string {
  const { st, se } = written(period);
  const resource = `/blob/${account.name}/${container}/${blob}`;
  // In place of the empty ones a link may have: policy, addresses, protocol; snapshot, encryption, five headers.
  const fields = ['r', st, se, resource, '', '', '', version, 'b', '', '', '', '', '', '', ''];
  return query({ sv: version, st, se, sr: 'b', sp: 'r' }, account, fields);
}

/**
 * The query with which the owner of an account creates containers and writes blobs.
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 */
export function accountSas(account: StorageAccount, period: Period): string {
  const { st, se } = written(period);
  // Empty are addresses, protocol and encryption; the last one is there for the line break that the end needs.
  const fields = [account.name, 'cw', 'b', 'co', st, se, '', '', version, '', ''];
  return query({ sv: version, ss: 'b', srt: 'co', sp: 'cw', st, se }, account, fields);
}

/** A signature knows whole seconds only. */
function written({ startsMs, expiresMs }: Period): { st: string; se: string } {
  const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
  return { st: seconds(startsMs), se: seconds(expiresMs) };
}

function query(parameters: Record<string, string>, { key }: StorageAccount, fields: string[]): string {
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(fields.join('\n')).digest('base64');
  return new URLSearchParams({ ...parameters, sig }).toString();
}
