import type { ActionDraft } from './actionDraft.ts';
import { queueLimit } from './actionDraft.ts';
import type { Device } from './devices.ts';
import { hostileNames, runsWindows } from './devices.ts';
import type { MachineAction } from './machineAction.ts';
import type { Random } from './random.ts';

const hour = 3_600_000;
const day = 24 * hour;
const youngest = 13 * hour;
// 85 of 100 older actions lie inside the last 30 days, the others in the 30 before.
const recentShare = 0.85;
const recentSpan = 30 * day;

type Weighted = readonly (readonly [choice: string, weight: number])[];

const types: Weighted = [
  ['CollectInvestigationPackage', 34],
  ['RunAntiVirusScan', 21],
  ['Isolate', 11],
  ['Unisolate', 9],
  ['LiveResponse', 9],
  ['StopAndQuarantineFile', 6],
  ['RestrictCodeExecution', 4],
  ['UnrestrictCodeExecution', 3],
  ['Offboard', 2],
  ['ContainDevice', 1],
];

const statuses: Weighted = [
  ['Succeeded', 70],
  ['Failed', 12],
  ['TimeOut', 7],
  ['Cancelled', 7],
  ['InProgress', 2],
  ['Pending', 2],
];

const requestors = [
  'anna@contoso.com',
  'ben@contoso.com',
  'joel.hartman@contoso.com',
  'mira@contoso.com',
  'sofia.reyes@contoso.com',
  'Contoso SOAR (contoso.onmicrosoft.com)',
] as const;

const comments = [
  'CASE-2207 triage',
  'CASE-2198: password spray',
  'INC-4790: macro document',
  'INC-4802: credential dump alert',
  'Requested by the shift lead',
  'Playbook "High severity triage"',
  'Uppföljning av ärende 118',
  'Routine check after reimaging',
  '',
] as const;

/** The `index`-th of `count` actions that are older than the newest ones; older with every index. */
export function olderDraft(
  index: number,
  count: number,
  devices: readonly Device[],
  random: Random,
): ActionDraft {
  const ageMs = ageAt((index + random.next() / 2) / count);
  const common = {
    requestor: random.pick(requestors),
    comment: random.pick(comments),
    ageMs,
    durationMs: random.integer(20, 900) * 1000,
  };
  const hostile = hostileDevice(index, devices);
  if (hostile !== undefined) {
    return { ...common, type: 'CollectInvestigationPackage', status: 'Succeeded', device: hostile };
  }
  const device = random.pick(
    devices.filter(({ computerDnsName }) => !hostileNames.includes(computerDnsName)),
  );
  const type = weighted(types, random);
  const collectedElsewhere = type === 'CollectInvestigationPackage' && !runsWindows(device);
  const status = plausible(collectedElsewhere ? 'Failed' : weighted(statuses, random), ageMs);
  return { ...common, device, type, status: index === 37 ? 'PartiallySucceeded' : status };
}

/** Gives a few actions the looser shapes that the service's documentation and other clients have met. */
export function withOddShape(action: MachineAction, index: number): MachineAction {
  if (index % 61 === 45) {
    const optional = ['title', 'errorHResult', 'externalId', 'requestSource', 'commands', 'troubleshootInfo'];
    return withEntries(action, (entries) => entries.filter(([key]) => !optional.includes(key)));
  }
  if (index % 83 === 50) {
    return withEntries(action, (entries) =>
      entries.map(([key, value]) => [key === 'lastUpdateDateTimeUtc' ? 'lastUpdateTimeUtc' : key, value]),
    );
  }
  return action;
}

type Entries = [key: string, value: unknown][];

/** Rebuilds an action from its changed entries, so that every key keeps its place. */
function withEntries(action: MachineAction, change: (entries: Entries) => Entries): MachineAction {
  return Object.fromEntries(change(Object.entries(action))) as unknown as MachineAction;
}

function ageAt(position: number): number {
  const age =
    position < recentShare
      ? youngest + (recentSpan - youngest) * (position / recentShare)
      : recentSpan + recentSpan * ((position - recentShare) / (1 - recentShare));
  return Math.round(age);
}

function hostileDevice(index: number, devices: readonly Device[]): Device | undefined {
  if (index % 25 !== 20) {
    return undefined;
  }
  const name = hostileNames[Math.floor(index / 25) % hostileNames.length];
  return devices.find(({ computerDnsName }) => computerDnsName === name);
}

/** No action waits longer than the service's queue, and none has timed out before its end. */
function plausible(status: string, ageMs: number): string {
  if (status === 'TimeOut' && ageMs <= queueLimit) {
    return 'Failed';
  }
  if ((status === 'Pending' || status === 'InProgress') && ageMs > queueLimit) {
    return 'Succeeded';
  }
  return status;
}

function weighted(choices: Weighted, random: Random): string {
  let at = random.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    at -= weight;
    if (at < 0) {
      return choice;
    }
  }
  return choices[0]?.[0] ?? '';
}
