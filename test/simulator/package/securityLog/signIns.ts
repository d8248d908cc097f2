import type { Random } from '../../tenant/random.ts';
import { fileTicks } from '../fileTicks.ts';
import { privileges, upperGuid, type Account, type Actors, type Place, type Session } from './actors.ts';
import type { AuditEvent, AuditValue } from './auditEvent.ts';

export interface SignIn {
  readonly type: 2 | 3 | 5 | 7 | 10;
  readonly at: Date;
  readonly session: Session;
  /** Where it came from, if not from the computer itself. */
  readonly from?: Place;
  readonly isPrivileged?: boolean;
  readonly isNtlm?: boolean;
  /** Milliseconds until it ends; it lasts when this is left out. */
  readonly lasts?: number;
}

/** Bad names, bad passwords, and what Windows calls them. */
const failures = {
  nobody: [0xc000006d, 0xc0000064, '%%2313'],
  password: [0xc000006d, 0xc000006a, '%%2313'],
  locked: [0xc0000234, 0, '%%2307'],
  notGranted: [0xc000015b, 0, '%%2308'],
} as const satisfies Record<string, readonly [status: number, subStatus: number, reason: string]>;

export type Failure = keyof typeof failures;

const system32 = 'C:\\Windows\\System32\\';

export function bySubject({ sid, name, domain, logonId }: Session): Record<string, AuditValue> {
  return {
    SubjectUserSid: sid,
    SubjectUserName: name,
    SubjectDomainName: domain,
    SubjectLogonId: logonId,
  };
}

export function byTarget({ sid, name, domain, logonId }: Session): Record<string, AuditValue> {
  return { TargetUserSid: sid, TargetUserName: name, TargetDomainName: domain, TargetLogonId: logonId };
}

/** Somewhere in the second. */
export function ticksAt(date: Date, random: Random): bigint {
  return fileTicks(date, random.integer(0, 9_999_999));
}

/** That somebody signed in, with what comes with it: privileges, and the end. */
export function signIn(actors: Actors, how: SignIn, random: Random): AuditEvent[] {
  const { type, at, session, from, isPrivileged = false, isNtlm = false, lasts } = how;
  const lsass = actors.process('lsass.exe').pid;
  const time = ticksAt(at, random);
  const reporting = type === 3 && isNtlm ? {} : bySubject(actors.system);
  const events: AuditEvent[] = [
    {
      eventId: 4624,
      time,
      reportedBy: lsass,
      values: {
        ...reporting,
        ...byTarget(session),
        LogonType: type,
        ...packagesOf(type, isNtlm),
        ...placeOf(actors, how, random),
        ...(isNtlm ? {} : { LogonGuid: upperGuid(random) }),
        ...callerOf(actors, type),
        LmPackageName: isNtlm ? 'NTLM V2' : '-',
        KeyLength: isNtlm ? 128 : 0,
        ImpersonationLevel: '%%1833',
        VirtualAccount: '%%1843',
        ElevatedToken: isPrivileged ? '%%1842' : '%%1843',
      },
    },
  ];
  if (isPrivileged) {
    events.push(privileged(session, time + 20n, lsass));
  }
  if (lasts !== undefined) {
    events.push({
      eventId: 4634,
      time: time + BigInt(Math.round(lasts)) * 10_000n,
      reportedBy: lsass,
      values: { ...byTarget(session), LogonType: type },
    });
  }
  return from === undefined || type !== 10 ? events : [reconnection(actors, how, time - 31_000n), ...events];
}

export function privileged(session: Session, time: bigint, lsass: number): AuditEvent {
  return {
    eventId: 4672,
    time,
    reportedBy: lsass,
    values: { ...bySubject(session), PrivilegeList: privileges },
  };
}

/** Remote desktop checks the credentials with explicit ones, before the session is there. */
function reconnection(actors: Actors, { session, from }: SignIn, time: bigint): AuditEvent {
  return {
    eventId: 4648,
    time,
    reportedBy: actors.process('lsass.exe').pid,
    values: {
      ...bySubject(actors.system),
      TargetUserName: session.name,
      TargetDomainName: session.domain,
      TargetServerName: 'localhost',
      TargetInfo: 'localhost',
      ProcessId: actors.process('svchost.exe').pid,
      ProcessName: `${system32}svchost.exe`,
      IpAddress: from?.address ?? '-',
      IpPort: '0',
    },
  };
}

/** That somebody could not sign in over the network. */
export function failedSignIn(
  actors: Actors,
  how: { at: Date; account: Account; from: Place; type: 3 | 10; why: Failure },
  random: Random,
): AuditEvent {
  const [Status, SubStatus, FailureReason] = failures[how.why];
  return {
    eventId: 4625,
    time: ticksAt(how.at, random),
    reportedBy: actors.process('lsass.exe').pid,
    values: {
      ...(how.type === 10 ? bySubject(actors.system) : {}),
      TargetUserName: how.account.name,
      TargetDomainName: how.account.domain,
      Status,
      FailureReason,
      SubStatus,
      LogonType: how.type,
      ...packagesOf(how.type, how.type === 3),
      ...callerOf(actors, how.type),
      WorkstationName: how.from.name,
      IpAddress: how.from.address,
      IpPort: how.type === 10 ? '0' : String(random.integer(49_152, 65_535)),
    },
  };
}

function packagesOf(type: SignIn['type'], isNtlm: boolean): Record<string, AuditValue> {
  if (type === 3) {
    return isNtlm
      ? { LogonProcessName: 'NtLmSsp ', AuthenticationPackageName: 'NTLM' }
      : { LogonProcessName: 'Kerberos', AuthenticationPackageName: 'Kerberos' };
  }
  return { LogonProcessName: type === 5 ? 'Advapi  ' : 'User32 ', AuthenticationPackageName: 'Negotiate' };
}

function placeOf(actors: Actors, { type, from }: SignIn, random: Random): Record<string, AuditValue> {
  if (type === 5) {
    return {};
  }
  // The console signs in from the computer itself; Kerberos does not say the name of the other one.
  if (from === undefined) {
    return { WorkstationName: actors.host.name, IpAddress: '127.0.0.1', IpPort: '0' };
  }
  return {
    WorkstationName: type === 10 ? actors.host.name : from.name,
    IpAddress: from.address,
    IpPort: type === 10 ? '0' : String(random.integer(49_152, 65_535)),
  };
}

/** The program that asked for the sign-in. */
function callerOf(actors: Actors, type: SignIn['type']): Record<string, AuditValue> {
  if (type === 3) {
    return {};
  }
  const name = { 2: 'svchost.exe', 5: 'services.exe', 7: 'lsass.exe', 10: 'svchost.exe' }[type];
  return { ProcessId: actors.process(name).pid, ProcessName: `${system32}${name}` };
}
