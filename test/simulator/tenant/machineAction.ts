/** A machine action as the service writes it: 20 keys in this order, a few of them left out now and then. */
export interface MachineAction {
  id: string;
  type: string;
  title?: string | null;
  requestor: string;
  requestorComment: string;
  status: string;
  machineId: string;
  computerDnsName: string;
  creationDateTimeUtc: string;
  lastUpdateDateTimeUtc?: string;
  /** The spelling of the documentation's examples, met in place of the one above. */
  lastUpdateTimeUtc?: string;
  cancellationRequestor?: string | null;
  cancellationComment?: string | null;
  cancellationDateTimeUtc?: string | null;
  errorHResult?: number;
  scope?: string | null;
  externalId?: string | null;
  requestSource?: string;
  relatedFileInfo?: RelatedFileInfo | null;
  commands?: LiveResponseCommand[];
  troubleshootInfo?: string | null;
}

export interface RelatedFileInfo {
  fileIdentifier: string;
  fileIdentifierType: 'Sha1' | 'Sha256' | 'Md5';
}

export interface LiveResponseCommand {
  index: number;
  startTime: string | null;
  endTime: string | null;
  commandStatus: 'Created' | 'Completed' | 'Failed';
  errors: string[];
  command: { type: 'PutFile' | 'RunScript' | 'GetFile'; params: { key: string; value: string }[] };
}

/** The service's form of a time: seven fractional digits, of which a Date can give three. */
export function wireTime(ms: number, subMillisecond = 0): string {
  return new Date(ms).toISOString().replace('Z', `${String(subMillisecond).padStart(4, '0')}Z`);
}
