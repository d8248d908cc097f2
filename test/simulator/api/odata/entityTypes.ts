import type { Machine } from '../../tenant/machine.ts';
import type { MachineAction } from '../../tenant/machineAction.ts';
import type { EntityType, Operand } from './operands.ts';
import { comparableTime } from './operands.ts';

/** The machine actions of `/api/machineactions`. */
export const machineActionType: EntityType<Readonly<MachineAction>> = {
  name: 'MachineAction',
  filterable: {
    id: { type: 'Edm.Guid', of: (action) => action.id.toLowerCase() },
    status: { type: 'Edm.String', of: (action) => action.status },
    machineId: { type: 'Edm.String', of: (action) => action.machineId },
    type: { type: 'Edm.String', of: (action) => action.type },
    requestor: { type: 'Edm.String', of: (action) => action.requestor },
    creationDateTimeUtc: {
      type: 'Edm.DateTimeOffset',
      of: (action) => comparableTime(action.creationDateTimeUtc),
    },
    lastUpdateDateTimeUtc: { type: 'Edm.DateTimeOffset', of: (action) => comparableTime(lastUpdate(action)) },
  },
  collections: {},
  sortable: new Set(['creationDateTimeUtc', 'lastUpdateDateTimeUtc']),
  others: new Set([
    'title',
    'requestorComment',
    'computerDnsName',
    'cancellationRequestor',
    'cancellationComment',
    'cancellationDateTimeUtc',
    'errorHResult',
    'scope',
    'externalId',
    'requestSource',
    'relatedFileInfo',
    'commands',
    'troubleshootInfo',
  ]),
};

/** The machines of `/api/machines`. No order can be asked for. */
export const machineType: EntityType<Readonly<Machine>> = {
  name: 'Machine',
  filterable: {
    ...texts([
      'computerDnsName',
      'id',
      'version',
      'deviceValue',
      'exposureLevel',
      'onboardingStatus',
      'lastIpAddress',
      'healthStatus',
      'osPlatform',
      'riskScore',
    ]),
    aadDeviceId: { type: 'Edm.Guid', of: (machine) => machine.aadDeviceId },
    lastSeen: { type: 'Edm.DateTimeOffset', of: (machine) => comparableTime(machine.lastSeen) },
    rbacGroupId: { type: 'Edm.Int32', of: (machine) => machine.rbacGroupId },
  },
  collections: { machineTags: (machine) => machine.machineTags },
  sortable: new Set(),
  others: new Set([
    'mergedIntoMachineId',
    'isPotentialDuplication',
    'isExcluded',
    'exclusionReason',
    'firstSeen',
    'osVersion',
    'osProcessor',
    'lastExternalIpAddress',
    'agentVersion',
    'osBuild',
    'rbacGroupName',
    'isAadJoined',
    'osArchitecture',
    'managedBy',
    'managedByStatus',
    'ipAddresses',
    'vmMetadata',
  ]),
};

type TextKey = { [Key in keyof Machine]: Machine[Key] extends string | null ? Key : never }[keyof Machine];

function texts(names: readonly TextKey[]): Record<string, Operand<Readonly<Machine>>> {
  return Object.fromEntries(
    names.map((name): [string, Operand<Readonly<Machine>>] => [
      name,
      { type: 'Edm.String', of: (machine) => machine[name] },
    ]),
  );
}

function lastUpdate(action: Readonly<MachineAction>): string {
  return action.lastUpdateDateTimeUtc ?? action.lastUpdateTimeUtc ?? action.creationDateTimeUtc;
}
