import assert from 'node:assert/strict';
import { declaredBytes, declaredEvents } from '../../../../src/packages/reading/eventLogs.ts';
import { earlierWindows, type PrefetchItem } from '../../../../src/packages/reading/prefetchContent.ts';
import type { Prefetch } from '../../../../src/packages/prefetch/readPrefetch.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { securityEvents } from '../../../fixtures/eventLog/securityLog.ts';
import { SeededRandom } from '../../../support/random.ts';
import { windowsPackageMembers } from '../../../simulator/package/windowsPackage.ts';
import { collectionIn } from '../../../support/packageTexts.ts';
import {
  collectedAt,
  everything,
  generatedMembers,
  packed,
  ReadingStage,
} from '../../../support/readingStage.ts';

const securityLog = 'Security Event Log/Security.evtx';
/** With these it is a package. */
const folders = ['Autoruns/x', 'Services/x'].map((path) => ({ path, content: '' }));

describe('Tables of binary members', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
  });
  after(() => stage.end());

  it('of a log have their first rows before the last ones are read', async () => {
    const log = eventLogBytes({ events: securityEvents(new SeededRandom(3), 30_000) });
    // The last chunk's checksum is wrong, which is known once all is read.
    log.writeUInt8((log[log.length - 65_536 + 124] ?? 0) ^ 1, log.length - 65_536 + 124);
    await stage.open(await packed([{ path: securityLog, content: log }, ...folders]));
    const artifact = 'securityEvents';
    const isWholeRead = async () => {
      const { artifacts } = await stage.ask({ kind: 'overview' });
      return artifacts.some(({ id, faults }) => id === artifact && faults.length > 0);
    };
    const { rowCount } = await stage.ask({ kind: 'columns', artifact });
    const { view, rowCount: inView } = await stage.ask({ kind: 'view', artifact, wish: everything });
    const columns = ['time', 'event', 'recordId'];
    const first = await stage.ask({ kind: 'rows', artifact, view, from: 0, count: 100, columns });
    assert.deepEqual([rowCount, inView, first.rows.length], [30_000, 30_000, 100]);
    assert.equal(await isWholeRead(), false);
    const last = await stage.ask({ kind: 'rows', artifact, view, from: 29_990, count: 100, columns });
    assert.equal(last.rows.length, 10);
    assert.equal(last.rows.at(-1)?.row, 29_999);
    await stage.ask({ kind: 'view', artifact, wish: { ...everything, text: 'logon' } });
    assert.equal(await isWholeRead(), true);
  });

  it('of a log say what is wrong with it', async () => {
    const log = eventLogBytes({ events: securityEvents(new SeededRandom(3), 300) });
    log.fill(0xee, 4096 + 20_000, 4096 + 20_100);
    const members = generatedMembers().map((member) =>
      member.path === securityLog ? { ...member, content: log } : member,
    );
    await stage.open(await packed([...members, { path: 'Other/Own.evtx', content: log }]));
    await stage.ask({ kind: 'view', artifact: 'securityEvents', wish: { ...everything, text: 'x' } });
    const { artifacts } = await stage.ask({ kind: 'overview' });
    const { faults = [], rowCount = 0 } = artifacts.find(({ id }) => id === 'securityEvents') ?? {};
    assert.ok(faults.some((fault) => fault.startsWith('The checksum of a part is wrong')));
    assert.ok(rowCount > 250 && rowCount <= 300);
    const { view } = await stage.ask({ kind: 'view', artifact: 'securityEvents', wish: everything });
    const { rows } = await stage.ask({
      kind: 'rows',
      artifact: 'securityEvents',
      view,
      from: 0,
      count: 300,
      columns: [],
    });
    const damaged = rows.filter(({ isDamaged }) => isDamaged).length;
    assert.ok(damaged > 0 && damaged < 10, String(damaged));
    // The events of another log have no names of the Security log's.
    const { columns } = await stage.ask({ kind: 'columns', artifact: 'file/Other/Own.evtx' });
    assert.deepEqual(
      columns.filter(({ isShown }) => isShown).map(({ id }) => id),
      ['time', 'eventId', 'message', 'provider'],
    );
  });

  it('know how many events a log declares, unless that cannot be', () => {
    const log = eventLogBytes({ events: securityEvents(new SeededRandom(3), 1000) });
    assert.equal(declaredEvents(log.subarray(0, declaredBytes)), 1000);
    for (const change of [
      (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 60n, 24),
      (bytes: Buffer) => bytes.writeBigUInt64LE(0n, 24),
      (bytes: Buffer) => bytes.fill(0, 4096, 4104),
      (bytes: Buffer) => bytes.fill(0, 0, 8),
    ]) {
      const head = Buffer.from(log.subarray(0, declaredBytes));
      change(head);
      assert.equal(declaredEvents(head), undefined);
    }
    assert.equal(declaredEvents(new Uint8Array(3)), undefined);
  });

  it('of the Security log leave out what the collector did, in the list of sign-ins, too', async () => {
    await stage.open(await packed(windowsPackageMembers(collectionIn('english', collectedAt), 500_000)));
    const { artifacts } = await stage.ask({ kind: 'fullOverview' });
    assert.ok(artifacts.some(({ id }) => id === 'signIns'));
    for (const [id, columns] of [
      ['securityEvents', ['time', 'recordId']],
      ['signIns', ['time', 'recordId']],
    ] as const) {
      const all = await stage.rows(id, [...columns]);
      const kept = new Set((await stage.rows(id, [...columns], { hidesCollector: true })).map(String));
      const hidden = all.filter((row) => !kept.has(String(row)));
      assert.equal(hidden.length, id === 'securityEvents' ? 10 : 0);
      const isCollecting = ([time = '']: string[]) => time >= '2026-01-20 15:55';
      assert.ok(hidden.every(isCollecting), id);
      assert.ok(!all.some((row) => isCollecting(row) && kept.has(String(row))), id);
    }
  });

  it('of a damaged prefetch file have a row that says so', async () => {
    const members = generatedMembers();
    const victim = members.find(({ path }) => path.includes('NOTEPAD')) ?? { path: '', content: '' };
    const damaged = members.map((member) =>
      member === victim ? { ...member, content: Buffer.from('no prefetch at all') } : member,
    );
    await stage.open(await packed(damaged));
    const rows = await stage.rows('prefetch', ['program', 'faults'], { filters: { faults: 'prefetch' } });
    assert.deepEqual(rows, [[victim.path, 'It is no prefetch file.']]);
  });

  it('tell other collections, and leave out what those ran', async () => {
    await stage.open(await packed(generatedMembers()));
    const rows = await stage.rows('collections', ['time', 'guid', 'isThis', 'evidence']);
    const [own, ...others] = rows;
    assert.deepEqual([own?.[0], own?.[2]], ['2026-01-20 15:55:01Z', 'Yes']);
    assert.ok(others.some(([time, guid]) => time === '' && /^[\da-f-]{36}$/.test(guid ?? '')));
    const copies = others.filter(([time]) => time !== '').map(([time = '']) => time);
    const earlier = copies.filter((time) => time < '2026-01-20 15:5');
    assert.ok(earlier.length > 0);
    const netstat = { program: 'netstat.exe' };
    const all = await stage.rows('prefetchRuns', ['time'], { filters: netstat });
    const left = await stage.rows('prefetchRuns', ['time'], { filters: netstat, hidesCollector: true });
    assert.ok(all.length > copies.length - 1 && left.length < all.length - 1);
  });
});

