import { executionTimes } from './artifacts/registry/executionTimes.ts';
import { firewallProfiles, firewallRules } from './artifacts/registry/firewall.ts';
import { networkSettings } from './artifacts/registry/networkSettings.ts';
import type { RegistryDump } from './artifacts/registry/registryDump.ts';
import { registryServices, serviceKeys } from './artifacts/registry/serviceKeys.ts';
import { startPoints } from './artifacts/registry/startPoints.ts';
import { readSystemInformation } from './artifacts/systemInformation.ts';
import { packageClock } from './clock/packageClock.ts';
import type { Clock } from './clock/clock.ts';
import { clockedTable } from './clock/clockedTable.ts';
import { markCollector, markCollectorProcesses, type CollectionWindow } from './joins/collectorTraces.ts';
import { joinConnections } from './joins/connectionJoin.ts';
import { withUserNames } from './joins/namedSids.ts';
import { cellsOf, listedSerial, withDrivePaths } from './joins/drivePaths.ts';
import { joinProcesses } from './joins/processJoin.ts';
import { joinServices } from './joins/serviceJoin.ts';
import { userNames, type UserName } from './joins/userNames.ts';
import { VolumeLetters, type SeenPaths } from './joins/volumeLetters.ts';
import { pathParts } from './layout/artifact.ts';
import { collectionGuids } from './layout/guids.ts';
import { textOrigin } from './layout/textOrigin.ts';
import { packageLayout, type PackageLayout } from './layout/packageLayout.ts';
import { isTextArtifact, readPackageTexts, type ArtifactText, type PackageTexts } from './packageTexts.ts';
import { joinedTable } from './table/joinedTable.ts';
import type { Table } from './table/table.ts';
import { MemberText } from './text/memberText.ts';
import { sidIn } from './verdict/commandKind.ts';
import { hostFacts } from './verdict/hostFacts.ts';
import { hostNames } from './verdict/hostName.ts';
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
  /** Of volumes that paths are on. */
  readonly letters: VolumeLetters;
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

/** @param layout of the same members, where it is known */
export function readPackage(
  members: readonly PackageMember[],
  layout = packageLayout(members.map(({ path }) => path)),
): PackageReading {
  const locale = localeOf(members, layout);
  const texts = layout.members.flatMap(({ path, index, artifact }): ArtifactText[] => {
    const bytes = members[index]?.bytes;
    const origin = textOrigin(artifact, locale);
    return bytes && isTextArtifact(artifact)
      ? [{ artifact, below: belowRoot(path, layout), text: new MemberText(path, bytes, origin) }]
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
      ? []
      : [{ startMs: summary.startedMs, endMs: summary.endedMs }];
  const loaded = new Set(registries.flatMap(loadedSids));
  const letters = new VolumeLetters(
    texts.flatMap(({ artifact, text }) => (artifact === 'tempListing' ? listedSerial(text) : [])),
    () => seenPaths(read, ran),
  );
  const tables = allTables(read, clock, windows, withDrivePaths(ran, 'program', letters)).map((table) =>
    withUserNames(table, names),
  );
  const host = hostFacts({
    system: read.system?.facts ?? {},
    hostNames: hostNames(read),
    summary,
    guid: summary?.guid ?? ownGuid(texts),
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
    letters,
    names,
    tables,
    verdict: packageVerdict(summary, judged, host, guids, read.prefetchList?.skipped),
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

function seenPaths(
  { processes, services, scheduledTasks, tempListings }: PackageTexts,
  ran: Table,
): SeenPaths {
  return {
    onDevices: cellsOf(ran, 'program'),
    withLetters: [
      ...cellsOf(processes, 'path'),
      ...cellsOf(processes, 'commandLine'),
      ...cellsOf(services, 'path'),
      ...cellsOf(scheduledTasks?.tasks, 'action'),
      ...tempListings.flatMap(({ table }) => [...cellsOf(table, 'path')]),
    ],
  };
}

/** Of the host's system: its letters are the same in every code page. */
function localeOf(members: readonly PackageMember[], layout: PackageLayout): string | undefined {
  const stated = layout.members.find(({ artifact }) => artifact === 'systemInformation');
  const bytes = members[stated?.index ?? -1]?.bytes;
  return bytes && readSystemInformation(new MemberText('', bytes)).facts.locale?.text;
}

/** Logs of what the collection itself ran name its folder, and no other one's. */
function ownGuid(texts: readonly ArtifactText[]): string | undefined {
  const logs = texts.filter(({ artifact }) => artifact === 'prefetchList' || artifact === 'firewallCopy');
  const guids = new Set(logs.flatMap(({ text }) => collectionGuids(text.text)));
  return guids.size === 1 ? [...guids][0] : undefined;
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
