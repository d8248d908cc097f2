import { markCollector, markCollectorProcesses, type CollectionWindow } from '../joins/collectorTraces.ts';
import type { Table } from '../table/table.ts';
import { stateWithoutRows } from './artifactState.ts';
import { cabinetArtifacts } from './cabinetArtifacts.ts';
import { catalogue, catalogueEntry } from './catalogue.ts';
import { catalogueArtifact } from './catalogueArtifact.ts';
import { fileArtifact } from './fileArtifacts.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { PackageArtifact, readArtifact } from './packageArtifact.ts';
import { PrefetchArtifacts } from './prefetchArtifacts.ts';
import { securityArtifacts } from './securityArtifacts.ts';
import { SupportCabinet } from './supportCabinet.ts';
import { ListTable } from './tables/listTable.ts';
import { memberTable } from './tables/memberTable.ts';
import { unparsedTable } from './tables/unparsedTable.ts';
import { artifactTitle, groupTitle, unparsedTitle } from './words/artifactWords.ts';

/** A hostile archive has more members than anybody can look through; those behind are in the list of members. */
const mostFiles = 1000;
/** Members of no known kind that are read before anybody asks for them: in bytes, each and all of them. */
const quicklyRead = { each: 4 * 1024 * 1024, all: 32 * 1024 * 1024 };
/** What is made of others, or beside them, is not missed when it is not there. */
const notMissed = new Set([
  'collections',
  'taskTriggers',
  'signIns',
  'prefetchRuns',
  'prefetchList',
  'firewallCopy',
  'supportLog',
  'registryServices',
  'networkSettings',
  'firewallProfiles',
  'members',
]);

/** The tables of a package, in the order in which they are listed. */
export class PackageArtifacts {
  readonly #opened: OpenedPackage;
  readonly #signal: AbortSignal;
  #artifacts = new Map<string, PackageArtifact>();
  #cabinets: readonly SupportCabinet[] = [];
  #opening: Promise<void> | undefined;

  private constructor(opened: OpenedPackage, signal: AbortSignal) {
    this.#opened = opened;
    this.#signal = signal;
  }

  /** @param signal ends what is read later, too; @throws its reason */
  static async of(opened: OpenedPackage, signal: AbortSignal): Promise<PackageArtifacts> {
    const artifacts = new PackageArtifacts(opened, signal);
    artifacts.#artifacts = new Map((await artifacts.#all()).map((artifact) => [artifact.id, artifact]));
    return artifacts;
  }

