import { createdAt, type MachineAction } from '../defender/machineAction.ts';
import { isSameOrder, type ActionRow } from './actionRows.ts';

export const groupings = ['none', 'day', 'device', 'type', 'state'] as const;

/** What the rows of the list are put together by. */
export type Grouping = (typeof groupings)[number];

/** Rows that belong together. It stays the same object while its rows change, so that it stays open or closed. */
export interface ActionGroup {
  readonly kind: 'group';
  readonly grouping: Grouping;
  /** What its rows have in common; for a day the milliseconds of its beginning in this machine's zone. */
  readonly key: string;
  rows: readonly ActionRow[];
}

export type GroupedElement = ActionRow | ActionGroup;

export function readGrouping(value: unknown): Grouping {
  return groupings.find((grouping) => grouping === value) ?? 'none';
}

/** The rows of the list as the tree has them: in groups, that with the newest action first, or as they are. */
export class GroupedRows {
  #top: readonly GroupedElement[] = [];
  #groups: readonly ActionGroup[] = [];

  get top(): readonly GroupedElement[] {
    return this.#top;
  }

  /**
   * @param changed rows whose action is another now, or undefined when the list is
   * @returns what is to be drawn anew; undefined stands for the whole tree
   */
  update(
    rows: readonly ActionRow[],
    grouping: Grouping,
    changed: readonly ActionRow[] | undefined,
  ): readonly GroupedElement[] | undefined {
    const before = this.#groups;
    const touched: ActionGroup[] = [];
    this.#groups = grouping === 'none' ? [] : regroup(before, rows, grouping, touched);
    this.#top = grouping === 'none' ? rows : this.#groups;
    return changed && isSameOrder(before, this.#groups) ? [...touched, ...changed] : undefined;
  }
}

function regroup(
  before: readonly ActionGroup[],
  rows: readonly ActionRow[],
  grouping: Grouping,
  touched: ActionGroup[],
): ActionGroup[] {
  const known = new Map(
    before.filter((group) => group.grouping === grouping).map((group) => [group.key, group]),
  );
  const byKey = Map.groupBy(rows, ({ action }) => keyOf(action, grouping));
  return [...byKey].map(([key, members]) => {
    const group = known.get(key);
    if (group && !isSameOrder(group.rows, members)) {
      group.rows = members;
      touched.push(group);
    }
    return group ?? { kind: 'group', grouping, key, rows: members };
  });
}

function keyOf(action: MachineAction, grouping: Grouping): string {
  switch (grouping) {
    case 'day': {
      const at = createdAt(action);
      return at === undefined ? '' : `${new Date(at).setHours(0, 0, 0, 0)}`;
    }
    case 'device':
      return action.computerDnsName?.trim().toLowerCase() || (action.machineId ?? '');
    case 'type':
      return action.type;
    case 'state':
      return action.status;
    case 'none':
      return '';
  }
}
