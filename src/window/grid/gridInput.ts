import type { Grid, GridEvents } from './grid.ts';
import { ownColumns } from './gridColumns.ts';
import { cellAfter, headerPlace, type Cell } from './gridKeys.ts';

/** By how many pixels a key changes a column's width. */
const keyStep = 16;

/** What keys and the mouse do in a grid. */
export function listenToGrid(grid: Grid, events: GridEvents): void {
  grid.element.addEventListener('keydown', (event) => {
    const { place } = grid.active;
    const isUsed =
      place === headerPlace
        ? onHeaderKey(grid, events, event) || onMove(grid, events, event)
        : onMove(grid, events, event) || onRowKey(grid, events, event);
    if (isUsed) {
      event.preventDefault();
    } else {
      events.key(event);
    }
  });
  grid.element.addEventListener('mousedown', (event) => onPress(grid, events, event));
  grid.element.addEventListener('mouseover', ({ target }) => {
    // The whole text of a cell that has no room for it.
    if (
      target instanceof HTMLElement &&
      target.role === 'gridcell' &&
      target.scrollWidth > target.clientWidth
    ) {
      target.title = target.textContent;
    }
  });
}

function onMove(grid: Grid, events: GridEvents, event: KeyboardEvent): boolean {
  const next = cellAfter(event, grid.active, grid.size);
  if (!next) {
    return false;
  }
  if (event.shiftKey && next.place >= 0) {
    grid.selection.extend(next.place);
    events.selected();
  } else if (next.place !== grid.active.place) {
    deselect(grid, events, next);
  }
  grid.moveTo(next);
  return true;
}

function deselect(grid: Grid, events: GridEvents, { place }: Cell): void {
  const had = grid.selection.count > 0;
  grid.selection.clear(place);
  if (had) {
    events.selected();
  }
}

function onRowKey(grid: Grid, events: GridEvents, event: KeyboardEvent): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.key === ' ') {
    grid.selection.toggle(grid.active.place);
    events.selected();
  } else if (event.key.toLowerCase() === 'a' && isCommand) {
    grid.selection.all(grid.size.rows);
    events.selected();
  } else if (event.key === 'Escape' && grid.selection.count > 0) {
    deselect(grid, events, grid.active);
  } else if (event.key === 'Enter' && !isCommand) {
    events.open(true);
  } else {
    return false;
  }
  grid.draw();
  return true;
}

function onHeaderKey(grid: Grid, events: GridEvents, event: KeyboardEvent): boolean {
  const { column } = grid.active;
  const found = grid.columns.all[column];
  if (!found || column < ownColumns) {
    return false;
  }
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === 'Enter' || event.key === ' ') {
    events.sort(found.id);
  } else if (event.shiftKey && step && (event.ctrlKey || event.metaKey)) {
    events.move(found.id, grid.columns.all[column + step]?.id || found.id);
  } else if (event.shiftKey && step) {
    grid.widen(column, found.width + step * keyStep, true);
  } else {
    return false;
  }
  return true;
}

function onPress(grid: Grid, events: GridEvents, event: MouseEvent): void {
  const cell = grid.placeOf(event.target);
  if (!cell || event.button !== 0) {
    return;
  }
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.shiftKey) {
    grid.selection.extend(cell.place, isCommand);
  } else if (isCommand) {
    grid.selection.toggle(cell.place);
  } else if (cell.column === 0) {
    grid.selection.only(cell.place);
  } else {
    grid.selection.clear(cell.place);
  }
  events.selected();
  grid.draw();
}
