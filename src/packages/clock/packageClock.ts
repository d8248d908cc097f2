import { cellOf } from '../joins/byNumber.ts';
import type { PackageTexts } from '../packageTexts.ts';
import { columnIndex, type Table } from '../table/table.ts';
import { commandArtifact } from '../verdict/commandKind.ts';
import { Clock } from './clock.ts';
import type { Moment } from './witness.ts';

/** Times that are looked at to learn which number of a date is the day. */
const sampledTimes = 5000;

/** The clock of a package, from the witnesses in it. */
export function packageClock(texts: PackageTexts): Clock {
  const zone = texts.system?.facts.zone;
  return new Clock({
    moments: [...processMoments(texts), ...copyMoments(texts)],
    zone,
    otherTimes: localTimes(texts),
  });
}

/** The collector's own process lists the processes, itself among them: its start is known twice. */
function processMoments({ summary, processes }: PackageTexts): Moment[] {
  const listing = summary?.commands.find((command) => commandArtifact(command) === 'processes');
  if (!processes || !listing || Number.isNaN(listing.utcMs)) {
    return [];
  }
  const rows = Array.from({ length: processes.rowCount }, (_, row) => row).filter((row) => {
    const commandLine = cellOf(processes, row, 'commandLine').slice(0, 10_000);
    return (
      /\bwin32_process\b/i.test(commandLine) && /^(?:powershell|pwsh)/i.test(cellOf(processes, row, 'name'))
    );
  });
  // Others may ask for processes, too; only the collector names its folder.
  const guid = summary?.guid ?? '-';
  const own = rows.filter((row) => cellOf(processes, row, 'commandLine').toLowerCase().includes(guid));
  return (own.length > 0 ? own : rows.length === 1 ? rows : []).map((row) => ({
    witness: 'processList',
    localText: cellOf(processes, row, 'started'),
    utcMs: listing.utcMs,
    source: processes.source(row),
  }));
}

/** The log of the copied prefetch files says when the copy began, and so does the summary. */
function copyMoments({ summary, prefetchList }: PackageTexts): Moment[] {
  const copy = summary?.commands.find(({ commandLine }) =>
    /\brobocopy\b/i.test(commandLine.slice(0, 10_000)),
  );
  const started = prefetchList?.started;
  return copy && started && !Number.isNaN(copy.utcMs)
    ? [{ witness: 'copyLog', localText: started.text, utcMs: copy.utcMs, source: started.source }]
    : [];
}

function* localTimes({ processes, scheduledTasks, tempListings, system }: PackageTexts): Iterable<string> {
  const tables = [processes, scheduledTasks?.tasks, ...tempListings.map(({ table }) => table)];
  for (const table of tables) {
    if (table) {
      yield* timesOf(table);
    }
  }
  yield system?.facts.installed?.text ?? '';
  yield system?.facts.booted?.text ?? '';
}

function* timesOf(table: Table): Iterable<string> {
  for (const { id, kind } of table.columns) {
    if (kind === 'localTime') {
      const column = columnIndex(table, id);
      for (let row = 0; row < Math.min(table.rowCount, sampledTimes); row++) {
        yield table.text(row, column);
      }
    }
  }
}
