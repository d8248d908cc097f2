import { valueWords } from '../../eventLog/auditCodes.ts';
import type { EventBatchView, EventRow, EventValue } from '../../eventLog/eventBatchView.ts';
import { partOf } from '../../table/parts.ts';
import { securityColumns, type SecurityColumns } from '../../eventLog/securityColumns.ts';
import { fileTimeText } from '../../fileTime.ts';
import {
  first,
  later,
  numberOf,
  rowMarks,
  type Column,
  type RowSource,
  type TimeProof,
} from '../../table/table.ts';
import { bytesPerLine } from '../hexView.ts';
import { codeWords } from '../words/eventWords.ts';
import type { WideField, WideTable } from './wideTable.ts';

type Cell = (batch: EventBatchView, row: number, security: () => SecurityColumns) => string;

interface EventColumn {
  readonly column: Column;
  readonly cell: Cell;
}

const time: EventColumn = {
  column: first('time', 'time'),
  cell: (batch, row) => timeText(batch.wide(row, 'time')),
};
const computer: EventColumn = {
  column: later('computer'),
  cell: (batch, row) => batch.text(row, 'computer') ?? '',
};
const common: readonly EventColumn[] = [
  { column: later('recordId', 'number'), cell: (batch, row) => String(batch.wide(row, 'recordId')) },
  { column: later('provider'), cell: (batch, row) => batch.text(row, 'provider') ?? '' },
  { column: later('channel'), cell: (batch, row) => batch.text(row, 'channel') ?? '' },
  computer,
  { column: later('level', 'number'), cell: (batch, row) => String(batch.number(row, 'level') ?? '') },
  { column: later('pid', 'number'), cell: (batch, row) => String(batch.number(row, 'processId') ?? '') },
  { column: later('sid'), cell: (batch, row) => batch.text(row, 'userSid') ?? '' },
];
const eventId: Cell = (batch, row) => String(batch.number(row, 'eventId') ?? '');
const message: Cell = (batch, row) =>
  batch
    .values(row)
    .map(({ name, value }) => (name === '' ? value : `${name}: ${value}`))
    .join(', ');

const ofSecurity: readonly EventColumn[] = [
  time,
  { column: first('event'), cell: (_, __, security) => codeWords(security().event) },
  { column: first('account'), cell: (_, __, security) => security().account ?? '' },
  { column: first('logonType'), cell: (_, __, security) => codeWords(security().logonType) },
  { column: first('from'), cell: (_, __, security) => security().from ?? '' },
  { column: first('process'), cell: (_, __, security) => security().process ?? '' },
  { column: first('status'), cell: (_, __, security) => codeWords(security().status) },
  { column: later('eventId', 'number'), cell: eventId },
  { column: later('message'), cell: message },
  ...common,
];
const ofAnyLog: readonly EventColumn[] = [
  time,
  { column: first('eventId', 'number'), cell: eventId },
  { column: first('message'), cell: message },
  ...common.map(({ column, cell }) => ({
    column: column.id === 'provider' ? { ...column, isFirst: true } : column,
    cell,
  })),
];

/** The events of a log. It grows while the log is read. */
export class EventTable implements WideTable {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly unparsed = { count: 0, lines: [] };
  readonly checks = [];
  readonly #member: string;
  readonly #cells: readonly EventColumn[];
  readonly #batches: EventBatchView[] = [];
  /** Of each batch, its first row, and marks of its rows where any has some. */
  readonly #starts: number[] = [];
  readonly #marks: (Uint8Array | undefined)[] = [];
  #rowCount = 0;
  /** The columns of the last row that was asked for: its cells are asked for one after the other. */
  #last: { row: number; columns: SecurityColumns } | undefined;

  /** @param member the log; @param isSecurity whether it is the Security log, whose events have names here */
  constructor(id: string, member: string, isSecurity: boolean) {
    this.id = id;
    this.#member = member;
    this.#cells = isSecurity ? ofSecurity : ofAnyLog;
    this.columns = this.#cells.map(({ column }) => column);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** @param marks by row of the batch */
  add(batch: EventBatchView, marks?: Uint8Array): void {
    this.#starts.push(this.#rowCount);
    this.#marks.push(marks);
    this.#batches.push(batch);
    this.#rowCount += batch.rowCount;
  }

  text(row: number, column: number): string {
    const cell = this.#cells[column]?.cell;
    return this.#at(row, (batch, at) => cell?.(batch, at, () => this.#security(row, batch, at))) ?? '';
  }

  number(row: number, column: number): number {
    const kind = this.columns[column]?.kind ?? 'text';
    return kind === 'time'
      ? (this.#at(row, (batch, at) => batch.timeMs(at)) ?? NaN)
      : numberOf(kind, this.text(row, column));
  }

  proof(_row: number, column: number): TimeProof {
    return this.columns[column]?.kind === 'time' ? 'utc' : 'none';
  }

  source(row: number): RowSource {
    const offset = this.event(row)?.offset ?? 0;
    return { member: this.#member, offset, line: Math.floor(offset / bytesPerLine) };
  }

  /** An event of which something cannot be read is shown as far as it can be. */
  marks(row: number): number {
    const own = (batch: EventBatchView, at: number, marks: Uint8Array | undefined) =>
      (batch.isDamaged(at) ? rowMarks.raw : 0) | (marks?.[at] ?? 0);
    return this.#at(row, own) ?? 0;
  }

  /** The event's number, such as 4624; undefined when it has none. */
  eventId(row: number): number | undefined {
    return this.#at(row, (batch, at) => batch.number(at, 'eventId'));
  }

  event(row: number): EventRow | undefined {
    return this.#at(row, (batch, at) => batch.row(at));
  }

  moreText(row: number): string {
    return this.#values(row)
      .map(({ value }) => value)
      .join('\u0001');
  }

  moreFields(row: number): readonly WideField[] {
    const values = this.#values(row);
    if (this.#cells !== ofSecurity) {
      return values;
    }
    const eventId = this.eventId(row);
    return values.map((field) => {
      const words = valueWords(eventId, field.name, field.value);
      return words ? { ...field, words } : field;
    });
  }

  #values(row: number): readonly EventValue[] {
    return this.#at(row, (batch, at) => batch.values(at)) ?? [];
  }

  #security(row: number, batch: EventBatchView, at: number): SecurityColumns {
    if (this.#last?.row !== row) {
      this.#last = { row, columns: securityColumns(batch, at) };
    }
    return this.#last.columns;
  }

  #at<T>(
    row: number,
    read: (batch: EventBatchView, at: number, marks: Uint8Array | undefined) => T,
  ): T | undefined {
    const part = partOf(this.#starts, row);
    const batch = this.#batches[part];
    return batch && row >= 0 && row < this.#rowCount
      ? read(batch, row - (this.#starts[part] ?? 0), this.#marks[part])
      : undefined;
  }
}

function timeText(ticks: bigint): string {
  return fileTimeText(ticks) ?? '';
}
