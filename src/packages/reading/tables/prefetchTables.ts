import type { Prefetch } from '../../prefetch/readPrefetch.ts';
import { drivePathColumn, drivePathMarks } from '../../joins/drivePaths.ts';
import type { VolumeLetters } from '../../joins/volumeLetters.ts';
import { first, later, type Column, type Table } from '../../table/table.ts';
import type { PrefetchItem } from '../prefetchContent.ts';
import { ListTable, type ListColumn } from './listTable.ts';
import type { WideTable } from './wideTable.ts';

type Said = (prefetch: Prefetch) => string | undefined;

function cell(column: Column, said: Said): ListColumn<PrefetchItem> {
  return { column, text: ({ prefetch }) => (prefetch && said(prefetch)) ?? '' };
}

/** A row for each prefetch file. The files that a program loaded are searched, too. */
export class PrefetchTable extends ListTable<PrefetchItem> implements WideTable {
  constructor(id: string, items: readonly PrefetchItem[], letters: VolumeLetters) {
    const drivePath = ({ prefetch }: PrefetchItem) =>
      letters.withLetter((prefetch && pathOf(prefetch)) ?? '');
    super(
      id,
      [
        {
          column: first('program'),
          text: ({ prefetch, member }) => prefetch?.executableName ?? member,
        },
        cell(first('lastRun', 'time'), ({ lastRuns }) => lastRuns[0]),
        cell(first('runs', 'number'), ({ runCount }) => runCount?.toString()),
        cell(first('path'), pathOf),
        { column: drivePathColumn, text: (item) => drivePath(item)?.path ?? '' },
        cell(first('volumes'), ({ volumes }) =>
          volumes.map(({ devicePath, serialNumber }) => `${devicePath} (${serialNumber})`).join(', '),
        ),
        cell(first('loaded', 'number'), ({ files }) => String(files.length)),
        cell(first('hashAgrees', 'flag'), ({ fileName }) => (fileName?.isSameHash === true ? '1' : '')),
        { column: first('faults'), text: ({ faults }) => faults.join(' ') },
        cell(later('hash'), ({ hash }) => hash),
        cell(later('collections', 'number'), ({ collections }) => String(collections.length)),
        cell(later('version', 'number'), ({ version }) => String(version)),
        { column: later('member'), text: ({ member }) => member },
      ],
      items,
      {
        source: ({ member }) => ({ member, offset: 0, line: 0 }),
        marks: (item) => drivePathMarks(drivePath(item)),
      },
    );
  }

  moreText(row: number): string {
    const prefetch = this.items[row]?.prefetch;
    return prefetch ? [...prefetch.files, ...prefetch.lastRuns, ...prefetch.collections].join('\u0001') : '';
  }

  moreFields(row: number): readonly { name: string; value: string }[] {
    const prefetch = this.items[row]?.prefetch;
    const field = (name: string, values: readonly string[]) =>
      values.length > 0 ? [{ name, value: values.join('\n') }] : [];
    return prefetch
      ? [
          ...field('LastRunTimes', prefetch.lastRuns),
          ...field('Collections', prefetch.collections),
          ...prefetch.volumes.flatMap(({ devicePath, createdAt, directories }) => [
            ...field('Volume', [createdAt === undefined ? devicePath : `${devicePath} (${createdAt})`]),
            ...field('Directories', directories),
          ]),
          ...field('Files', prefetch.files),
        ]
      : [];
  }
}

function pathOf({ executable, image }: Prefetch): string | undefined {
  return executable?.path ?? image;
}

interface Run {
  readonly item: PrefetchItem;
  readonly time: string;
  /** Counted back from the last one, which is 1. */
  readonly number: number;
}

/** A row for each run that a prefetch file still knows of, the last one first. */
export function prefetchRuns(id: string, items: readonly PrefetchItem[]): Table {
  const runs = items
    .flatMap((item) =>
      (item.prefetch?.lastRuns ?? []).map((time, at): Run => ({ item, time, number: at + 1 })),
    )
    .toSorted((one, other) => (one.time < other.time ? 1 : one.time > other.time ? -1 : 0));
  return new ListTable(
    id,
    [
      { column: first('time', 'time'), text: ({ time }) => time },
      { column: first('program'), text: ({ item }) => item.prefetch?.executableName ?? '' },
      { column: first('path'), text: ({ item }) => (item.prefetch && pathOf(item.prefetch)) ?? '' },
      { column: first('runNumber', 'number'), text: ({ number }) => String(number) },
      { column: later('runs', 'number'), text: ({ item }) => String(item.prefetch?.runCount ?? '') },
      { column: later('member'), text: ({ item }) => item.member },
    ],
    runs,
    { source: ({ item }) => ({ member: item.member, offset: 0, line: 0 }) },
  );
}
