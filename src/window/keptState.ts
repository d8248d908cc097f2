import type { Sorting } from '../packages/reading/messages.ts';
import type { Range } from './grid/rowSelection.ts';
import { isCount, isFlag, isNumber, isText, listOf, recordOf, shape, type Check } from './shapes.ts';

/** What is remembered of one artifact's table. */
export interface KeptTable {
  /** Of the columns that were chosen, by id. */
  columns?: string[];
  /** Of all columns, by id, once one was moved. */
  order?: string[];
  widths: Record<string, number>;
  filters: Record<string, string>;
  sorting?: Sorting;
  /** Pixels. */
  top: number;
  left: number;
  place: number;
  column: number;
  selection: Range[];
}

/** What a window shows and how, which outlives its being hidden. */
export interface KeptWindow {
  /** Id of an artifact; empty for the overview. */
  artifact: string;
  search: string;
  hidesCollector: boolean;
  onlyTagged: boolean;
  showsFilters: boolean;
  showsDetails: boolean;
  isBelow: boolean;
  /** Pixels. */
  listWidth: number;
  detailsWidth: number;
  detailsHeight: number;
  overviewTop: number;
  tables: Record<string, KeptTable>;
}

const isSorting = shape<Sorting>({ column: isText, isDescending: isFlag });

const isRange = (value: unknown): value is Range =>
  Array.isArray(value) && value.length === 2 && value.every(isCount);

const isTable = shape<KeptTable>(
  {
    widths: recordOf(isNumber),
    filters: recordOf(isText),
    top: isNumber,
    left: isNumber,
    place: isNumber,
    column: isNumber,
    selection: listOf(isRange),
  },
  { columns: listOf(isText), order: listOf(isText), sorting: isSorting },
);

const isWindow: Check<KeptWindow> = shape<KeptWindow>({
  artifact: isText,
  search: isText,
  hidesCollector: isFlag,
  onlyTagged: isFlag,
  showsFilters: isFlag,
  showsDetails: isFlag,
  isBelow: isFlag,
  listWidth: isNumber,
  detailsWidth: isNumber,
  detailsHeight: isNumber,
  overviewTop: isNumber,
  tables: recordOf(isTable),
});

const mostTables = 50;
const saveAfter = 150;

interface Memory {
  getState(): unknown;
  setState(state: unknown): void;
}

export class KeptState {
  readonly now: KeptWindow;
  readonly #memory: Memory;
  #timer = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
    const state = memory.getState();
    this.now = isWindow(state) ? state : atFirst();
  }

  table(artifact: string): KeptTable {
    const tables = new Map(Object.entries(this.now.tables));
    const table = tables.get(artifact) ?? tableAtFirst();
    // The one that was in use last is the last to be forgotten.
    tables.delete(artifact);
    this.now.tables = Object.fromEntries([...[...tables].slice(1 - mostTables), [artifact, table]]);
    return table;
  }

  save(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#memory.setState(this.now), saveAfter);
  }
}

function atFirst(): KeptWindow {
  return {
    artifact: '',
    search: '',
    hidesCollector: false,
    onlyTagged: false,
    showsFilters: false,
    showsDetails: true,
    isBelow: innerWidth < 1000,
    listWidth: 260,
    detailsWidth: 340,
    detailsHeight: 220,
    overviewTop: 0,
    tables: {},
  };
}

function tableAtFirst(): KeptTable {
  return { widths: {}, filters: {}, top: 0, left: 0, place: 0, column: 0, selection: [] };
}
