import { first, later, type Table } from '../../table/table.ts';
import { copyTimes, type PrefetchItem } from '../prefetchContent.ts';
import { ListTable } from './listTable.ts';

interface Trace {
  /** ISO 8601 in UTC; empty where it is not known. */
  readonly time: string;
  /** Empty where only the time is known. */
  readonly guid: string;
  readonly isThis: boolean;
  /** Members that name it. */
  readonly members: readonly string[];
}

export interface KnownCollections {
  /** This one's, and those of others that text members name. */
  readonly guid: string | undefined;
  readonly startedMs: number | undefined;
  readonly others: readonly string[];
  readonly prefetch: readonly PrefetchItem[];
}

/**
 * Collections that left traces on the host: GUIDs that their folders had, and times at which one copied its files.
 * Which time belongs to which GUID does not follow from anything.
 */
export function collectionTable(id: string, known: KnownCollections): Table {
  const members = new Map<string, string[]>(known.others.map((guid) => [guid, []]));
  for (const { member, prefetch } of known.prefetch) {
    for (const guid of prefetch?.collections ?? []) {
      members.set(guid, [...(members.get(guid) ?? []), member]);
    }
  }
  const own = known.guid;
  const started = known.startedMs === undefined ? '' : new Date(known.startedMs).toISOString();
  const traces: Trace[] = [
    ...(own === undefined
      ? []
      : [{ time: started, guid: own, isThis: true, members: members.get(own) ?? [] }]),
    ...[...members]
      .filter(([guid]) => guid !== own)
      .map(([guid, of]) => ({ time: '', guid, isThis: false, members: of })),
    ...copyTimes(known.prefetch).map((time) => ({ time, guid: '', isThis: false, members: copies(known) })),
  ];
  return new ListTable(
    id,
    [
      { column: first('time', 'time'), text: ({ time }) => time },
      { column: first('guid'), text: ({ guid }) => guid },
      { column: first('isThis', 'flag'), text: ({ isThis }) => (isThis ? '1' : '') },
      { column: first('evidence'), text: ({ members: of }) => of.join(', ') },
      { column: later('files', 'number'), text: ({ members: of }) => String(of.length) },
    ],
    traces,
    { source: ({ members: of }) => ({ member: of[0] ?? '', offset: 0, line: 0 }) },
  );
}

function copies({ prefetch }: KnownCollections): string[] {
  return prefetch.filter((item) => copyTimes([item]).length > 0).map(({ member }) => member);
}
