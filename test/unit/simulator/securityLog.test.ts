import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { EventBatchView, type EventRow } from '../../../src/packages/eventLog/eventBatchView.ts';
import { EventLogReading, type EventLogReport } from '../../../src/packages/eventLog/eventLogReading.ts';
import { securityColumns, type SecurityColumns } from '../../../src/packages/eventLog/securityColumns.ts';
import { describeCollection, type Collection } from '../../simulator/package/collectedHost.ts';
import { fileTicks } from '../../simulator/package/fileTicks.ts';
import { lastRunsOf } from '../../simulator/package/prefetchFiles.ts';
import { prefetchPrograms } from '../../simulator/package/prefetchPrograms.ts';
import { processesOf } from '../../simulator/package/processes.ts';
import { securityLog } from '../../simulator/package/securityLog/securityLog.ts';
import { secondsAfter } from '../../simulator/package/text.ts';
import { runsWindows } from '../../simulator/tenant/devices.ts';
import { Tenant } from '../../simulator/tenant/tenant.ts';

const startedAt = new Date(Date.UTC(2026, 0, 20, 15));
const traces = '8210';

interface ReadLog {
  report: EventLogReport;
  events: (SecurityColumns & { code: string; row: EventRow })[];
}

async function readLog(bytes: Buffer): Promise<ReadLog> {
  const pieces = (async function* () {
    yield await Promise.resolve(bytes);
  })();
  const reading = new EventLogReading(pieces, { signal: new AbortController().signal });
  const events: ReadLog['events'] = [];
  for await (const batch of reading.batches()) {
    const view = new EventBatchView(batch);
    for (let index = 0; index < view.rowCount; index++) {
      const columns = securityColumns(view, index);
      events.push({ ...columns, code: columns.event?.code ?? '', row: view.row(index) });
    }
  }
  return { report: reading.report, events };
}

function value({ values }: EventRow, name: string): string {
  return values.find((each) => each.name === name)?.value ?? '';
}

