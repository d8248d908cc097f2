import type { OsPlatform } from './devices.ts';

export type HealthStatus =
  | 'Active'
  | 'Inactive'
  | 'ImpairedCommunication'
  | 'NoSensorData'
  | 'NoSensorDataImpairedCommunication'
  | 'Unknown';

export interface MachineIpAddress {
  ipAddress: string;
  macAddress: string | null;
  type: string;
  operationalStatus: string;
}

/** A device as the service writes it: the documented keys and those that only the wire shows, in its order. */
export interface Machine {
  /** 40 hexadecimal digits; a device that was onboarded again has another one than before. */
  id: string;
  mergedIntoMachineId: string | null;
  isPotentialDuplication: boolean;
  isExcluded: boolean;
  exclusionReason: string | null;
  /** In lower case, short or fully qualified. */
  computerDnsName: string;
  firstSeen: string;
  lastSeen: string;
  osPlatform: OsPlatform;
  osVersion: string | null;
  osProcessor: string;
  version: string;
  lastIpAddress: string | null;
  lastExternalIpAddress: string | null;
  agentVersion: string | null;
  osBuild: number | null;
  healthStatus: HealthStatus;
  deviceValue: 'Normal' | 'Low' | 'High' | null;
  rbacGroupId: number;
  rbacGroupName: string | null;
  riskScore: 'None' | 'Informational' | 'Low' | 'Medium' | 'High' | null;
  exposureLevel: 'None' | 'Low' | 'Medium' | 'High' | null;
  isAadJoined: boolean;
  aadDeviceId: string | null;
  machineTags: string[];
  onboardingStatus: 'Onboarded' | 'CanBeOnboarded' | 'Unsupported' | 'InsufficientInfo';
  osArchitecture: string;
  managedBy: string;
  managedByStatus: string;
  ipAddresses: MachineIpAddress[];
  vmMetadata: { vmId: string; cloudProvider: string; resourceId: string; subscriptionId: string } | null;
}
