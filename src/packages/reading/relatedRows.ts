import { cellOf } from '../joins/byNumber.ts';
import { columnIndex, type Table } from '../table/table.ts';
import { artifactFor } from './catalogue.ts';
import { cellText } from './cellText.ts';
import type { Details } from './messages.ts';
import type { PackageArtifacts } from './packageArtifacts.ts';
import type { OpenedPackage } from './openedPackage.ts';
import type { Pace } from './pace.ts';
import { SubsetTable } from './tables/subsetTable.ts';
import { relatedTitles as titles } from './words/detailWords.ts';

type Related = Details['related'];

/** Of one kind; there may be hundreds, and nobody looks through them in a list of details. */
const mostOfKind = 20;

/** Finds rows of other tables, or of the same, that are about the same process, service, program or task. */
export class RelatedRows {
  readonly #artifacts: PackageArtifacts;
  readonly #opened: OpenedPackage;
  readonly #pace: Pace;

  constructor(opened: OpenedPackage, artifacts: PackageArtifacts, pace: Pace) {
    this.#opened = opened;
    this.#artifacts = artifacts;
    this.#pace = pace;
  }

  /** @throws the reason of the pace's signal */
  async of(artifact: string, table: Table, row: number): Promise<Related> {
    const cell = (id: string) => cellOf(table, row, id);
    switch (artifact) {
      case 'processes':
        return this.#all(
          // Without a name the number is another process's by now.
          this.#processes(cell('parent') === '' ? '' : cell('parentPid'), titles.parent),
          this.#children(cell('pid'), row),
          this.#services(cell('pid')),
          this.#sockets(cell('pid')),
          this.#runs(cell('name')),
        );
      case 'connections':
        return this.#all(
          this.#processes(cell('pid'), titles.process),
          ...listed(cell('service')).map((name) => this.#named('services', 'name', name, titles.service)),
          this.#services(cell('pid')),
          this.#runs(cell('program')),
        );
      case 'services':
        return this.#all(
          this.#processes(cell('pid'), titles.process),
          this.#sockets(cell('pid')),
          this.#named('registryServices', 'name', cell('name'), titles.registryService),
        );
      case 'registryServices':
        return this.#named('services', 'name', cell('name'), titles.service);
      case 'scheduledTasks':
        return this.#triggers(cell('task'));
      case 'taskTriggers':
        return this.#named('scheduledTasks', 'task', cell('task'), titles.task);
      case 'executionTimes':
        return this.#runs(baseName(cell('program')), 'executionTimes');
      case 'prefetch':
        return this.#all(this.#prefetchRuns(cell('member')), this.#runs(cell('program'), 'prefetch'));
      case 'prefetchRuns':
        return this.#named('prefetch', 'member', cell('member'), (member) =>
          titles.prefetch(baseName(member)),
        );
      case 'firewallRules':
        return this.#named('services', 'name', cell('service'), titles.service);
      case 'signIns':
        return table instanceof SubsetTable
          ? [{ title: titles.event(cell('event')), artifact: 'securityEvents', row: table.baseRow(row) }]
          : [];
      case 'summary':
        return this.#collected(row);
      default:
        return [];
    }
  }

  async #all(...parts: Promise<Related>[]): Promise<Related> {
    const related = (await Promise.all(parts)).flat();
    const byRow = new Map(related.map((each) => [`${each.artifact} ${each.row}`, each]));
    return [...byRow.values()];
  }

  async #processes(pid: string, title: (name: string, pid: string) => string): Promise<Related> {
    return this.#rows('processes', pid === '' ? undefined : ['pid', pid], (table, row) =>
      title(cellOf(table, row, 'name'), pid),
    );
  }

  async #children(pid: string, except: number): Promise<Related> {
    return this.#rows('processes', Number(pid) > 0 ? ['parentPid', pid] : undefined, (table, row) =>
      row === except ? undefined : titles.child(cellOf(table, row, 'name'), cellOf(table, row, 'pid')),
    );
  }

  async #services(pid: string): Promise<Related> {
    return this.#rows('services', Number(pid) > 0 ? ['pid', pid] : undefined, (table, row) =>
      titles.service(cellOf(table, row, 'name')),
    );
  }

  async #sockets(pid: string): Promise<Related> {
    return this.#rows('connections', pid === '' ? undefined : ['pid', pid], (table, row) => {
      const cell = (id: string) => cellOf(table, row, id);
      const local = `${cell('localAddress')}:${cell('localPort')}`;
      return cell('listening') === '1'
        ? titles.listener(cell('protocol'), local)
        : titles.socket(cell('protocol'), local, `${cell('remoteAddress')}:${cell('remotePort')}`);
    });
  }

  /** What prefetch files, the list of last runs and the list of processes know of a program. */
  async #runs(program: string, except?: string): Promise<Related> {
    const name = program.toUpperCase();
    // Prefetch files cut the name there.
    const isProgram = (found: string) => {
      const upper = baseName(found).toUpperCase();
      return upper === name || (upper.length === 29 && name.startsWith(upper));
    };
    const inTable = (id: string, column: string, title: (table: Table, row: number) => string) =>
      id === except || name === '' ? Promise.resolve([]) : this.#rows(id, [column, isProgram], title);
    return this.#all(
      inTable('prefetch', 'program', (table, row) => titles.prefetch(cellOf(table, row, 'program'))),
      inTable('executionTimes', 'program', (table, row) =>
        titles.lastRun(baseName(cellOf(table, row, 'program')), shown(table, row, 'lastRun')),
      ),
      except === undefined
        ? Promise.resolve([])
        : inTable('processes', 'name', (table, row) =>
            titles.process(cellOf(table, row, 'name'), cellOf(table, row, 'pid')),
          ),
    );
  }

  async #prefetchRuns(member: string): Promise<Related> {
    return this.#rows('prefetchRuns', ['member', member], (table, row) =>
      titles.run(shown(table, row, 'time')),
    );
  }

  async #triggers(task: string): Promise<Related> {
    return this.#rows('taskTriggers', task === '' ? undefined : ['task', task], (table, row) =>
      titles.trigger(cellOf(table, row, 'scheduleType') || cellOf(table, row, 'schedule')),
    );
  }

  async #named(
    id: string,
    column: string,
    value: string,
    title: (value: string) => string,
  ): Promise<Related> {
    const lower = value.toLowerCase();
    return this.#rows(
      id,
      value === '' ? undefined : [column, (found) => found.toLowerCase() === lower],
      (table, row) => title(cellOf(table, row, column)),
    );
  }

  #collected(row: number): Related {
    const verdict = this.#opened.reading.verdict.commands.find(({ command }) => command.row === row);
    const artifact = this.#artifacts.get((verdict && artifactFor(verdict.artifact)) ?? '');
    return artifact && artifact.id !== 'summary' && artifact.rowCount !== 0
      ? [{ title: titles.artifact(artifact.title), artifact: artifact.id, row: 0 }]
      : [];
  }

  /** @param where a column with a value or a test of it; none for no row @param title undefined to leave a row out */
  async #rows(
    id: string,
    where: readonly [column: string, value: string | ((found: string) => boolean)] | undefined,
    title: (table: Table, row: number) => string | undefined,
  ): Promise<Related> {
    const artifact = where && this.#artifacts.get(id);
    if (!artifact) {
      return [];
    }
    const table = await artifact.table(this.#pace.signal);
    const [name, value] = where;
    const column = columnIndex(table, name);
    const test = typeof value === 'string' ? (found: string) => found === value : value;
    const related: Related = [];
    for (let row = 0; row < table.rowCount && related.length < mostOfKind; row++) {
      const said = test(table.text(row, column)) ? title(table, row) : undefined;
      if (said !== undefined) {
        related.push({ title: said, artifact: id, row });
      }
      if (this.#pace.isDue()) {
        await this.#pace.rest();
      }
    }
    return related;
  }
}

function shown(table: Table, row: number, id: string): string {
  return cellText(table, row, columnIndex(table, id));
}

/** The services that a process hosts, of which a cell may name several. */
function listed(names: string): string[] {
  return names === '' ? [] : names.split(', ', mostOfKind);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}
