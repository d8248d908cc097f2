import assert from 'node:assert/strict';
import { EventBatchView } from '../../../../src/packages/eventLog/eventBatchView.ts';
import { CollectorEvents } from '../../../../src/packages/joins/collectorEvents.ts';
import { dataTemplate, event } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { instance } from '../../../fixtures/eventLog/nodes.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import { fileTicks } from '../../../simulator/package/fileTicks.ts';
import { readLog } from '../../../support/eventLogs.ts';

const hour = (hours: number) => Date.UTC(2026, 0, 20, hours);
const minute = 60_000;
/** A collection at three, and one at five o'clock, of two minutes each. */
const windows = [3, 5].map((at) => ({ startMs: hour(at), endMs: hour(at) + 2 * minute }));
const sense = 'C:\\Program Files\\Windows Defender Advanced Threat Protection\\';
const system32 = 'C:\\Windows\\System32\\';
const own = 'C:\\Windows\\Temp\\CollectedData\\3d5a\\Autoruns';

type Step = [isOwn: boolean, atMs: number, eventId: number, values: Record<string, string | number>];

/** A number is a process or a handle, as Windows writes them. */
function start(pid: number, path: string, parent: [pid: number, path?: string]): Step[3] {
  const [parentPid, parentPath] = parent;
  return {
    NewProcessId: pid,
    NewProcessName: path,
    ProcessId: parentPid,
    ...(parentPath !== undefined && { ParentProcessName: parentPath }),
  };
}

const access = (pid: number, path: string, object: string, handle = 0x40) => ({
  ObjectName: object,
  HandleId: handle,
  ProcessId: pid,
  ProcessName: path,
});

/** Reads the steps as one log, and says of which the outcome is another one. */
async function check(steps: readonly Step[]): Promise<void> {
  const events = steps.map(([, atMs, eventId, values], at) => {
    const template = dataTemplate(900 + at, Object.keys(values));
    const given = Object.values(values).map((value) =>
      typeof value === 'string' ? written.text(value) : written.hex64(BigInt(value)),
    );
    return event({ eventId, recordId: BigInt(at + 1), time: fileTicks(new Date(atMs)) }, [
      instance(template, ...given),
    ]);
  });
  const { batches } = await readLog(eventLogBytes({ events }));
  const collector = new CollectorEvents(windows);
  const found = batches.flatMap((batch) => {
    const view = new EventBatchView(batch);
    const marks = collector.marksOf(view);
    return Array.from({ length: view.rowCount }, (_, row) => (marks?.[row] ?? 0) === 1);
  });
  assert.deepEqual(
    steps.map(([, ...step], at) => [found[at], ...step]),
    steps,
  );
}

describe("The collector's own events", () => {
  const t = hour(3) + minute;

  it('are the programs that it starts, itself and through others, and what those do', async () => {
    await check([
      [true, t, 4688, start(100, `${system32}cmd.exe`, [8, `${sense}SenseIR.exe`])],
      [true, t, 4688, start(104, `${system32}net.exe`, [100, `${system32}cmd.exe`])],
      [true, t, 4688, start(108, `${system32}net1.exe`, [104, `${system32}net.exe`])],
      [true, t, 4799, { CallerProcessId: 108, CallerProcessName: `${system32}net1.exe` }],
      [true, t, 4689, { ProcessId: 108, ProcessName: `${system32}net1.exe` }],
      // The number goes to somebody else, without a word of whose it is.
      [false, t, 4799, { CallerProcessId: 108, CallerProcessName: `${system32}net1.exe` }],
      [true, t, 4688, start(8, `${sense}SenseIR.exe`, [4, `${sense}MsSense.exe`])],
    ]);
  });

  it("are not those of anybody else's programs of the same names", async () => {
    await check([
      [false, t, 4688, start(200, `${system32}cmd.exe`, [20, 'C:\\Windows\\explorer.exe'])],
      [false, t, 4688, start(204, `${system32}net.exe`, [200, `${system32}cmd.exe`])],
      [false, t, 4799, { CallerProcessId: 204, CallerProcessName: `${system32}net.exe` }],
      [false, t, 4688, start(208, `${system32}cmd.exe`, [24, 'C:\\Users\\Public\\SenseIR.exe'])],
      [true, t, 4688, start(212, `${system32}cmd.exe`, [8, `${sense}SenseIR.exe`])],
      // It has ended by then, unseen, and its number is another's.
      [false, t, 4688, start(212, 'C:\\Users\\Public\\x.exe', [20, 'C:\\Windows\\explorer.exe'])],
      [false, t, 4663, access(212, 'C:\\Users\\Public\\x.exe', `${own}\\x`)],
    ]);
  });

  it("are what is done to the collection's own folder, from its first handle to the last", async () => {
    const sensor = `${sense}MsSense.exe`;
    await check([
      [true, t, 4656, access(12, sensor, own)],
      [true, t, 4663, access(12, sensor, own)],
      [true, t, 4658, { HandleId: 0x40, ProcessId: 12, ProcessName: sensor }],
      [false, t, 4658, { HandleId: 0x40, ProcessId: 12, ProcessName: sensor }],
      [false, t, 4663, access(12, sensor, 'C:\\Windows\\System32\\lsass.exe')],
      [true, t, 4663, access(16, `${system32}Robocopy.exe`, `${own}\\Prefetch`)],
      [false, t, 4663, access(16, `${system32}Robocopy.exe`, 'C:\\Users\\Public\\loot')],
      [false, t, 4663, access(20, 'C:\\Windows\\explorer.exe', own)],
      [false, t, 4663, access(12, sensor, 'C:\\NotCollectedData2\\x')],
      // Nothing but collections makes it run.
      [true, t, 4663, access(8, `${sense}SenseIR.exe`, '\\REGISTRY\\MACHINE\\SAM')],
    ]);
  });

  it('are those of known collections only, each for itself', async () => {
    const cmd = start(100, `${system32}cmd.exe`, [8, `${sense}SenseIR.exe`]);
    const deed = { ProcessId: 100, ProcessName: `${system32}cmd.exe` };
    await check([
      [true, t, 4688, cmd],
      [true, t, 4673, deed],
      [false, hour(4), 4688, cmd],
      [false, hour(4), 4663, access(8, `${sense}SenseIR.exe`, own)],
      [false, hour(5), 4673, deed],
      [true, hour(5), 4688, cmd],
    ]);
  });

  it('are known by the tools alone where an older Windows does not name who started them', async () => {
    await check([
      [true, t, 4688, start(100, `${system32}netstat.exe`, [8])],
      [false, t, 4688, start(104, 'C:\\Users\\Public\\x.exe', [8])],
      [false, hour(4), 4688, start(100, `${system32}netstat.exe`, [8])],
    ]);
  });
});
