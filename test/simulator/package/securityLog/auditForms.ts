import { dataTemplate, systemTemplate, type Source } from '../../../fixtures/eventLog/events.ts';
import { element, filled, type Template } from '../../../fixtures/eventLog/nodes.ts';

/** How events of one id are written. */
export interface AuditForm {
  readonly task: number;
  readonly version: number;
  /** Of the values, in the order of the event. */
  readonly names: readonly string[];
  readonly template: Template;
}

const subject = 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId';
const target = 'TargetUserName TargetDomainName TargetSid';
const logon = 'LogonType LogonProcessName AuthenticationPackageName WorkstationName';
const accountFields =
  'SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations ' +
  'PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl ' +
  'UserParameters SidHistory LogonHours';

const forms: readonly (readonly [eventId: number, task: number, version: number, names: string])[] = [
  [4608, 12_288, 0, ''],
  [
    4624,
    12_544,
    2,
    `${subject} TargetUserSid TargetUserName TargetDomainName TargetLogonId ${logon} LogonGuid TransmittedServices ` +
      'LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort ImpersonationLevel RestrictedAdminMode ' +
      'TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken',
  ],
  [
    4625,
    12_544,
    0,
    `${subject} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus ${logon} ` +
      'TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort',
  ],
  [4634, 12_545, 0, 'TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType'],
  [
    4648,
    12_544,
    0,
    `${subject} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo ProcessId ` +
      'ProcessName IpAddress IpPort',
  ],
  [
    4663,
    12_800,
    1,
    `${subject} ObjectServer ObjectType ObjectName HandleId AccessList AccessMask ProcessId ProcessName ResourceAttributes`,
  ],
  [4672, 12_548, 0, `${subject} PrivilegeList`],
  [
    4688,
    13_312,
    2,
    `${subject} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName ` +
      'TargetDomainName TargetLogonId ParentProcessName MandatoryLabel',
  ],
  [4697, 12_289, 0, `${subject} ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount`],
  [4698, 12_804, 0, `${subject} TaskName TaskContent`],
  [4719, 13_568, 0, `${subject} CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges`],
  [4720, 13_824, 0, `${target} ${subject} PrivilegeList ${accountFields}`],
  [4722, 13_824, 0, `${target} ${subject}`],
  [4726, 13_824, 0, `${target} ${subject} PrivilegeList`],
  [4732, 13_826, 0, `MemberName MemberSid ${target} ${subject} PrivilegeList`],
  [4733, 13_826, 0, `MemberName MemberSid ${target} ${subject} PrivilegeList`],
  [4798, 13_824, 0, `${target} ${subject} CallerProcessId CallerProcessName`],
  [4800, 12_551, 0, 'TargetUserSid TargetUserName TargetDomainName TargetLogonId SessionId'],
  [4801, 12_551, 0, 'TargetUserSid TargetUserName TargetDomainName TargetLogonId SessionId'],
  [
    5156,
    12_810,
    1,
    'ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID LayerName ' +
      'LayerRTID RemoteUserID RemoteMachineID',
  ],
];

export const auditForms: ReadonlyMap<number, AuditForm> = new Map(
  forms.map(([eventId, task, version, joined]) => {
    const names = joined === '' ? [] : joined.split(' ');
    return [eventId, { task, version, names, template: dataTemplate(0x51_0000 + eventId, names) }];
  }),
);

/** The one event of the log that the log writes about itself. */
export const clearedId = 1102;

const clearedNames = ['SubjectUserSid', 'SubjectUserName', 'SubjectDomainName', 'SubjectLogonId'];
const clearedData = element(
  'LogFileCleared',
  { xmlns: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog' },
  ...clearedNames.map((name, index) => element(name, {}, filled(index))),
);

export const clearedForm: AuditForm = {
  task: 104,
  version: 0,
  names: clearedNames,
  template: { id: 0x51_1102, content: [element('UserData', {}, clearedData)] },
};

/**
 * What a program other than Windows writes into the Security log: a sealed trace, whose bytes only its maker reads. No
 * event of Windows has so much that does not compress: texts in UTF-16 pack to half their length at the least.
 */
export const traceId = 8210;

const traceNames = [
  'Application',
  'ProcessId',
  'SourceAddress',
  'SourcePort',
  'DestAddress',
  'DestPort',
  'SealedTrace',
];

export const traceForm: AuditForm = {
  task: 3,
  version: 0,
  names: traceNames,
  template: dataTemplate(0x51_0000 + traceId, traceNames),
};

const sources: readonly (readonly [provider: string, guid: string])[] = [
  ['Microsoft-Windows-Security-Auditing', '{54849625-5478-4994-A5BA-3E3B0328C30D}'],
  ['Microsoft-Windows-Eventlog', '{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}'],
  ['Contoso VPN', '{0C6E1F52-7A34-4B0B-9D1E-5B2A4F3C8D77}'],
];

/** The outer templates of one computer. */
export interface SystemTemplates {
  readonly audit: Template;
  readonly cleared: Template;
  readonly trace: Template;
}

export function systemTemplates(computer: string): SystemTemplates {
  const [audit, cleared, trace] = sources.map(([provider, guid], index) => {
    const source: Source = { provider, guid, channel: 'Security', computer };
    return systemTemplate(source, 0x1a2b_3c00 + index);
  });
  if (!audit || !cleared || !trace) {
    throw new RangeError('A source is missing.');
  }
  return { audit, cleared, trace };
}
