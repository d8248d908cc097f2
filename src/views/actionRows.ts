import type { Connection } from '../auth/connection.ts';
import type { MachineAction } from '../defender/machineAction.ts';

/** A row of the list. It stays the same object while its action changes, so that VS Code keeps what is selected. */
export interface ActionRow {
  readonly kind: 'action';
  /** That its action was got over: whatever is done about it goes the same way. */
  readonly connection: Connection;
  action: MachineAction;
}

export interface MergedRows {
  /** Newest first. */
  rows: ActionRow[];
  /** Rows that were there before and whose action is another now. */
  changed: ActionRow[];
  /** Rows came, went or moved. */
  isReordered: boolean;
}

/**
 * Puts the service's latest answer into rows, keeping those that are known. An action that comes twice, as between
 * two pages, is the later one.
 */
export function mergeRows(
  before: readonly ActionRow[],
  actions: readonly MachineAction[],
  connection: Connection,
): MergedRows {
  const known = new Map(before.map((row) => [row.action.id, row]));
  const latest = new Map(actions.map((action) => [action.id, action]));
  const changed: ActionRow[] = [];
  const rows: ActionRow[] = [];
  for (const action of latest.values()) {
    const row = known.get(action.id);
    if (row && !isSame(row.action.raw, action.raw)) {
      row.action = action;
      changed.push(row);
    }
    rows.push(row ?? { kind: 'action', connection, action });
  }
  rows.sort(newestFirst);
  return { rows, changed, isReordered: !isSameOrder(rows, before) };
}

/** Whether both hold the same objects in the same order. */
export function isSameOrder<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function newestFirst({ action: a }: ActionRow, { action: b }: ActionRow): number {
  const left = sortKey(a);
  const right = sortKey(b);
  return left < right ? 1 : left > right ? -1 : 0;
}

/** ISO times of one zone sort as text, which is much faster than as dates; but `.5Z` would come behind `.51Z`. */
function sortKey({ creationDateTimeUtc = '' }: MachineAction): string {
  return creationDateTimeUtc.endsWith('Z') ? creationDateTimeUtc.slice(0, -1) : creationDateTimeUtc;
}

function isSame(a: MachineAction['raw'], b: MachineAction['raw']): boolean {
  const keys = Object.keys(b);
  return keys.length === Object.keys(a).length && keys.every((key) => isSameValue(a[key], b[key]));
}

function isSameValue(a: unknown, b: unknown): boolean {
  return (
    a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
  );
}
