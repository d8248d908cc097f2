import { CollectorEvents } from '../joins/collectorEvents.ts';
import type { CollectionWindow } from '../joins/collectorTraces.ts';
import { catalogueArtifact } from './catalogueArtifact.ts';
import { declaredBytes, declaredEvents, loadEvents, signInTable, type LogBytes } from './eventLogs.ts';
import type { NamedMember } from './namedMembers.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { PackageArtifact } from './packageArtifact.ts';
import { EventTable } from './tables/eventTable.ts';

/** The bytes of a log that is a member. */
export function memberBytes(opened: OpenedPackage, { name, member }: NamedMember): LogBytes {
  return async function* (signal) {
    const reading = opened.archive.read(member, { signal });
    yield* reading;
    if (reading.end) {
      opened.noteEnd(name, reading.end);
    }
  };
}

/**
 * The Security log, and the events of it that are about sign-ins.
 * @param windows when collections ran
 */
export async function securityArtifacts(
  opened: OpenedPackage,
  named: NamedMember,
  windows: () => Promise<readonly CollectionWindow[]>,
  signal: AbortSignal,
): Promise<PackageArtifact[]> {
  const { bytes } = await opened.readWhole(named, signal, declaredBytes);
  const rowCount = declaredEvents(bytes);
  let table: EventTable | undefined;
  const load = async () => {
    const begun = (table = new EventTable('securityEvents', named.name, true));
    const collector = new CollectorEvents(await windows());
    const { faults = [] } = await loadEvents(begun, memberBytes(opened, named), signal, (batch) =>
      collector.marksOf(batch),
    );
    return { table: begun, faults: [...opened.faultsOf(named.name), ...faults] };
  };
  const events = new PackageArtifact({
    ...catalogueArtifact('securityEvents'),
    bytes: named.member.entry.size,
    growing: () => table,
    ...(rowCount !== undefined && { rowCount }),
    load,
  });
  const signIns = new PackageArtifact({
    ...catalogueArtifact('signIns'),
    bytes: named.member.entry.size,
    load: async () => {
      const all = await events.table(signal);
      return { table: all instanceof EventTable ? await signInTable('signIns', all) : all };
    },
  });
  return [signIns, events];
}
