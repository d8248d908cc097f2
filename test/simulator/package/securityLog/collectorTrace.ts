import type { Random } from '../../tenant/random.ts';
import { workFolder, type Collection } from '../collectedHost.ts';
import { fileTicks } from '../fileTicks.ts';
import { commandsOf } from '../summary.ts';
import { secondsAfter } from '../text.ts';
import type { Actors } from './actors.ts';
import type { AuditEvent } from './auditEvent.ts';
import { processStart } from './programStarts.ts';
import { bySubject } from './signIns.ts';

/** Seconds after the start, at which the log is exported: nothing that comes later is in it. */
export const exportedAfter = 45;

const objects: readonly (readonly [type: string, name: string, seconds: number])[] = [
  ['File', 'C:\\Windows\\Prefetch', 5],
  ['File', 'C:\\Windows\\Temp\\CollectedData', 0],
  ['Key', '\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run', 7],
  ['Key', '\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services', 9],
  ['Key', '\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon', 12],
  ['Key', '\\REGISTRY\\MACHINE\\SAM', 36],
  ['File', 'C:\\Windows\\System32\\winevt\\Logs\\Security.evtx', 44],
];

/** What the collection itself left behind: whoever reads the log has to tell it from what others did. */
export function collectorAccess(collection: Collection, actors: Actors): AuditEvent[] {
  const random = collection.choices('collector access');
  return objects.flatMap(([type, name, seconds], index) => {
    const first = access(collection, actors, { type, name, seconds, program: 'senseir.exe' }, random);
    const own = `${workFolder(collection)}\\${name.slice(name.lastIndexOf('\\') + 1)}`;
    const second = { type: 'File', name: own, seconds: seconds + 0.4, program: 'mssense.exe' } as const;
    return index % 2 === 0 ? [first] : [first, access(collection, actors, second, random)];
  });
}

function access(
  { startedAt }: Collection,
  actors: Actors,
  what: { type: string; name: string; seconds: number; program: 'senseir.exe' | 'mssense.exe' },
  random: Random,
): AuditEvent {
  const { pid, path } = actors.process(what.program);
  return {
    eventId: 4663,
    time: fileTicks(secondsAfter(startedAt, what.seconds), random.integer(0, 4_999_999)),
    values: {
      ...bySubject(actors.system),
      ObjectServer: 'Security',
      ObjectType: what.type,
      ObjectName: what.name,
      HandleId: random.integer(100, 2000) * 4,
      AccessList: what.type === 'Key' ? '%%4432\r\n\t\t\t\t' : '%%4416\r\n\t\t\t\t',
      AccessMask: 1,
      ProcessId: pid,
      ProcessName: path,
      ResourceAttributes: 'S:AI',
    },
  };
}

/** The commands of the summary, up to the one that exported the log. */
export function collectorCommands(collection: Collection, actors: Actors): AuditEvent[] {
  const random = collection.choices('collector commands');
  const { pid, path } = actors.process('senseir.exe');
  return commandsOf(collection)
    .filter(({ at }) => at <= exportedAfter)
    .map(({ commandLine, at }) => {
      const unquoted = commandLine.replaceAll('""', '"');
      return processStart(
        fileTicks(secondsAfter(collection.startedAt, at), random.integer(0, 999_999)),
        actors.system,
        {
          path: /^"([^"]+)"/.exec(unquoted)?.[1] ?? '',
          commandLine: unquoted,
          pid: random.integer(500, 6000) * 4,
          parent: { pid, path },
        },
      );
    });
}
