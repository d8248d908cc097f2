import { executionTimes } from './artifacts/registry/executionTimes.ts';
import { firewallProfiles, firewallRules } from './artifacts/registry/firewall.ts';
import { networkSettings } from './artifacts/registry/networkSettings.ts';
import type { RegistryDump } from './artifacts/registry/registryDump.ts';
import { registryServices, serviceKeys } from './artifacts/registry/serviceKeys.ts';
import { startPoints } from './artifacts/registry/startPoints.ts';
import { packageClock } from './clock/packageClock.ts';
import type { Clock } from './clock/clock.ts';
import { clockedTable } from './clock/clockedTable.ts';
import { markCollector, markCollectorProcesses, type CollectionWindow } from './joins/collectorTraces.ts';
import { joinConnections } from './joins/connectionJoin.ts';
import { withUserNames } from './joins/namedSids.ts';
import { joinProcesses } from './joins/processJoin.ts';
import { joinServices } from './joins/serviceJoin.ts';
import { userNames, type UserName } from './joins/userNames.ts';
import { pathParts } from './layout/artifact.ts';
import { collectionGuids } from './layout/guids.ts';
import { packageLayout, type PackageLayout } from './layout/packageLayout.ts';
import { isTextArtifact, readPackageTexts, type ArtifactText, type PackageTexts } from './packageTexts.ts';
import { joinedTable } from './table/joinedTable.ts';
import type { Table } from './table/table.ts';
import { MemberText } from './text/memberText.ts';
import { sidIn } from './verdict/commandKind.ts';
import { hostFacts } from './verdict/hostFacts.ts';
import { judgedMembers } from './verdict/judgedMembers.ts';
import { packageVerdict, type PackageVerdict } from './verdict/packageVerdict.ts';

/** A member of the archive. */
export interface PackageMember {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Of text members (`isTextArtifact`); one that could not be read has none, and counts as absent. */
  readonly bytes?: Uint8Array;
}

/** Everything that a package's text members say, put together. */
export interface PackageReading {
  readonly layout: PackageLayout;
  readonly clock: Clock;
  readonly verdict: PackageVerdict;
  /** By SID. */
  readonly names: ReadonlyMap<string, UserName>;
  /** In the order in which they are read; those without a source are not there. */
  readonly tables: readonly Table[];
  /** How each text member was decoded. */
  readonly texts: readonly DecodedText[];
}

export type DecodedText = Readonly<
  Pick<MemberText, 'path' | 'encoding' | 'evidence' | 'lineCount' | 'unreadBytes'>
>;

/**
 * @param earlier when other collections ran, as prefetch files tell, for the marks of the collector's own traces
 */
export function readPackage(
  members: readonly PackageMember[],
  earlier: readonly CollectionWindow[] = [],
): PackageReading {
  const layout = packageLayout(members.map(({ path }) => path));
  const texts = layout.members.flatMap(({ path, index, artifact }): ArtifactText[] => {
    const bytes = members[index]?.bytes;
    return bytes && isTextArtifact(artifact)
      ? [{ artifact, below: belowRoot(path, layout), text: new MemberText(path, bytes) }]
      : [];
  });
  const read = readPackageTexts(texts);
  const clock = packageClock(read);
  const registries = [read.registry, ...read.uninstallKeys.map(({ dump }) => dump)];
  const ran = executionTimes(read.registry);
  const names = userNames({
    registries,
    programs: read.programs,
    executionTimes: ran,
    signedInUsers: read.signedInUsers,
  });
  const { summary } = read;
  const windows =
    summary?.startedMs === undefined || summary.endedMs === undefined
      ? earlier
      : [{ startMs: summary.startedMs, endMs: summary.endedMs }, ...earlier];
  const loaded = new Set(registries.flatMap(loadedSids));
  const tables = allTables(read, clock, windows, ran).map((table) => withUserNames(table, names));
  const host = hostFacts({
    system: read.system?.facts ?? {},
    summary,
    clock,
    names,
    loaded,
    sids: new Set([
      ...loaded,
      ...(summary?.commands.flatMap((command) => sidIn(command) ?? []) ?? []),
      // `Installed Programs/<SID>_Software_….txt`
      ...texts.flatMap(({ below }) => /S-1-5-21-[\d-]{5,60}\d/i.exec(below)?.[0].toUpperCase() ?? []),
    ]),
    folders: read.tempListings.map(({ path }) => userOfListing(path)).filter((name) => name !== ''),
  });
  const judged = {
    members: judgedMembers(members, layout, read, texts),
    registry: read.registry,
    loaded,
  };
  const guids = texts.flatMap(({ text }) => collectionGuids(text.text));
  return {
    layout,
    clock,
    names,
    tables,
    verdict: packageVerdict(summary, judged, host, guids),
    texts: texts.map(({ text: { path, encoding, evidence, lineCount, unreadBytes } }) => ({
      path,
      encoding,
      evidence,
      lineCount,
      unreadBytes,
    })),
  };
}

function allTables(
  read: PackageTexts,
  clock: Clock,
  windows: readonly CollectionWindow[],
  ran: Table,
): Table[] {
  const keys = serviceKeys(read.registry);
  const clocked = (table: Table | undefined) => table && clockedTable(table, clock);
  const services = read.services && joinServices(read.services, keys, read.processes);
  const started = clocked(read.processes);
  const processes =
    started && markCollectorProcesses(joinProcesses(started, services, read.connections), windows);
  const tables = [
    read.summary?.table,
    processes,
    read.connections && joinConnections(read.connections, processes, keys),
    services,
    ...(read.registry.keyCount > 0
      ? [
          startPoints(read.registry),
          registryServices(keys),
          markCollector(ran, { program: 'program', time: 'lastRun' }, windows),
          firewallRules(read.registry),
          firewallProfiles(read.registry),
          networkSettings(read.registry),
          read.registry.table,
        ]
      : []),
    clocked(read.scheduledTasks?.tasks),
    clocked(read.scheduledTasks?.triggers),
    read.programs,
    read.localGroups,
    clocked(read.signedInUsers),
    clocked(joinedTable(read.tempListings.map(({ table }) => table))),
    read.prefetchList?.table,
    read.arp,
    read.dnsCache,
    read.ipConfig,
    clocked(read.firewallLog),
    read.firewallCopy,
    read.smbSessions,
    read.system?.table,
    read.supportLog,
  ];
  return tables.filter((table) => table !== undefined);
}

function belowRoot(path: string, { root }: PackageLayout): string {
  return pathParts(path).slice(pathParts(root).length).join('/');
}

function loadedSids({ sids }: RegistryDump): string[] {
  return [...sids].map((sid) => sid.toUpperCase()).filter((sid) => /^S-1-5-21-[\d-]+$/.test(sid));
}

/** `Temp Directories/<user>_TempDirFiles.txt` */
function userOfListing(path: string): string {
  return /^(.*)_TempDirFiles\.\w+$/i.exec(pathParts(path).at(-1) ?? '')?.[1] ?? '';
}
