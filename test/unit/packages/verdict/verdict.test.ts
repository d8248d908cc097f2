import assert from 'node:assert/strict';
import { folder, into, query, summary, summaryName as name, verdictOf } from '../../../support/verdicts.ts';

const [loaded, absent] = ['S-1-5-21-1-2-3-1001', 'S-1-5-21-1-2-3-500'];

describe('The verdict on a command', () => {
  const states = (members: Record<string, string>) => verdictOf(members).commands.map(({ state }) => state);

  it('is by what its file holds, and not by what the collector says of it', () => {
    const commands = summary(
      ['a', `arp -a ${into('Network Connections\\Arp.txt')}`],
      ['b', `net ${into('Users and Groups\\LocalGroups.txt')}`, 'Failed'],
      ['c', `systeminfo ${into('System Information\\SystemInformation.txt')}`, 'Completed', '5'],
      ['d', `netstat -abno ${into('Network Connections\\ActiveNetConnections.txt')}`],
      ['e', `query user ${into('Users and Groups\\QueryUser.txt')}`],
      ['f', `powershell Get-SmbSession`],
      ['g', `dir /A /Q /S /T "C:\\Users\\x" ${into('Temp Directories\\x_TempDirFiles.txt')}`],
      ['h', `ipconfig /displaydns ${into('Network Connections\\DnsCache.txt')}`],
      ['i', `wevtutil epl Security "${folder}\\Security Event Log\\Security.evtx"`],
    );
    const verdict = verdictOf({
      [name]: commands,
      'Network Connections/Arp.txt': 'Interface: 10.0.0.5 --- 0xc\r\n h\r\n  10.0.0.1  aa-bb  dynamic\r\n',
      'Users and Groups/QueryUser.txt': 'Es ist kein Benutzer vorhanden für *\r\n',
      'SMB Session/Summary.txt': 'No SMB sessions were found!',
      'Temp Directories/x_TempDirFiles.txt': 'Das System kann den angegebenen Pfad nicht finden.\r\n',
      'Network Connections/DnsCache.txt': '',
      'Security Event Log/Security.evtx': 'ElfFile',
    });
    assert.deepEqual(
      verdict.commands.map(({ state }) => state),
      [
        'data',
        'failed',
        'failed',
        'absent',
        'sourceEmpty',
        'sourceEmpty',
        'sourceMissing',
        'sourceEmpty',
        'data',
      ],
    );
    assert.equal(verdict.commands[6]?.message, 'Das System kann den angegebenen Pfad nicht finden.');
    assert.deepEqual(verdict.counts, { data: 2, sourceEmpty: 3, sourceMissing: 1, failed: 2, absent: 1 });
  });

  it('is by the key that it asks for, where many write to one file', () => {
    const verdict = verdictOf({
      [name]: summary(
        ['a', query('HKLM\\Software\\Run')],
        ['b', query('HKEY_LOCAL_MACHINE\\Software\\Empty')],
        ['c', query('HKEY_LOCAL_MACHINE\\Software\\Gone')],
        ['d', query(`HKEY_USERS\\${loaded}\\Software\\Gone`)],
        ['e', query(`HKEY_USERS\\${absent}\\Software\\Run`)],
      ),
      'Autoruns/Autoruns.txt': [
        'HKEY_LOCAL_MACHINE\\Software\\Run',
        '    a    REG_SZ    b',
        '',
        'HKEY_LOCAL_MACHINE\\Software\\Empty',
        '',
        `HKEY_USERS\\${loaded}\\Environment`,
        '    c    REG_SZ    d',
        '',
      ].join('\r\n'),
    });
    assert.deepEqual(
      verdict.commands.map(({ state, reason }) => [state, reason]),
      [
        ['data', undefined],
        ['sourceEmpty', undefined],
        ['sourceMissing', undefined],
        ['sourceMissing', undefined],
        ['sourceMissing', 'userNotSignedIn'],
      ],
    );
    assert.deepEqual(verdict.notSignedIn, [absent]);
  });

  it('is the same for a query with a file of its own', () => {
    const line = (sid: string) =>
      `reg.exe QUERY "HKEY_USERS\\${sid}\\Software\\Uninstall" /s > "${folder}\\Installed Programs\\${sid}_Uninstall.txt"`;
    const verdict = verdictOf({
      [name]: summary(['a', line(loaded)], ['b', line(absent)]),
      [`Installed Programs/${loaded}_Uninstall.txt`]: `HKEY_USERS\\${loaded}\\Software\\Uninstall\\x\r\n    DisplayName    REG_SZ    X\r\n`,
      [`Installed Programs/${absent}_Uninstall.txt`]:
        'FEHLER: Der angegebene Registrierungsschlüssel wurde nicht gefunden.\r\n',
    });
    assert.deepEqual(
      verdict.commands.map(({ state, reason }) => [state, reason]),
      [
        ['data', undefined],
        ['sourceMissing', 'userNotSignedIn'],
      ],
    );
  });

  it('is not that of another user, whose file is here', () => {
    const listing = (user: string) =>
      `dir /A /Q /S /T "C:\\Users\\${user}" ${into(`Temp Directories\\${user}_TempDirFiles.txt`)}`;
    const found =
      ' Directory of C:\\Users\\ann\r\n\r\n01/20/2026  10:00 AM                 5 CONTOSO\\ann            a.txt\r\n';
    const commands = summary(
      ['a', listing('ann')],
      ['b', listing('bob')],
      ['c', 'dir /A /Q /S /T "C:\\Temp"'],
    );
    const members = { [name]: commands, 'Temp Directories/ann_TempDirFiles.txt': found };
    assert.deepEqual(states(members), ['data', 'absent', 'data']);
    // A file whose name no command has may be that of the one that is missing.
    assert.deepEqual(states({ ...members, 'Temp Directories/robert_TempDirFiles.txt': found }), [
      'data',
      'data',
      'data',
    ]);
  });

  it('tells by the log of the copy whether there were prefetch files to copy', () => {
    const commands = summary([
      'a',
      `robocopy "C:\\Windows\\Prefetch" "${folder}\\Prefetch Files\\Prefetch" /MIR /MAXAGE:20250731`,
    ]);
    const log = (...files: string[]) => ({
      'Prefetch Files/PrefetchFilesList.txt': [
        '  Started : Thursday, 7 August 2025 18:31:55',
        ...files,
        '    Dirs :         1         0         1         0         0         0',
        `   Files :        42         ${files.length}        ${42 - files.length}         0         0         0`,
        '',
      ].join('\r\n'),
    });
    const file = { 'Prefetch Files/Prefetch/A.EXE-1.pf': 'MAM' };
    assert.deepEqual(
      [
        states({ [name]: commands }),
        states({ [name]: commands, ...log() }),
        states({ [name]: commands, ...log('\t    New File  \t\t    2048\tA.EXE-1.pf') }),
        states({ [name]: commands, ...log(), ...file }),
        states({
          [name]: commands,
          'Prefetch Files/PrefetchFilesList.txt': '2025/08/07 18:31:55 FEHLER 2 (0x00000002)\r\n',
        }),
      ],
      [['absent'], ['sourceEmpty'], ['absent'], ['data'], ['sourceMissing']],
    );
  });

  it('tells a missing firewall log by the echo of its copy', () => {
    const commands = summary([
      'a',
      `xcopy C:\\Windows\\system32\\logfiles\\firewall\\pfirewall.log "${folder}\\Network Connections"`,
    ]);
    const echo = {
      'Network Connections/FirewallExecutionLog.txt':
        'Datei nicht gefunden - pfirewall.log\r\n0 Datei(en) kopiert\r\n',
    };
    const log = {
      'Network Connections/pfirewall.log': '#Fields: date time action\r\n2026-01-20 10:11:12 DROP\r\n',
    };
    assert.deepEqual(
      [
        states({ [name]: commands }),
        states({ [name]: commands, ...echo }),
        states({ [name]: commands, ...echo, ...log }),
      ],
      [['absent'], ['sourceMissing'], ['data']],
    );
    assert.equal(
      verdictOf({ [name]: commands, ...echo }).commands[0]?.message,
      'Datei nicht gefunden - pfirewall.log',
    );
  });
});
