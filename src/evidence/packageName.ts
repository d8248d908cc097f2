import { objectOf, type LiveResponseCommand } from '../defender/liveResponse.ts';
import { createdAt, type MachineAction } from '../defender/machineAction.ts';
import type { EvidenceKind } from './archive/contentKind.ts';

const longestDevice = 64;
const longestId = 64;
const longestObject = 64;
/** Of a text from the service: no name that a device can have is longer, and a pattern must not run for minutes. */
const longestText = 1024;

/**
 * The name of an action's package: `<device>_<yyyyMMddTHHmmssZ>_<action id>.zip`, in which nothing but letters,
 * digits, `.`, `-` and `_` stands, so that it is a name on every file system and a folder on none. The time is that
 * of the action's creation.
 */
export function packageName(action: MachineAction): string {
  return `${stemOf(action)}.zip`;
}

const namePattern = /^(.+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ_.+\.zip$/;

/**
 * What a name that `packageName` gave says: the device, and when its action was created, such as `2026-01-02 03:04Z`.
 * @returns undefined for any other name
 */
export function readPackageName(name: string): { device: string; createdUtc: string } | undefined {
  const [, device = '', year, month, day, hour, minute] = namePattern.exec(name) ?? [];
  return device ? { device, createdUtc: `${year}-${month}-${day} ${hour}:${minute}Z` } : undefined;
}

/**
 * The name of a live response command's result: that of a package, then the command's index and what it is about, as
 * in `…_2_upd.exe.gz` for a fetched file and `…_1_Get-Triage.ps1.json` for the report of a script.
 */
export function resultName(action: MachineAction, command: LiveResponseCommand): string {
  const isFile = command.type === 'GetFile';
  const object = safe(objectOf(command).split(/[\\/]/).at(-1) ?? '', longestObject);
  // No result may pass for a record.
  const what = object.replace(/\.acquisition$/i, '_acquisition') || (isFile ? 'file' : 'script');
  return `${stemOf(action)}_${command.index}_${what}.${isFile ? 'gz' : 'json'}`;
}

/** What is wanted of the name of a live response result, beside its end: JSON texts and gzip files are common. */
const resultPattern = /_\d{8}T\d{6}Z_[^/\\]+\.(gz|json)$/;

/** Whether a file is a package or a live response result by its name. */
export function isEvidenceName(name: string): boolean {
  return /\.zip$/i.test(name) || (resultPattern.test(name) && !name.endsWith('.acquisition.json'));
}

/** What a file of evidence should be by its name. */
export function kindOf(name: string): EvidenceKind {
  return name.endsWith('.gz') ? 'gzip' : name.endsWith('.json') ? 'json' : 'zip';
}

function stemOf(action: MachineAction): string {
  const device = safe(action.computerDnsName ?? '', longestDevice) || 'device';
  return `${device}_${compactTime(createdAt(action))}_${safe(action.id, longestId) || 'action'}`;
}

/** Windows keeps these names for devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function safe(text: string, longest: number): string {
  const plain = text
    .slice(0, longestText)
    .normalize('NFKC')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, longest)
    .replaceAll(/[._-]+$/g, '');
  return reserved.test(plain) ? `_${plain}`.slice(0, longest) : plain;
}

function compactTime(at: number | undefined): string {
  return at === undefined ? '00000000T000000Z' : new Date(at).toISOString().replaceAll(/[-+:]|\.\d+/g, '');
}