describe('The times of earlier collections', () => {
  const item = (executableName: string, collections: string[], lastRuns: string[]): PrefetchItem => ({
    member: 'x.pf',
    prefetch: { executableName, collections, lastRuns } as unknown as Prefetch,
    faults: [],
  });
  const at = (text: string) => Date.parse(text);

  it('lie around each copy as this one does around its own', () => {
    const own = {
      window: { startMs: at('2026-01-20T12:00:00Z'), endMs: at('2026-01-20T12:02:00Z') },
      copyMs: at('2026-01-20T12:00:10Z'),
    };
    const items = [
      item('ROBOCOPY.EXE', ['guid'], ['2026-01-20T12:00:10.5Z', '2026-01-10T08:00:00Z']),
      item('NETSTAT.EXE', ['guid'], ['2026-01-05T08:00:00Z']),
      item('ROBOCOPY.EXE', [], ['2026-01-06T08:00:00Z']),
    ];
    assert.deepEqual(earlierWindows(items, own), [
      { startMs: at('2026-01-10T07:59:50Z'), endMs: at('2026-01-10T08:01:50Z') },
    ]);
    assert.deepEqual(earlierWindows(items.slice(0, 1), { window: undefined, copyMs: undefined }).at(-1), {
      startMs: at('2026-01-10T07:59:00Z'),
      endMs: at('2026-01-10T08:05:00Z'),
    });
  });
});
