import type { MachineAction } from '../defender/machineAction.ts';

/** A row of the list. It stays the same object while its action changes, so that VS Code keeps what is selected. */
export interface ActionRow {
  readonly kind: 'action';
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

/** Puts the service's latest answer into rows, keeping those that are known. */
export function mergeRows(before: readonly ActionRow[], actions: readonly MachineAction[]): MergedRows {
  const known = new Map(before.map((row) => [row.action.id, row]));
  const changed: ActionRow[] = [];
  const rows = new Map<string, ActionRow>();
  for (const action of actions) {
    const row = known.get(action.id);
    if (row && !isSame(row.action.raw, action.raw)) {
      row.action = action;
      changed.push(row);
    }
    rows.set(action.id, row ?? { kind: 'action', action });
  }
  const sorted = [...rows.values()].sort(newestFirst);
  const isReordered = sorted.length !== before.length || sorted.some((row, index) => row !== before[index]);
  return { rows: sorted, changed, isReordered };
}

/** ISO times of one zone sort as text, which is much faster than as dates. */
function newestFirst({ action: a }: ActionRow, { action: b }: ActionRow): number {
  const left = a.creationDateTimeUtc ?? '';
  const right = b.creationDateTimeUtc ?? '';
  return left < right ? 1 : left > right ? -1 : 0;
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
