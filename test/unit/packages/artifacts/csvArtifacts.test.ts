import assert from 'node:assert/strict';
import { readGeneric } from '../../../../src/packages/artifacts/generic.ts';
import { readProcesses } from '../../../../src/packages/artifacts/processes.ts';
import { readPrograms } from '../../../../src/packages/artifacts/programs.ts';
import { readScheduledTasks } from '../../../../src/packages/artifacts/scheduledTasks.ts';
import { readSummary } from '../../../../src/packages/artifacts/summary.ts';
import { languages } from '../../../simulator/package/hostLocale.ts';
import { installedProgramsCsv, programsOf, uninstallKey } from '../../../simulator/package/programs.ts';
import { processesCsv, processesOf } from '../../../simulator/package/processes.ts';
import { scheduledTasksCsv } from '../../../simulator/package/scheduledTasks.ts';
import { collectionSummary } from '../../../simulator/package/summary.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { checkOf, collectionIn, rowsOf, textOf } from '../../../support/packageTexts.ts';

describe('The table of processes', () => {
  it('has every process, and shows first what says something', () => {
    const collection = collectionIn('english');
    const table = readProcesses(textOf(processesCsv(collection)));
    const processes = processesOf(collection);
    assert.deepEqual(
      rowsOf(table, 'name', 'pid', 'parentPid', 'commandLine'),
      processes.map(({ name, pid, parentPid, commandLine, isReadable }) => [
        name,
        String(pid),
        String(parentPid),
        isReadable ? commandLine : '',
      ]),
    );
    assert.equal(table.columns.length, 51);
    assert.deepEqual(
      table.columns.filter(({ isFirst }) => isFirst).map(({ id }) => id),
      ['started', 'name', 'pid', 'parentPid', 'commandLine', 'path', 'session'],
    );
    assert.deepEqual(checkOf(table, 'width'), [processes.length, processes.length]);
  });
});

describe('The table of scheduled tasks', () => {
  for (const language of languages) {
    it(`is read by position in ${language}, with a row for each task`, () => {
      const { tasks, triggers } = readScheduledTasks(textOf(scheduledTasksCsv(collectionIn(language))));
      assert.deepEqual([tasks.rowCount, triggers.rowCount], [10, 15]);
      assert.deepEqual(
        [checkOf(tasks, 'rows'), checkOf(triggers, 'width')],
        [
          [15, 15],
          [15, 15],
        ],
      );
      const scan = rowsOf(tasks, 'task', 'action', 'triggers').find(([task]) =>
        task?.endsWith('Schedule Scan'),
      );
      assert.deepEqual(scan, [
        '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan',
        '%systemroot%\\system32\\usoclient.exe StartScan',
        '3',
      ]);
      const next = rowsOf(tasks, 'nextRun').flat();
      assert.ok(
        next.every((time) => /^\d+[-./]\d+[-./]2026 /.test(time)),
        next.join(),
      );
    });
  }

  it('takes the times of a task from whichever of its rows has them', () => {
    const header = Array.from({ length: 28 }, (_, at) => `h${at}`).join(',');
    const row = (next: string, last: string) => `H,\\t,${next},Ready,,${last},0${','.repeat(21)}`;
    const { tasks } = readScheduledTasks(
      textOf([
        header,
        row('N/A', 'N/A'),
        row('07-08-2025 14:56:17', 'N/A'),
        header,
        row('x', '06-08-2025 01:02:03'),
      ]),
    );
    assert.deepEqual(rowsOf(tasks, 'nextRun', 'lastRun', 'triggers'), [
      ['07-08-2025 14:56:17', '06-08-2025 01:02:03', '3'],
    ]);
  });
});

describe('The table of programs', () => {
  it('joins the list of products with the keys of machine and users', () => {
    const collection = collectionIn('german');
    const root = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
    const sid = 'S-1-5-21-1-2-3-1001';
    const keys = [
      textOf(uninstallKey(collection, `HKEY_LOCAL_MACHINE\\Software\\${root}`, true), 'hklm.txt'),
      textOf(uninstallKey(collection, `HKEY_LOCAL_MACHINE\\Software\\Wow6432Node\\${root}`, true), 'wow.txt'),
      textOf(uninstallKey(collection, `HKEY_USERS\\${sid}\\Software\\${root}`, true), 'user.txt'),
      textOf(uninstallKey(collection, 'x', false), 'none.txt'),
    ];
    const table = readPrograms([textOf(installedProgramsCsv(collection), 'list.csv')], keys);
    const programs = programsOf(collection.host);
    assert.equal(table.rowCount, programs.length * 3);
    const [first, , last] = [0, 1, 2].map(
      (scope) =>
        rowsOf(table, 'name', 'version', 'publisher', 'installedOn', 'scope', 'sid')[scope * programs.length],
    );
    const [program] = programs;
    assert.deepEqual(first, [
      program?.name,
      program?.version,
      program?.vendor,
      program?.installedOn,
      'machine',
      '',
    ]);
    assert.deepEqual(last, [program?.name, program?.version, program?.vendor, '', 'user', sid]);
    assert.deepEqual(new Set(rowsOf(table, 'scope').flat()), new Set(['machine', 'machine32', 'user']));
    assert.equal(table.source(0).member, 'hklm.txt');
  });

  it('keeps a product that no key names', () => {
    const table = readPrograms(
      [textOf(['#TYPE X', '"Name","Version","IdentifyingNumber"', '"Only, here","1","{A}"'])],
      [],
    );
    assert.deepEqual(rowsOf(table, 'name', 'code', 'isMsi'), [['Only, here', '{A}', '1']]);
  });
});

