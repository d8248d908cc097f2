import type { RowView } from '../packages/reading/messages.ts';
import type { AskRows } from './grid/rowPages.ts';
import type { Range } from './grid/rowSelection.ts';
import type { Cancel } from './host.ts';

const atOnce = 500;

/** Fetches all rows of some ranges, one part after the other. */
export function gatherRows(
  ranges: readonly Range[],
  ask: AskRows,
  take: (rows: RowView[]) => void,
  fail: (fault: string) => void,
): Cancel {
  const parts = ranges.flatMap(([from, to]) =>
    Array.from({ length: Math.ceil((to - from + 1) / atOnce) }, (_, part) => {
      const start = from + part * atOnce;
      return { start, count: Math.min(atOnce, to - start + 1) };
    }),
  );
  const rows: RowView[] = [];
  let cancel: Cancel = () => undefined;
  const next = (): void => {
    const part = parts.shift();
    if (!part) {
      take(rows);
      return;
    }
    cancel = ask(
      part.start,
      part.count,
      (some) => {
        rows.push(...some);
        next();
      },
      fail,
    );
  };
  next();
  return () => cancel();
}
