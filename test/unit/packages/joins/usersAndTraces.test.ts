import assert from 'node:assert/strict';
import { executionTimes } from '../../../../src/packages/artifacts/registry/executionTimes.ts';
import { readPrograms } from '../../../../src/packages/artifacts/programs.ts';
import { RegistryDump } from '../../../../src/packages/artifacts/registry/registryDump.ts';
import {
  isWithin,
  markCollector,
  markCollectorProcesses,
} from '../../../../src/packages/joins/collectorTraces.ts';
import { withUserNames } from '../../../../src/packages/joins/namedSids.ts';
import { userNames } from '../../../../src/packages/joins/userNames.ts';
import { hasMark, type Table } from '../../../../src/packages/table/table.ts';
import { atMinute, connectionTable, processTable, tableOf } from '../../../support/joinTables.ts';
import { rowsOf, textOf } from '../../../support/packageTexts.ts';

describe('The names of users', () => {
  const [one, two, three] = ['S-1-5-21-1-2-3-1001', 'S-1-5-21-1-2-3-1002', 'S-1-5-21-1-2-3-1003'];
  const namesOf = (lines: readonly string[], signedInUsers?: Table) => {
    const registry = new RegistryDump([textOf(lines)]);
    return userNames({
      registries: [registry],
      programs: readPrograms([], []),
      executionTimes: executionTimes(registry),
      signedInUsers,
    });
  };

  it("follow from what the registry states, from the user's own paths, and from who alone is signed in", () => {
    const names = namesOf([
      `HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\${three}`,
      '    ProfileImagePath    REG_EXPAND_SZ    C:\\Users\\third',
      '',
      `HKEY_USERS\\${one}\\Volatile Environment`,
      '    USERNAME    REG_SZ    stated.name',
      '    TEMP    REG_SZ    C:\\Users\\other\\Temp',
      '',
      `HKEY_USERS\\${two}\\Environment`,
      '    A    REG_SZ    C:\\Users\\b.user\\x',
      '    B    REG_SZ    C:\\Users\\b.user\\y',
      '    C    REG_SZ    C:\\Users\\else\\z',
      '    D    REG_SZ    C:\\Users\\Public\\z',
    ]);
    assert.deepEqual(
      [one, two, three, 'S-1-5-18'].map((sid) => names.get(sid)),
      [
        { name: 'stated.name', evidence: 'stated' },
        { name: 'b.user', evidence: 'folder' },
        { name: 'third', evidence: 'stated' },
        { name: 'SYSTEM', evidence: 'wellKnown' },
      ],
    );
    const users = tableOf({ user: 'text' }, [['only.user']]);
    assert.deepEqual(namesOf([`HKEY_USERS\\${one}\\Environment`, '    A    REG_SZ    x'], users).get(one), {
      name: 'only.user',
      evidence: 'onlySignedIn',
    });
  });

  it('are not guessed: paths of several users, or several users signed in, say nothing', () => {
    const lines = [
      `HKEY_USERS\\${one}\\Environment`,
      '    A    REG_SZ    C:\\Users\\a\\x',
      '    B    REG_SZ    C:\\Users\\b\\x',
    ];
    assert.equal(namesOf(lines, tableOf({ user: 'text' }, [['a'], ['b']])).get(one), undefined);
  });

  it('stand beside the SIDs', () => {
    const names = namesOf([`HKEY_USERS\\${one}\\Volatile Environment`, '    USERNAME    REG_SZ    a']);
    const table = withUserNames(
      tableOf({ sid: 'text' }, [[one], [`${one}_Classes`], [two], ['.DEFAULT'], ['']]),
      names,
    );
    assert.deepEqual(rowsOf(table, 'user').flat(), ['a', 'a', '', 'SYSTEM', '']);
    assert.equal(withUserNames(connectionTable([]), names).columns.length, 3);
  });
});

describe('The traces of the collector', () => {
  const window = { startMs: Date.parse(atMinute(10)), endMs: Date.parse(atMinute(11)) };

  it('are its tools, within a known collection only', () => {
    const ran = tableOf({ lastRun: 'time', program: 'text' }, [
      [atMinute(10), 'C:\\Windows\\System32\\NET.EXE'],
      [atMinute(40), 'C:\\Windows\\System32\\net.exe'],
      [atMinute(10), 'C:\\Windows\\System32\\auditpol.exe'],
      ['', 'C:\\Windows\\System32\\net.exe'],
    ]);
    const table = markCollector(ran, { program: 'program', time: 'lastRun' }, [window]);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => hasMark(table, row, 'collector')),
      [true, false, false, false],
    );
    assert.ok(!isWithin(NaN, [window]) && !isWithin(window.startMs, []));
  });

  it("are processes that the sensor started in that time, and nobody else's", () => {
    const processes = processTable([
      ['MsSense.exe', '4', '0', atMinute(1), '', ''],
      ['SenseIR.exe', '8', '4', atMinute(10), '', ''],
      ['cmd.exe', '12', '8', atMinute(10), '', ''],
      ['net.exe', '16', '12', atMinute(10), '', ''],
      ['explorer.exe', '20', '0', atMinute(1), '', ''],
      ['net.exe', '24', '20', atMinute(10), '', ''],
      ['old.exe', '28', '4', atMinute(2), '', ''],
    ]);
    const table = markCollectorProcesses(processes, [window]);
    assert.deepEqual(
      Array.from({ length: 7 }, (_, row) => hasMark(table, row, 'collector')),
      [false, true, true, true, false, false, false],
    );
  });
});
