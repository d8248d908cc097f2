import assert from 'node:assert/strict';
import { taskResult } from '../../../../src/packages/reading/words/taskWords.ts';
import { generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

describe('The details of a row', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
    await stage.open(await packed(generatedMembers()));
  });
  after(() => stage.end());

  const rowOf = async (artifact: string, column: string, test: (cell: string) => boolean) => {
    const row = (await stage.rows(artifact, [column])).findIndex(([cell = '']) => test(cell));
    assert.ok(row >= 0, `${artifact} ${column}`);
    return row;
  };
  const details = (artifact: string, row: number) => stage.ask({ kind: 'details', artifact, row });

  it('have every column, and a time as the package has it beside that in UTC', async () => {
    const { columns } = await stage.ask({ kind: 'columns', artifact: 'processes' });
    const { fields } = await details(
      'processes',
      await rowOf('processes', 'name', (name) => name === 'lsass.exe'),
    );
    const titles = fields.map(({ title }) => title);
    assert.ok(columns.every(({ title }) => titles.includes(title)));
    const started = fields.find(({ title }) => title === 'Started');
    assert.match(started?.value ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
    assert.match(started?.original ?? '', /^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d$/);
    assert.equal(fields.find(({ title }) => title === 'Name')?.original, undefined);
  });

  it('say that nothing proves a time', async () => {
    const { fields } = await details('members', 0);
    const modified = fields.find(({ title }) => title === 'Modified');
    assert.match(modified?.value ?? '', /^2026-01-20 15:55:00 \(Local time of the host; nothing proves/);
    assert.equal(modified?.original, '2026-01-20 15:55:00');
  });

  it('say what is to be known of the row', async () => {
    const row = await rowOf('processes', 'name', (name) => name === 'System');
    const { fields } = await details('processes', row);
    assert.match(fields[0]?.value ?? '', /could not read the path and the command line/);
    assert.equal(fields.find(({ title }) => title === 'Parent')?.value, '');
  });

  it('lead from a connection to its process, its service and what prefetch knows', async () => {
    const row = await rowOf('connections', 'service', (service) => service === 'RpcSs');
    const { related } = await details('connections', row);
    const process = related.find(({ artifact }) => artifact === 'processes');
    assert.match(process?.title ?? '', /^Process: svchost\.exe \(\d+\)$/);
    assert.ok(related.some(({ title, artifact }) => artifact === 'services' && title === 'Service: RpcSs'));
    assert.ok(related.some(({ artifact }) => artifact === 'prefetch'));
    const [pid] = (await stage.rows('processes', ['pid']))[process?.row ?? 0] ?? [];
    assert.equal(process?.title, `Process: svchost.exe (${pid})`);
  });

  it('lead from a process to its parent, its children, its sockets and back', async () => {
    const services = await rowOf('processes', 'name', (name) => name === 'services.exe');
    const { related } = await details('processes', services);
    const child = related.find(({ title }) => title.startsWith('Child process: svchost.exe'));
    assert.ok(related.some(({ title }) => title.startsWith('Parent process: wininit.exe')));
    const back = await details('processes', child?.row ?? -1);
    assert.ok(back.related.some(({ artifact, row }) => artifact === 'processes' && row === services));
    assert.ok(back.related.some(({ title }) => title.startsWith('Service: ')));
    const system = await details('processes', await rowOf('processes', 'name', (name) => name === 'System'));
    assert.ok(system.related.some(({ title }) => title.startsWith('Listens: TCP')));
    assert.ok(!system.related.some(({ title }) => title.startsWith('Parent process')));
  });

  it('lead to no process that took the number of the parent later', async () => {
    const csv = [
      'Name,ProcessId,ParentProcessId,CreationDate',
      'child.exe,20,10,20-01-2026 10:00:00',
      'late.exe,10,1,20-01-2026 11:00:00',
      'own.exe,30,30,20-01-2026 11:00:00',
    ];
    const own = await ReadingStage.start();
    try {
      const others = generatedMembers().filter(({ path }) => !path.startsWith('Processes/'));
      await own.open(
        await packed([...others, { path: 'Processes/Processes.csv', content: csv.join('\r\n') }]),
      );
      const titles = async (row: number) =>
        (await own.ask({ kind: 'details', artifact: 'processes', row })).related.map(({ title }) => title);
      assert.deepEqual(
        (await titles(0)).filter((title) => title.startsWith('Parent')),
        [],
      );
      assert.deepEqual(await titles(2), []);
    } finally {
      await own.end();
    }
  });

  it('lead from services to the registry, from tasks to triggers, from programs to their runs, from commands to rows', async () => {
    const titles = async (artifact: string, row: number) =>
      (await details(artifact, row)).related.map(({ title, artifact: to }) => `${to} ${title}`);
    const spooler = await rowOf('services', 'name', (name) => name === 'Spooler');
    assert.ok(
      (await titles('services', spooler)).includes('registryServices Service in the registry: Spooler'),
    );
    assert.ok(
      (await titles('scheduledTasks', 0)).some((title) => title.startsWith('taskTriggers Trigger: ')),
    );
    const cmd = await rowOf('executionTimes', 'program', (program) => program.endsWith('\\cmd.exe'));
    assert.ok((await titles('executionTimes', cmd)).includes('prefetch Prefetch file: CMD.EXE'));
    const file = await rowOf('prefetch', 'program', (program) => program === 'CMD.EXE');
    assert.ok(
      (await titles('prefetch', file)).some((title) =>
        title.startsWith('prefetchRuns Run: 2026-01-20 15:55'),
      ),
    );
    assert.deepEqual(await titles('summary', 0), [
      'connections What it collected: Connections and listening ports',
    ]);
  });

  it('of a task say in words how it ended last, and that it never ran', async () => {
    const results = (await stage.rows('scheduledTasks', ['result'])).flat();
    assert.deepEqual(new Set(results), new Set(['0', '267011 (never ran)']));
    assert.deepEqual(['-2147024894', '2147942402', '267009', '1', '', 'x'].map(taskResult), [
      '-2147024894 (file not found)',
      '2147942402 (file not found)',
      '267009 (running)',
      '1',
      '',
      'x',
    ]);
  });

  it('of an event have all that it says, by name and as XML', async () => {
    const events = await stage.rows('signIns', ['event']);
    const row = events.findLastIndex(([event]) => event === '4624 Logon');
    const { fields, related } = await details('signIns', row);
    const value = (title: string) => fields.find((field) => field.title === title)?.value;
    assert.match(value('Time') ?? '', /^2026-01-01 \d\d:\d\d:\d\d\.\d{7}Z$/);
    assert.ok(value('TargetUserName'));
    const xml = value('The event as XML') ?? '';
    assert.match(xml, /<EventID>4624<\/EventID>/);
    assert.ok(xml.includes(`>${value('TargetUserName')}<`));
    assert.ok(xml.includes(`<EventRecordID>${value('Record ID')}</EventRecordID>`));
    assert.equal(related.at(0)?.artifact, 'securityEvents');
    const whole = await details('securityEvents', related.at(0)?.row ?? -1);
    assert.equal(whole.fields.find(({ title }) => title === 'The event as XML')?.value, xml);
  });

  it('have the drive letter of a path on a volume, and what it follows from', async () => {
    const value = async (artifact: string, row: number, title: string) =>
      (await details(artifact, row)).fields.find((field) => field.title === title)?.value;
    const file = await rowOf('prefetch', 'program', (program) => program === 'CMD.EXE');
    const ran = await rowOf('executionTimes', 'program', (program) => program.endsWith('\\cmd.exe'));
    for (const [artifact, row, path] of [
      ['prefetch', file, 'C:\\WINDOWS\\SYSTEM32\\CMD.EXE'],
      ['executionTimes', ran, 'C:\\Windows\\System32\\cmd.exe'],
    ] as const) {
      assert.equal(await value(artifact, row, 'Path with drive letter'), path);
      assert.match((await value(artifact, row, 'Remarks')) ?? '', /has the serial number of the volume/);
    }
    assert.match((await value('executionTimes', ran, 'Program')) ?? '', /^\\Device\\HarddiskVolume3\\/);
    const events = await stage.rows('securityEvents', ['message']);
    const onDevice = events.findIndex(([message]) =>
      message?.includes('ObjectName: \\Device\\HarddiskVolume3'),
    );
    assert.match(
      (await value('securityEvents', onDevice, 'ObjectName with drive letter')) ?? '',
      /^C:\\Users\\.*\nThe drive letter is added/,
    );
  });

  it('of a prefetch file have the files, the runs and the volumes', async () => {
    const row = await rowOf('prefetch', 'program', (program) => program === 'UPD.EXE');
    const { fields, source } = await details('prefetch', row);
    const value = (title: string) => fields.find((field) => field.title === title)?.value ?? '';
    assert.match(value('Files'), /VAULTCLI\.DLL/);
    assert.match(value('LastRunTimes'), /^\d{4}-/);
    assert.match(source, /^Prefetch Files\/Prefetch\/UPD\.EXE-[\dA-F]{8}\.pf$/);
  });
});
