import type { TextOrigin } from '../text/encoding.ts';
import type { Artifact } from './artifact.ts';

/** What PowerShell, the sensor and services write; all other texts are of console tools. */
const ofPrograms: readonly Artifact[] = [
  'summary',
  'installedPrograms',
  'processes',
  'services',
  'smbSessions',
  'firewallLog',
  'supportLog',
  'other',
];

/** @param locale as the host's system information states it */
export function textOrigin(artifact: Artifact, locale: string | undefined): TextOrigin {
  return { locale, isOfConsole: !ofPrograms.includes(artifact) };
}
