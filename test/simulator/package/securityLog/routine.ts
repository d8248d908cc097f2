import type { Random } from '../../tenant/random.ts';
import type { Collection } from '../collectedHost.ts';
import { processesOf } from '../processes.ts';
import { secondsAfter } from '../text.ts';
import { session, type Actors } from './actors.ts';
import type { AuditEvent } from './auditEvent.ts';
import { bySubject, byTarget, failedSignIn, signIn, ticksAt } from './signIns.ts';

const day = 86_400;
const hour = 3600;
const minute = 60_000;
/** How far back the log goes. */
const daysBack = 6.9;

/** The sign-ins of one day: of the user in the morning and after lunch, of services, and of other computers. */
export function signInsOfDay(collection: Collection, actors: Actors, daysAgo: number): AuditEvent[] {
  const random = collection.choices(`sign-ins ${daysAgo}`);
  const at = (hours: number): Date =>
    secondsAfter(collection.startedAt, Math.round(hours * hour - (daysAgo + 0.4) * day));
  const { host, user, colleague, backup, backupServer, jumpHost, workstation } = actors;
  const desk = session(user, random);
  const locked = { ...byTarget(desk), SessionId: 1 };
  return [
    // A server has nobody sitting before it.
    ...signIn(
      actors,
      host.isServer
        ? { type: 10, at: at(0.1), session: desk, from: jumpHost, isPrivileged: true, lasts: 55 * minute }
        : { type: 2, at: at(0.1), session: desk },
      random,
    ),
    { eventId: 4800, time: ticksAt(at(4), random), values: locked },
    { eventId: 4801, time: ticksAt(at(4.7), random), values: locked },
    ...signIn(actors, { type: 7, at: at(4.7), session: session(user, random), lasts: 40 }, random),
    ...signIn(actors, { type: 5, at: at(2.2), session: actors.services, isPrivileged: true }, random),
    ...signIn(
      actors,
      {
        type: 3,
        at: at(1.5),
        session: session(backup, random),
        from: backupServer,
        isPrivileged: true,
        lasts: 9 * minute,
      },
      random,
    ),
    failedSignIn(
      actors,
      { at: at(3.3), account: colleague, from: workstation, type: 3, why: 'password' },
      random,
    ),
    ...signIn(
      actors,
      {
        type: 3,
        at: at(3.4),
        session: session(colleague, random),
        from: workstation,
        isNtlm: true,
        lasts: 2 * minute,
      },
      random,
    ),
    ...(daysAgo % 3 === 1
      ? signIn(
          actors,
          { type: 10, at: at(6), session: session(user, random), from: jumpHost, lasts: 25 * minute },
          random,
        )
      : []),
  ];
}

/** As many events as are asked for, or one or two more, of what a computer writes down all day long. */
export function background(collection: Collection, actors: Actors, count: number): AuditEvent[] {
  const random = collection.choices('background');
  const user = session(actors.user, random);
  const programs = processesOf(collection).filter(({ path }) => path.includes(':'));
  const events: AuditEvent[] = [];
  const kinds: readonly ((at: Date) => AuditEvent[])[] = [
    (at) => signIn(actors, { type: 5, at, session: actors.services, isPrivileged: true }, random),
    (at) => {
      const { pid, path } = random.pick(programs);
      return [connection(actors, at, pid, path, random)];
    },
    (at) => {
      const { pid, path } = random.pick(programs);
      return [fileAccess(actors, at, pid, path, random)];
    },
    (at) => [
      {
        eventId: 4798,
        time: ticksAt(at, random),
        values: {
          TargetUserName: user.name,
          TargetDomainName: user.domain,
          TargetSid: user.sid,
          ...bySubject(user),
          CallerProcessId: actors.process('explorer.exe').pid,
          CallerProcessName: 'C:\\Windows\\explorer.exe',
        },
      },
    ],
    (at) => {
      const [who, from] = random.pick([
        [actors.backup, actors.backupServer],
        [actors.colleague, actors.workstation],
        [actors.user, actors.fileServer],
      ] as const);
      const lasts = random.integer(2, 90) * 1000;
      return signIn(actors, { type: 3, at, session: session(who, random), from, lasts }, random);
    },
  ];
  const seconds = Math.round(daysBack * day);
  while (events.length < count) {
    // The ends of sessions have to be there before the log is exported.
    const at = secondsAfter(collection.startedAt, -random.integer(120, seconds));
    events.push(...random.pick(kinds)(at));
  }
  return events;
}

function connection(actors: Actors, at: Date, pid: number, path: string, random: Random): AuditEvent {
  return {
    eventId: 5156,
    time: ticksAt(at, random),
    values: {
      ProcessID: pid,
      Application: path.toLowerCase().replace('c:', '\\device\\harddiskvolume3'),
      Direction: '%%14593',
      SourceAddress: actors.host.address,
      SourcePort: String(random.integer(49_152, 65_535)),
      DestAddress: `20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}`,
      DestPort: random.pick(['443', '443', '443', '80']),
      Protocol: 6,
      FilterRTID: random.integer(70_000, 90_000),
      LayerName: '%%14611',
      LayerRTID: 48,
    },
  };
}

function fileAccess(actors: Actors, at: Date, pid: number, path: string, random: Random): AuditEvent {
  return {
    eventId: 4663,
    time: ticksAt(at, random),
    values: {
      ...bySubject(actors.system),
      ObjectServer: 'Security',
      ObjectType: 'File',
      ObjectName: `C:\\Users\\${actors.user.name}\\AppData\\Local\\Temp\\tmp${random.hex(4).toUpperCase()}.tmp`,
      HandleId: random.integer(100, 2000) * 4,
      AccessList: '%%4417\r\n\t\t\t\t',
      AccessMask: 2,
      ProcessId: pid,
      ProcessName: path,
      ResourceAttributes: 'S:AI',
    },
  };
}