describe('The summary of a collection', () => {
  it('has the commands, their times without brackets, and the GUID', () => {
    const collection = collectionIn('english');
    const { table, commands, guid, startedMs, endedMs } = readSummary(
      new MemberText('s.csv', collectionSummary(collection)),
    );
    assert.deepEqual(
      [guid, startedMs, endedMs],
      [collection.guid, Date.UTC(2026, 0, 20, 15, 55, 1), Date.UTC(2026, 0, 20, 15, 56, 10)],
    );
    assert.equal(table.text(0, 0), '2026-01-20T15:55:01Z');
    const targets = commands.map(({ target }) => target);
    for (const target of [
      'Network Connections\\ActiveNetConnections.txt',
      'Autoruns\\Autoruns.txt',
      'Prefetch Files\\Prefetch',
      'Security Event Log\\Security.evtx',
      'Processes\\Processes.csv',
      'WdSupportLogs',
    ]) {
      assert.ok(targets.includes(target), target);
    }
  });

  it('finds the target of a command without quotation marks, up to its extension or the next option', () => {
    const line = (command: string) => `[2025-08-07T13:01:50Z],x,"${command}",Completed,0`;
    const folder = 'C:\\Windows\\Temp\\CollectedData\\0f0e0d0c-1111-4222-8333-444455556666';
    const { commands } = readSummary(
      textOf([
        'a,b,c,d,e',
        line(`arp -a > ${folder}\\Network Connections\\Arp.txt 2>&1`),
        line(`robocopy C:\\Windows\\Prefetch ${folder}\\Prefetch Files /MIR`),
        line('netsh'),
      ]),
    );
    assert.deepEqual(
      commands.map(({ target }) => target),
      ['Network Connections\\Arp.txt', 'Prefetch Files', ''],
    );
  });

  it('is not lost for rows that are short, or for times that are none', () => {
    const { commands, startedMs, table } = readSummary(
      textOf(['a,b,c,d,e', 'x', '[never],n,c,Failed,0', '[2025-08-07T13:01:50Z],n,c,Completed,5']),
    );
    assert.deepEqual(
      commands.map(({ isCompleted }) => isCompleted),
      [false, false, false],
    );
    assert.deepEqual([startedMs, checkOf(table, 'width')], [Date.UTC(2025, 7, 7, 13, 1, 50), [3, 2]]);
    assert.equal(readSummary(textOf('')).startedMs, undefined);
    // A time that does not say that it is in UTC would be read in the reader's own zone.
    assert.equal(
      readSummary(textOf(['a,b,c,d,e', '[2025-08-07T13:01:50],n,c,Completed,0'])).startedMs,
      undefined,
    );
  });
});

describe('A text of another kind', () => {
  const cases: [string, string[], string, number][] = [
    ['rows and columns', ['a;b;c', '1;2;3', '4;5;6'], 'csv', 2],
    ['labels and values', ['host: ws', 'user: a', '', 'system: Linux'], 'keyValues', 3],
    ['settings', ['a=1', 'b=2'], 'keyValues', 2],
    ['lines', ['just', 'some words'], 'lines', 2],
    ['nothing', [], 'lines', 0],
  ];
  for (const [words, lines, id, rowCount] of cases) {
    it(`is read as ${id} with ${words}`, () => {
      const table = readGeneric(textOf(lines));
      assert.deepEqual([table.id, table.rowCount], [id, rowCount]);
    });
  }

  it('is a table when its name says so, with what its header calls the columns', () => {
    const table = readGeneric(textOf(['one,two', '1,2'], 'x.csv'));
    assert.deepEqual(
      table.columns.map(({ heading }) => heading),
      ['one', 'two'],
    );
  });

  it('takes no time, whatever it is', () => {
    const started = computedMs();
    for (const piece of [',', ';', ':', '=', '"', ' ', '\0', 'x', '\n', ',\n', '"\n']) {
      readGeneric(textOf(piece.repeat(200_000)));
      readScheduledTasks(textOf(piece.repeat(200_000)));
      readSummary(textOf(`a\n${piece.repeat(200_000)}`));
      readPrograms([textOf(piece.repeat(200_000))], [textOf(piece.repeat(200_000))]);
    }
    assert.ok(computedMs() - started < 15_000, String(computedMs() - started));
  });
});
