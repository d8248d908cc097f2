/** A cell by its place in the view and its column; the place of the header is -1. */
export interface Cell {
  place: number;
  column: number;
}

export const headerPlace = -1;

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows in view. */
  page: number;
}

/** Where a key leads from a cell; undefined for keys that lead nowhere. */
export function cellAfter(
  { key, ctrlKey, metaKey }: { key: string; ctrlKey: boolean; metaKey: boolean },
  { place, column }: Cell,
  { rows, columns, page }: GridSize,
): Cell | undefined {
  const isFar = ctrlKey || metaKey;
  const within = (wanted: number, least: number, most: number) => Math.max(least, Math.min(most, wanted));
  const toRow = (wanted: number): Cell => ({ place: within(wanted, headerPlace, rows - 1), column });
  const toColumn = (wanted: number): Cell => ({ place, column: within(wanted, 0, columns - 1) });
  switch (key) {
    case 'ArrowDown':
      return toRow(isFar ? rows - 1 : place + 1);
    case 'ArrowUp':
      return toRow(isFar ? 0 : place - 1);
    case 'ArrowRight':
      return toColumn(isFar ? columns - 1 : column + 1);
    case 'ArrowLeft':
      return toColumn(isFar ? 0 : column - 1);
    case 'PageDown':
      return toRow(Math.max(0, place) + page);
    case 'PageUp':
      return toRow(Math.max(0, place - page));
    case 'Home':
      return isFar ? { place: Math.min(0, rows - 1), column: 0 } : toColumn(0);
    case 'End':
      return isFar ? { place: rows - 1, column: columns - 1 } : toColumn(columns - 1);
    default:
      return undefined;
  }
}