describe('The Security log of a simulated package', () => {
  const devices = new Tenant(250, Date.UTC(2026, 5, 1, 12)).devices.filter((device) => runsWindows(device));
  const collectionOf = (isServer: boolean): Collection => {
    const device = devices.find(({ osPlatform }) => osPlatform.startsWith('WindowsServer') === isServer);
    return describeCollection(device ?? assert.fail('no device'), 'an action', startedAt);
  };

  for (const isServer of [false, true]) {
    describe(isServer ? 'of a server' : 'of a workstation', () => {
      const collection = collectionOf(isServer);
      let log: ReadLog;

      before(async () => {
        log = await readLog(securityLog(collection, 2_000_000));
      });

      function eventsOf(code: number): ReadLog['events'] {
        return log.events.filter((event) => event.code === String(code));
      }

      it('is read without a fault, in the order of its times', () => {
        const { report, events } = log;
        assert.deepEqual([report.faults, report.damagedRecords], [[], 0]);
        assert.equal(report.records, Number(report.header?.nextRecordId) - 1);
        assert.ok(events.every(({ time }, at) => at === 0 || time >= (events[at - 1]?.time ?? time)));
        const from = fileTicks(secondsAfter(startedAt, -7 * 86_400));
        const { first = 0n, last = 0n } = report.coverage.times ?? {};
        assert.ok(first >= from && last <= fileTicks(secondsAfter(startedAt, 45)));
      });

      it('has its events numbered without a gap, but for where it was cleared', () => {
        const { gaps, gapCount, repeated } = log.report.coverage;
        const [cleared, ...others] = eventsOf(1102);
        assert.deepEqual([gapCount, repeated, others], [1, 0, []]);
        assert.equal(cleared?.recordId, (gaps[0]?.last ?? 0n) + 1n);
        assert.equal(cleared.account, `${collection.host.name}\\localadmin`);
      });

      it('says who signed in, how, from where, and who could not', () => {
        const types = new Set(eventsOf(4624).map(({ logonType }) => logonType?.code));
        assert.deepEqual(
          [...types].toSorted(),
          isServer ? ['10', '3', '5', '7'] : ['10', '2', '3', '5', '7'],
        );
        for (const { account, logonType, from, process } of eventsOf(4624)) {
          assert.ok(account?.includes('\\') && logonType?.name);
          assert.ok(logonType.code === '5' ? process : from, `${account} ${logonType.code}`);
        }
        const remote = eventsOf(4624).filter(({ logonType }) => logonType?.code === '10');
        assert.equal(remote.filter(({ from }) => from?.startsWith('198.51.100.')).length, 1);
        const failed = eventsOf(4625);
        assert.ok(failed.every(({ from, status }) => from && status?.name));
        assert.equal(new Set(failed.map(({ status }) => status?.code)).size, 4);
        for (const [code, least] of [
          [4634, 10],
          [4648, 2],
          [4672, 5],
        ] as const) {
          assert.ok(eventsOf(code).length >= least, String(code));
        }
      });

      it('tells what the intruder did and left', () => {
        for (const code of [4697, 4698, 4719, 4720, 4722, 4726, 4732, 4733]) {
          assert.equal(eventsOf(code).length, 1, String(code));
        }
        assert.equal(value(eventsOf(4698)[0]?.row ?? assert.fail(), 'TaskName'), '\\upd');
        assert.match(eventsOf(4697)[0]?.process ?? '', /nwsvc\.exe$/);
      });

      it('has the starts of the programs that other members tell of', () => {
        const starts = eventsOf(4688);
        const pids = new Set(
          starts.map(({ row, process }) => `${process ?? ''} ${Number(value(row, 'NewProcessId'))}`),
        );
        const running = processesOf(collection).filter(({ path }) => path.includes(':'));
        const since = secondsAfter(startedAt, -7 * 86_400);
        for (const { path, pid, startedAt: began } of running) {
          if (began > since && began <= startedAt) {
            assert.ok(pids.has(`${path} ${pid}`), path);
          }
        }
        const times = new Set(starts.map(({ time }) => time));
        for (const program of prefetchPrograms(isServer)) {
          assert.ok(
            lastRunsOf(collection, program).every((time) => times.has(time)),
            program.path,
          );
        }
        assert.ok(starts.every(({ row, process }) => process && value(row, 'CommandLine') !== '-'));
      });

      it('shows the collector at work, and nobody but it, once it has begun', () => {
        const during = log.events.filter(
          ({ time, code }) => time >= fileTicks(startedAt) && code !== traces && code !== '4688',
        );
        assert.ok(during.length >= 7);
        assert.ok(
          during.every(({ code, process }) => code === '4663' && /Sense(?:IR)?\.exe$/.test(process ?? '')),
        );
      });
    });
  }

  it('is as long as was asked for, whole at every length, and hard to compress', async () => {
    const collection = collectionOf(false);
    for (const [target, near] of [
      [1, 70_000],
      [60_000, 16_000],
      [150_000, 33_000],
      [620_000, 33_000],
      [6_000_000, 33_000],
    ] as const) {
      const bytes = securityLog(collection, target);
      assert.ok(Math.abs(bytes.length - target) <= near, `${bytes.length} for ${target}`);
      const { report, events } = await readLog(bytes);
      assert.deepEqual(report.faults, []);
      assert.equal(report.records, Number(report.header?.nextRecordId) - 1);
      assert.ok(events.some(({ code }) => code === '1102') && events.some(({ code }) => code === '4720'));
      if (target > 1_000_000) {
        assert.ok(deflateRawSync(bytes, { level: 6 }).length > 0.75 * bytes.length);
      }
    }
  });

  it('is the same each time, and another one for another collection', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((action) =>
      securityLog(describeCollection(devices[0] ?? assert.fail(), action, startedAt), 300_000),
    );
    assert.ok(one && same && one.equals(same));
    assert.ok(other && !one.equals(other));
  });
});
