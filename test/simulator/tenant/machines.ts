import type { Device, OsPlatform } from './devices.ts';
import type { HealthStatus, Machine, MachineIpAddress } from './machine.ts';
import { wireTime } from './machineAction.ts';
import { Random } from './random.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Names under which an older registration of the same device is still listed, some more than once. */
const onboardedBefore: readonly (readonly [name: string, lastSeenDaysAgo: number])[] = [
  ['ws-042.contoso.com', 23],
  ['srv-db-01', 61],
  ['lap-077', 9],
  ['lap-077', 118],
  ['mac-design-01', 34],
];

type Found = readonly [
  name: string,
  osPlatform: OsPlatform,
  onboardingStatus: Exclude<Machine['onboardingStatus'], 'Onboarded'>,
];

/** What the network discovery has seen and nobody manages. */
const discovered: readonly Found[] = [
  ['ws-unmanaged-01', 'Windows11', 'CanBeOnboarded'],
  ['lnx-appliance-01', 'Ubuntu', 'Unsupported'],
  ['nas-01', 'Ubuntu', 'InsufficientInfo'],
];

const releases: Readonly<Record<OsPlatform, readonly [version: string, build: number | null]>> = {
  Windows10: ['22H2', 19045],
  Windows11: ['24H2', 26100],
  WindowsServer2019: ['1809', 17763],
  WindowsServer2022: ['21H2', 20348],
  macOS: ['15.5', null],
  Ubuntu: ['22.4', null],
  RedHatEnterpriseLinux: ['9.4', null],
};

const tagSets = [
  [],
  [],
  ['Finance'],
  ['Stockholm', 'Finance'],
  ['Lab'],
  ["Dana O'Brien"],
  ['Tier 0', 'no-isolate'],
] as const;
const groups = [
  [0, null],
  [12, 'Workstations'],
  [15, 'Servers'],
] as const;

/** Every device of the tenant as the list of machines tells of it, by id, which says nothing of name or age. */
export function makeMachines(devices: readonly Device[], nowMs: number): Machine[] {
  const onboarded = devices.map((device) => onboardedMachine(device, nowMs));
  const older = onboardedBefore.map(([name, daysAgo]) => {
    const device = devices.find(({ computerDnsName }) => computerDnsName === name);
    if (device === undefined) {
      throw new Error(`No device is called ${name}.`);
    }
    const id = new Random(`device ${name} before ${daysAgo}`).hex(40);
    const machine = onboardedMachine({ ...device, id }, nowMs, daysAgo * day);
    return { ...machine, isPotentialDuplication: true };
  });
  const unmanaged = discovered.map(([computerDnsName, osPlatform, onboardingStatus]): Machine => {
    const id = new Random(`device ${computerDnsName}`).hex(40);
    return {
      ...onboardedMachine({ id, computerDnsName, osPlatform }, nowMs),
      agentVersion: null,
      healthStatus: 'Unknown',
      riskScore: null,
      exposureLevel: null,
      deviceValue: null,
      onboardingStatus,
    };
  });
  return [...onboarded, ...older, ...unmanaged].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function onboardedMachine(device: Device, nowMs: number, awayMs?: number): Machine {
  const random = new Random(`machine ${device.id}`);
  const healthStatus = awayMs === undefined ? health(random) : 'Inactive';
  const lastSeenMs = nowMs - (awayMs ?? absence(healthStatus, random));
  const [version, osBuild] = releases[device.osPlatform];
  const [rbacGroupId, rbacGroupName] = random.pick(groups);
  const isAadJoined = device.osPlatform.startsWith('Windows1');
  const ipAddresses = addresses(random);
  return {
    id: device.id,
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    computerDnsName: device.computerDnsName.toLowerCase(),
    firstSeen: wireTime(lastSeenMs - random.integer(40, 700) * day, random.integer(0, 9999)),
    lastSeen: wireTime(lastSeenMs, random.integer(0, 9999)),
    osPlatform: device.osPlatform,
    osVersion: null,
    osProcessor: device.osPlatform === 'macOS' ? 'ARM64' : 'x64',
    version,
    lastIpAddress: ipAddresses[0]?.ipAddress ?? null,
    lastExternalIpAddress: `203.0.113.${random.integer(1, 254)}`,
    agentVersion: `10.${random.integer(8700, 8799)}.${osBuild ?? 0}.${random.integer(1000, 1099)}`,
    osBuild,
    healthStatus,
    deviceValue: random.pick(['Normal', 'Normal', 'Normal', 'Low', 'High']),
    rbacGroupId,
    rbacGroupName,
    riskScore: random.pick(['None', 'None', 'Informational', 'Low', 'Medium', 'High']),
    exposureLevel: random.pick(['None', 'Low', 'Medium', 'High']),
    isAadJoined,
    aadDeviceId: isAadJoined ? random.guid() : null,
    machineTags: [...random.pick(tagSets)],
    onboardingStatus: 'Onboarded',
    osArchitecture: '64-bit',
    managedBy: isAadJoined ? 'Intune' : 'Unknown',
    managedByStatus: isAadJoined ? 'Success' : 'Unknown',
    ipAddresses,
    vmMetadata: null,
  };
}

function health(random: Random): HealthStatus {
  if (random.chance(0.7)) {
    return 'Active';
  }
  return random.pick([
    'Inactive',
    'ImpairedCommunication',
    'NoSensorData',
    'NoSensorDataImpairedCommunication',
  ]);
}

/** A device that reports does so about daily; it counts as inactive after a week. */
function absence(healthStatus: HealthStatus, random: Random): number {
  return healthStatus === 'Inactive'
    ? random.integer(8 * 24, 90 * 24) * hour
    : random.integer(20, 6 * 24 * 60) * (hour / 60);
}

/** The address that was used last stands first; an adapter without a link is listed without one. */
function addresses(random: Random): MachineIpAddress[] {
  const [net, host] = [`10.${random.integer(10, 60)}.${random.integer(0, 250)}`, random.integer(20, 240)];
  const macAddress = random.hex(12).toUpperCase();
  const wired = { macAddress, type: 'Ethernet', operationalStatus: 'Up' };
  const wireless = { macAddress: random.hex(12).toUpperCase(), type: 'Wireless80211' };
  return [
    { ipAddress: `${net}.${host}`, ...wired },
    { ipAddress: `fe80::${random.hex(4)}:${random.hex(4)}:${random.hex(4)}:${random.hex(4)}`, ...wired },
    ...(random.chance(0.5)
      ? [{ ipAddress: `192.168.1.${random.integer(2, 250)}`, ...wireless, operationalStatus: 'Down' }]
      : []),
    { ipAddress: '127.0.0.1', macAddress: null, type: 'SoftwareLoopback', operationalStatus: 'Up' },
  ];
}
