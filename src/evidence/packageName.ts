import { createdAt, type MachineAction } from '../defender/machineAction.ts';

const longestDevice = 64;
const longestId = 64;
/** Of a text from the service: no name that a device can have is longer, and a pattern must not run for minutes. */
const longestText = 1024;

/**
 * The name of an action's package: `<device>_<yyyyMMddTHHmmssZ>_<action id>.zip`, in which nothing but letters,
 * digits, `.`, `-` and `_` stands, so that it is a name on every file system and a folder on none. The time is that
 * of the action's creation.
 */
export function packageName(action: MachineAction): string {
  const device = safe(action.computerDnsName ?? '', longestDevice) || 'device';
  return `${device}_${compactTime(createdAt(action))}_${safe(action.id, longestId) || 'action'}.zip`;
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
