import { first, later, type Column, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { headerLine, readCsv } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';

/** By their position, as the header is in the host's language. A task has a row for each trigger and each action. */
const taskColumns: readonly Column[] = [
  later('host'),
  first('task'),
  first('nextRun', 'localTime'),
  first('status'),
  later('logonMode'),
  first('lastRun', 'localTime'),
  first('result'),
  first('author'),
  first('action'),
  later('startIn'),
  later('comment'),
  first('state'),
  later('idle'),
  later('power'),
  first('runAs'),
  later('deletedIfNotRescheduled'),
  later('stoppedAfter'),
];
const triggerColumns: readonly Column[] = [
  'schedule',
  'scheduleType',
  'startTime',
  'startDate',
  'endDate',
  'days',
  'months',
  'repeatEvery',
  'repeatUntilTime',
  'repeatUntilDuration',
  'repeatStop',
].map((id) => first(id));
const width = taskColumns.length + triggerColumns.length;

export interface ScheduledTasks {
  /** One row for each task. */
  readonly tasks: Table;
  /** One row for each row of the source. */
  readonly triggers: Table;
}

export function readScheduledTasks(text: MemberText): ScheduledTasks {
  const records = readCsv(text, headerLine(text));
  const triggers = new TableBuilder('taskTriggers', [
    ...taskColumns.map((column) => (column.id === 'task' ? column : { ...column, isFirst: false })),
    ...triggerColumns,
  ]);
  const byTask = new Map<string, { record: number; rows: number; nextRun: string; lastRun: string }>();
  const cells = (record: number) => Array.from({ length: width }, (_, at) => records.cell(record, at));
  const header = records.count > 0 ? cells(0).join('\n') : '';
  const [nextRunCell, lastRunCell] = [2, 5];
  let [rows, whole] = [0, 0];
  for (let record = 1; record < records.count; record++) {
    const row = cells(record);
    // The header stands above every folder of tasks.
    if (row.join('\n') === header) {
      continue;
    }
    rows++;
    whole += records.width(record) === width ? 1 : 0;
    triggers.add(text, records.line(record), row);
    const path = row[1] ?? '';
    const task = byTask.get(path) ?? { record, rows: 0, nextRun: '', lastRun: '' };
    task.rows++;
    task.nextRun ||= withDigits(row[nextRunCell]);
    task.lastRun ||= withDigits(row[lastRunCell]);
    byTask.set(path, task);
  }
  triggers.check('width', rows, whole);
  const tasks = new TableBuilder('scheduledTasks', [...inOrder(), first('triggers', 'number')]);
  for (const { record, rows: count, nextRun, lastRun } of byTask.values()) {
    const row = cells(record);
    const merged = row.with(nextRunCell, nextRun || (row[nextRunCell] ?? ''));
    const task = merged.with(lastRunCell, lastRun || (merged[lastRunCell] ?? ''));
    tasks.add(text, records.line(record), [...shownOrder.map((at) => task[at] ?? ''), String(count)]);
  }
  tasks.check(
    'rows',
    rows,
    [...byTask.values()].reduce((sum, task) => sum + task.rows, 0),
  );
  return { tasks, triggers };
}

/** Of the task's columns, in the order in which they are read. */
const shownOrder = [1, 8, 14, 11, 3, 2, 5, 6, 7, 0, 4, 9, 10, 12, 13, 15, 16];

function inOrder(): Column[] {
  return shownOrder.flatMap((at) => taskColumns[at] ?? []);
}

/** The words for "not applicable" have no digits in any language. */
function withDigits(text = ''): string {
  return /\d/.test(text) ? text : '';
}
