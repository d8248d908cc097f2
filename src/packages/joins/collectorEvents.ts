import type { EventBatchView } from '../eventLog/eventBatchView.ts';
import { rowMarks } from '../table/table.ts';
import { isTool, isWithin, type CollectionWindow } from './collectorTraces.ts';

/** The sensor and its collector by their full paths: events have them, and a name alone is soon taken. */
const sensor = /\\Windows Defender Advanced Threat Protection\\(?:.*\\)?(?:MsSense|SenseIR|SenseTVM)\.exe$/i;
const collector = /\\Windows Defender Advanced Threat Protection\\(?:.*\\)?SenseIR\.exe$/i;
/** Where collections are put together, and packed. */
const workFolder = /\\(?:Compressed)?CollectedData(?:\\|$)/i;

/** Numbers of events. */
const [programStart, programEnd, handleClosed] = [4688, 4689, 4658];
/** Who does what an event tells, as its kinds spell it. */
const actorPids = ['ProcessId', 'CallerProcessId', 'ProcessID'];
const actorPaths = ['ProcessName', 'CallerProcessName', 'Application'];

/**
 * Finds the events of a Security log that the collector caused while a known collection ran: what it started, itself or
 * through others, what those did, and what was done to the collection's own folder by its tools. The batches of the log
 * have to come in their order.
 */
export class CollectorEvents {
  readonly #windows: readonly CollectionWindow[];
  /** The collection that the last event lay within, and the processes and open handles of it so far. */
  #window = -1;
  readonly #pids = new Set<number>();
  readonly #handles = new Set<string>();

  constructor(windows: readonly CollectionWindow[]) {
    this.#windows = windows;
  }

  /** @returns marks by row; undefined where no row has any */
  marksOf(batch: EventBatchView): Uint8Array | undefined {
    let marks: Uint8Array | undefined;
    for (let row = 0; row < batch.rowCount; row++) {
      if (this.#enter(batch.timeMs(row)) && this.#isOwn(batch, row)) {
        marks ??= new Uint8Array(batch.rowCount);
        marks[row] = rowMarks.collector;
      }
    }
    return marks;
  }

  /** Between two collections the numbers of processes go to others. @returns whether a collection ran then */
  #enter(utcMs: number): boolean {
    const window = this.#windows.findIndex((each) => isWithin(utcMs, [each]));
    if (window !== this.#window) {
      this.#window = window;
      this.#pids.clear();
      this.#handles.clear();
    }
    return window >= 0;
  }

  #isOwn(batch: EventBatchView, row: number): boolean {
    const said = (...names: readonly string[]) =>
      names.map((name) => batch.value(row, name)).find((text) => text !== undefined && text !== '-') ?? '';
    const eventId = batch.number(row, 'eventId');
    const pid = Number(said(...actorPids) || NaN);
    const isOfOwn = this.#pids.has(pid);
    if (eventId === programStart) {
      const parent = said('ParentProcessName');
      const isStarted = isOfOwn || (parent === '' ? isTool(said('NewProcessName')) : sensor.test(parent));
      this.#pids[isStarted ? 'add' : 'delete'](Number(said('NewProcessId') || NaN));
      return isStarted;
    }
    const path = said(...actorPaths);
    const handle = `${pid} ${said('HandleId')}`;
    if (eventId === programEnd) {
      this.#pids.delete(pid);
    } else if (eventId === handleClosed && this.#handles.delete(handle)) {
      return true;
    }
    const isOnOwnFolder = workFolder.test(said('ObjectName')) && (sensor.test(path) || isTool(path));
    if (isOnOwnFolder) {
      this.#handles.add(handle);
    }
    return isOfOwn || isOnOwnFolder || collector.test(path);
  }
}
