import { rowMarks, type Table } from '../../table/table.ts';
import { artifactTitle } from './artifactWords.ts';
import { t } from './translate.ts';

export function noArchive(what: string): string {
  return t('No archive: the file is {0}', what);
}

export function otherPackages(roots: readonly string[]): string[] {
  return roots.map((root) =>
    t('There is another package in the archive, below {0}: its files are shown as they stand.', root),
  );
}

/** @param more how many are left out; less than 1 for none */
export function markedMembers(more: number): string[] {
  return more > 0 ? [t('{0} more files are strange or damaged: see all files in the package.', more)] : [];
}

/** @param more lines of the verdict that are left out */
export function moreCommands(more: number): string {
  return t('{0} more lines are left out: see the summary of the collection.', more);
}

/** @param more remarks that are left out */
export function moreRemarks(more: number): string {
  return t('{0} more remarks are left out: what they are of is marked in the list of files.', more);
}

/** What was repaired, and what a table's own checks say of how it was read. */
export function repairRemarks(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => [...repaired(table), ...failedChecks(table)]);
}

function repaired(table: Table): string[] {
  const trip = table.checks.find(({ id }) => id === 'roundTrip');
  let raw = 0;
  for (let row = 0; trip && row < table.rowCount; row++) {
    raw += table.marks(row) & rowMarks.raw ? 1 : 0;
  }
  return trip
    ? [
        t(
          '{0}: the collector damages every row; {1} of {2} rows could be repaired beyond doubt.',
          artifactTitle(table.id),
          trip.expected - raw,
          trip.expected,
        ),
      ]
    : [];
}

/** Checks of which a difference says that the reading may be wrong; the others compare lists of different moments. */
const ofReading = new Set([
  'width',
  'directories',
  'files',
  'bytes',
  'subdirectories',
  'copied',
  'rows',
  'owners',
]);

function failedChecks({ id, checks }: Table): string[] {
  return checks
    .filter((check) => ofReading.has(check.id) && check.expected !== check.found)
    .map((check) =>
      t(
        '{0}: the check “{1}” expects {2} and finds {3}.',
        artifactTitle(id),
        check.id,
        check.expected,
        check.found,
      ),
    );
}
