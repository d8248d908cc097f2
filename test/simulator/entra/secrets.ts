import { randomBytes } from 'node:crypto';

/** Stands in every secret that the simulator hands out. Letters only, so that it survives URLs, headers and JSON. */
export const secretMarker = 'SimulatedSecretDoNotLeak';

/** A secret nobody can guess and everybody can recognise. */
export function newSecret(kind: string, bytes = 24): string {
  return `${secretMarker}.${kind}.${randomBytes(bytes).toString('base64url')}`;
}
