import type { ActionDraft } from './actionDraft.ts';
import type { Device } from './devices.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Row = readonly [
  age: number,
  type: string,
  status: string,
  device: string,
  requestor: string,
  comment: string,
  extra?: ActionDraft['extra'],
];

const anna = 'anna@contoso.com';
const ben = 'ben@contoso.com';
const joel = 'joel.hartman@contoso.com';
const playbook = 'Contoso SOAR (contoso.onmicrosoft.com)';

/** What an analyst sees on top of the list: one incident on ws-042, a database server, and the day's other work. */
const rows: readonly Row[] = [
  [
    40 * second,
    'CollectInvestigationPackage',
    'InProgress',
    'srv-db-01',
    anna,
    'INC-4821: sqlservr spawned cmd',
  ],
  [
    5 * minute,
    'CollectInvestigationPackage',
    'Succeeded',
    'ws-042.contoso.com',
    anna,
    'INC-4821: beacon every 60 s',
  ],
  [8 * minute, 'Isolate', 'Succeeded', 'ws-042.contoso.com', anna, 'INC-4821', { scope: 'Full' }],
  [
    2 * hour,
    'RunAntiVirusScan',
    'Failed',
    'lap-077',
    ben,
    'After quarantine of invoice.iso',
    { scope: 'Quick' },
  ],
  [2.2 * hour, 'StopAndQuarantineFile', 'Succeeded', 'lap-077', ben, 'invoice.iso'],
  [3.4 * hour, 'CollectInvestigationPackage', 'Pending', 'lap-031', joel, 'Off the network since Friday'],
  [4.1 * hour, 'LiveResponse', 'Succeeded', 'srv-web-02.contoso.com', playbook, 'Web shell sweep'],
  [5.5 * hour, 'CollectInvestigationPackage', 'Failed', 'ws-018.contoso.com', joel, 'CASE-2207 triage'],
  [7 * hour, 'RestrictCodeExecution', 'Succeeded', 'ws-115', anna, 'CASE-2207'],
  [8.3 * hour, 'CollectInvestigationPackage', 'Cancelled', 'ws-101', ben, 'Wrong device'],
  [9 * hour, 'ContainDevice', 'Succeeded', 'kiosk-lobby', playbook, 'Unmanaged neighbour seen scanning'],
  [
    10.6 * hour,
    'CollectInvestigationPackage',
    'Succeeded',
    'dc-01.corp.contoso.com',
    anna,
    'CASE-2207 triage',
  ],
  [11.8 * hour, 'Unisolate', 'Succeeded', 'ws-061.contoso.com', joel, 'Reimaged'],
];

export function newestDrafts(devices: readonly Device[]): ActionDraft[] {
  return rows.map(([ageMs, type, status, name, requestor, comment, extra]) => {
    const device = devices.find(({ computerDnsName }) => computerDnsName === name);
    if (device === undefined) {
      throw new Error(`No device is called ${name}.`);
    }
    const durationMs = status === 'InProgress' ? 12 * second : 88 * second;
    return { type, status, device, requestor, comment, ageMs, durationMs, ...(extra && { extra }) };
  });
}
