import type { Collection } from '../collectedHost.ts';
import { copiedSince } from '../copyLogs.ts';
import { lastRunsOf } from '../prefetchFiles.ts';
import { prefetchPrograms } from '../prefetchPrograms.ts';
import { processesOf } from '../processes.ts';
import { fileTicks } from '../fileTicks.ts';
import { secondsAfter } from '../text.ts';
import { session, type Actors, type Session } from './actors.ts';
import type { AuditEvent } from './auditEvent.ts';
import { bySubject } from './signIns.ts';

export interface StartedProgram {
  readonly path: string;
  readonly commandLine: string;
  readonly pid: number;
  readonly parent: { readonly pid: number; readonly path: string };
}

export function processStart(time: bigint, by: Session, program: StartedProgram): AuditEvent {
  return {
    eventId: 4688,
    time,
    values: {
      ...bySubject(by),
      NewProcessId: program.pid,
      NewProcessName: program.path,
      TokenElevationType: '%%1936',
      ProcessId: program.parent.pid,
      CommandLine: program.commandLine,
      ParentProcessName: program.parent.path,
      MandatoryLabel: by.sid === 'S-1-5-18' ? 'S-1-16-16384' : 'S-1-16-12288',
    },
  };
}

/** The processes of the package's list that were started since the log begins, under their numbers. */
export function startsOfProcesses(collection: Collection, actors: Actors): AuditEvent[] {
  const random = collection.choices('starts of processes');
  const processes = processesOf(collection);
  const user = session(actors.user, random);
  const begin = new Date(`${copiedSince(collection)}T00:00:00Z`);
  // The export ran before the processes were listed, by one that is in the list itself.
  return processes
    .filter(({ startedAt }) => startedAt > begin && startedAt <= collection.startedAt)
    .map(({ name, pid, parentPid, path, commandLine, startedAt, sessionId }) => {
      const parent = processes.find((each) => each.pid === parentPid);
      return processStart(
        fileTicks(startedAt, random.integer(0, 9_999_999)),
        sessionId === 1 && name !== 'winlogon.exe' ? user : actors.system,
        {
          path: fullPath(path, name),
          commandLine,
          pid,
          parent: { pid: parentPid, path: fullPath(parent?.path ?? '', parent?.name ?? 'System') },
        },
      );
    });
}

function fullPath(path: string, name: string): string {
  return path.includes(':') ? path : name.includes('.') ? `C:\\Windows\\System32\\${name}` : name;
}

/** Each run that a prefetch file tells of, at its time to the tick. */
export function startsOfPrefetch(collection: Collection, actors: Actors): AuditEvent[] {
  const { host, startedAt } = collection;
  const random = collection.choices('starts of prefetch');
  const until = fileTicks(secondsAfter(startedAt, 45));
  return prefetchPrograms(host.isServer).flatMap((program) => {
    const path = `C:${spelled(program.path)}`;
    const isCollectors = program.kind === 'collector';
    const parent = isCollectors
      ? { pid: actors.process('senseir.exe').pid, path: actors.process('senseir.exe').path }
      : { pid: actors.process('explorer.exe').pid, path: 'C:\\Windows\\explorer.exe' };
    return lastRunsOf(collection, program)
      .filter((time) => time < until)
      .map((time) =>
        processStart(time, isCollectors ? actors.system : session(actors.user, random), {
          path,
          commandLine: argumentsOf(path),
          pid: random.integer(500, 6000) * 4,
          parent,
        }),
      );
  });
}

/** Prefetch files have their paths in upper case only. */
function spelled(path: string): string {
  const end = path.lastIndexOf('\\');
  const folders = path
    .slice(0, end)
    .toLowerCase()
    .replaceAll(/(?<![a-z0-9.])[a-z]/g, (letter) => letter.toUpperCase());
  return `${folders}${path.slice(end).toLowerCase()}`;
}

const usualArguments: Readonly<Record<string, string>> = {
  'arp.exe': ' -a',
  'conhost.exe': ' 0xffffffff -ForceV1',
  'dllhost.exe': ' /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}',
  'ipconfig.exe': ' /displaydns',
  'netstat.exe': ' -abno',
  'powershell.exe': ' -NoProfile -File C:\\ProgramData\\Contoso\\inventory.ps1 -Quiet',
  'rundll32.exe': ' shell32.dll,Control_RunDLL desk.cpl',
  'svchost.exe': ' -k netsvcs -p',
  'upd.exe': ' -q',
};

function argumentsOf(path: string): string {
  return `"${path}"${usualArguments[path.slice(path.lastIndexOf('\\') + 1)] ?? ''}`;
}