  get list(): readonly PackageArtifact[] {
    return [...this.#artifacts.values()];
  }

  /** Another number whenever more is listed or has been read. */
  get extent(): number {
    const { list } = this;
    return list.length + list.filter(({ isRead }) => isRead).length;
  }

  get(id: string): PackageArtifact | undefined {
    return this.#artifacts.get(id);
  }

  /** Whether every member has a table that shows it. */
  get isWhole(): boolean {
    return this.#opened.membersOf('other').length <= mostFiles;
  }

  /** Those that are open. */
  get cabinets(): readonly SupportCabinet[] {
    return this.#cabinets;
  }

  /**
   * Reads what is read quickly and was not needed to begin with.
   * @param grown told when more is listed, or known of what is
   * @throws the signal's reason
   */
  async readRest(grown: () => void): Promise<void> {
    for (const id of ['prefetch', 'prefetchRuns', 'collections']) {
      await this.#artifacts.get(id)?.table(this.#signal);
    }
    await this.openCabinets();
    grown();
    const files = this.#opened
      .membersOf('other')
      .filter(({ member }) => member.entry.size <= quicklyRead.each);
    let left = quicklyRead.all;
    for (const { name, member } of files.slice(0, mostFiles)) {
      left -= member.entry.size;
      if (left >= 0) {
        await this.#artifacts.get(`file/${name}`)?.table(this.#signal);
      }
    }
    if (files.length > 0) {
      grown();
    }
  }

  /** Opens the cabinets and lists what is in them. @throws the signal's reason */
  openCabinets(): Promise<void> {
    this.#opening ??= this.#openCabinets();
    return this.#opening;
  }

  async #openCabinets(): Promise<void> {
    const cabinets = [];
    for (const member of this.#opened.membersOf('supportCabinet')) {
      cabinets.push(await SupportCabinet.open(this.#opened, member, this.#signal));
    }
    this.#cabinets = cabinets;
    const [before, behind] = this.#around('supportFiles');
    const inside = cabinets.flatMap((cabinet) => [
      readArtifact({ ...catalogueArtifact('supportFiles'), faults: cabinet.faults }, cabinet.table),
      ...cabinetArtifacts(cabinet, groupTitle('defender'), this.#signal),
    ]);
    const list = cabinets.length === 0 ? this.list : [...before, ...inside, ...behind];
    this.#artifacts = new Map(list.map((artifact) => [artifact.id, artifact]));
  }

  #around(id: string): [before: PackageArtifact[], behind: PackageArtifact[]] {
    const list = [...this.#artifacts.values()];
    const at = list.findIndex((artifact) => artifact.id === id);
    return at < 0 ? [list, []] : [list.slice(0, at), list.slice(at + 1)];
  }

  async #all(): Promise<PackageArtifact[]> {
    const opened = this.#opened;
    const prefetch = new PrefetchArtifacts(opened, this.#signal);
    const tables = new Map(opened.reading.tables.map((table) => [idOf(table), table]));
    const [log] = opened.membersOf('securityLog');
    const others = [
      ...prefetch.list,
      ...(log ? await securityArtifacts(opened, log, () => prefetch.windows(), this.#signal) : []),
      ...this.#cabinetList(),
      readArtifact(catalogueArtifact('members'), memberTable(opened)),
    ];
    const made = new Map(others.map((artifact) => [artifact.id, artifact]));
    const known = catalogue.flatMap(({ id, sources }) => {
      const table = opened.membersOf(...sources).length > 0 ? tables.get(id) : undefined;
      const artifact = made.get(id) ?? (table ? this.#ofTable(id, table, prefetch) : this.#missing(id));
      return artifact ?? [];
    });
    const unparsed = [...tables].filter(([, table]) => table.unparsed.count > 0);
    return [
      ...known,
      ...unparsed.map(([id, table]) => unparsedArtifact(id, table)),
      ...opened
        .membersOf('other')
        .concat(opened.membersOf('securityLog').slice(1))
        .slice(0, mostFiles)
        .map((member) => fileArtifact(opened, member, groupTitle('files'), this.#signal)),
    ];
  }

  /** In the place of the cabinets until they are open. */
  #cabinetList(): PackageArtifact[] {
    return this.#opened.membersOf('supportCabinet').length === 0
      ? []
      : [
          new PackageArtifact({
            ...catalogueArtifact('supportFiles'),
            load: async () => {
              await this.openCabinets();
              return { table: this.#cabinets[0]?.table ?? emptyTable('supportFiles') };
            },
          }),
        ];
  }

  #ofTable(id: string, table: Table, prefetch: PrefetchArtifacts): PackageArtifact {
    const { sources = [] } = catalogueEntry(id) ?? {};
    const { verdict } = this.#opened.reading;
    const faults = this.#opened
      .membersOf(...sources)
      .flatMap(({ name }) => this.#opened.faultsOf(name).map((fault) => `${name}: ${fault}`));
    const state = table.rowCount > 0 ? 'data' : stateWithoutRows(verdict, sources, true);
    const source = { ...catalogueArtifact(id), state, faults };
    const mark = earlierMarks(id);
    return mark
      ? new PackageArtifact({
          ...source,
          rowCount: table.rowCount,
          load: async () => ({ table: mark(table, await prefetch.earlier()) }),
        })
      : readArtifact(source, table);
  }

  /** What was to be collected, and is not there: nothing found is not the same as not collected. */
  #missing(id: string): PackageArtifact | undefined {
    const { layout, verdict } = this.#opened.reading;
    const { sources = [] } = catalogueEntry(id) ?? {};
    return layout.kind !== 'windows' || notMissed.has(id)
      ? undefined
      : readArtifact(
          { ...catalogueArtifact(id), state: stateWithoutRows(verdict, sources, false) },
          emptyTable(id),
        );
  }
}

/** What earlier collections left behind is the collector's, too; when they ran, prefetch files tell. */
function earlierMarks(
  id: string,
): ((table: Table, windows: readonly CollectionWindow[]) => Table) | undefined {
  switch (id) {
    case 'processes':
      return markCollectorProcesses;
    case 'executionTimes':
      return (table, windows) => markCollector(table, { program: 'program', time: 'lastRun' }, windows);
    default:
      return undefined;
  }
}

function unparsedArtifact(id: string, table: Table): PackageArtifact {
  const title = unparsedTitle(artifactTitle(id));
  return readArtifact(
    { id: `unparsed/${id}`, title, group: groupTitle('files'), state: 'data' },
    unparsedTable(table),
  );
}

function emptyTable(id: string): Table {
  return new ListTable<never>(id, [], [], { source: () => ({ member: '', offset: 0, line: 0 }) });
}

/** Sessions are read as whatever table their text looks like, and are the only ones that are. */
function idOf({ id }: Table): string {
  return catalogueEntry(id) ? id : 'smbSessions';
}
