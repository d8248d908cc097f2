import assert from 'node:assert/strict';
import { readPackage, type PackageMember } from '../../../../src/packages/packageReading.ts';
import type { PackageVerdict } from '../../../../src/packages/verdict/packageVerdict.ts';

const guid = '0f0e0d0c-1111-4222-8333-444455556666';
const folder = `C:\\Windows\\Temp\\CollectedData\\${guid}`;
const [loaded, absent] = ['S-1-5-21-1-2-3-1001', 'S-1-5-21-1-2-3-500'];

function summary(
  ...commands: (readonly [name: string, line: string, status?: string, error?: string])[]
): string {
  const rows = commands.map(
    ([name, line, status = 'Completed', error = '0'], at) =>
      `[2025-08-07T13:01:5${at % 10}Z],${name},"${line.replaceAll('"', '""')}",${status},${error}`,
  );
  return `\ufeffCurrent Time,Command Name,Command Line,Status,hError\r\n${rows.join('\r\n')}\r\n`;
}

function verdictOf(members: Record<string, string>): PackageVerdict {
  const list: PackageMember[] = Object.entries(members).map(([path, text]) => {
    const bytes = Buffer.from(text);
    return { path, size: bytes.length, bytes };
  });
  return readPackage(list).verdict;
}

const name = 'Forensics Collection Summary.csv';
const into = (file: string) => `> "${folder}\\${file}"`;
const query = (key: string) => `cmd /c reg.exe QUERY "${key}" /s >> "${folder}\\Autoruns\\Autoruns.txt"`;

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

describe('What nobody asked for', () => {
  const asked = (...lines: string[]) =>
    verdictOf({ [name]: summary(...lines.map((line) => ['x', line] as const)) }).neverAsked?.map(
      ({ id }) => id,
    ) ?? [];

  it('is every place that no command looks into', () => {
    const ids = asked(query('HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run'));
    for (const id of [
      'runOnce',
      'userRunOnce',
      'wow6432Run',
      'winlogon',
      'imageFileExecution',
      'appInit',
      'lsa',
      'wmiSubscriptions',
      'startupFolders',
      'systemLog',
      'powerShellLog',
    ]) {
      assert.ok(ids.includes(id), id);
    }
  });

  it('is not what a command asks for, itself or with what is above it, for the machine or any user', () => {
    assert.ok(
      !asked(query('HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce')).includes('runOnce'),
    );
    assert.ok(
      asked(query('HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce')).includes('userRunOnce'),
    );
    assert.ok(
      !asked(query(`HKEY_USERS\\${loaded}\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce`)).includes(
        'userRunOnce',
      ),
    );
    assert.ok(!asked(query('HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control')).includes('lsa'));
    assert.ok(asked(query('HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Contro')).includes('lsa'));
    assert.ok(
      !asked('dir "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup"').includes(
        'startupFolders',
      ),
    );
    assert.ok(
      !asked('powershell Get-CimInstance -Namespace root\\subscription').includes('wmiSubscriptions'),
    );
    assert.ok(!asked('wevtutil.exe epl System "x"').includes('systemLog'));
  });

  it('was asked for at a place where Windows does not keep it', () => {
    const never = verdictOf({
      [name]: summary(['x', query(`HKEY_USERS\\${loaded}\\Software\\Microsoft\\Windows\\Explorer\\RunMRU`)]),
    }).neverAsked;
    assert.deepEqual(
      never?.filter(({ askedElsewhere }) => askedElsewhere).map(({ id }) => id),
      ['userRunMru'],
    );
  });

  it('is not known without a summary', () => {
    assert.equal(
      verdictOf({ 'Services/Services.csv': 'x', 'Processes/a.csv': 'y', 'Autoruns/a.txt': 'z' }).neverAsked,
      undefined,
    );
  });
});

describe('What a package covers', () => {
  it('is told by the commands: events from a time, prefetch files from a day on', () => {
    const { coverage } = verdictOf({
      [name]: summary(
        [
          'a',
          `wevtutil.exe epl Security x "/q:*[System[TimeCreated[@SystemTime >= '2025-07-31T00:00:00']]]"`,
        ],
        ['b', `robocopy x "${folder}\\Prefetch" /MIR /MAXAGE:20250731`],
      ),
    });
    assert.deepEqual(coverage, { eventLogFromMs: Date.UTC(2025, 6, 31), prefetchFrom: '2025-07-31' });
    const other = verdictOf({
      [name]: summary(
        ['a', `wevtutil epl Security x "/q:*[TimeCreated >= '2025-07-31T00:00:00.000Z']"`],
        ['b', 'robocopy x y /MAXAGE:7'],
      ),
    });
    assert.deepEqual(other.coverage, { eventLogFromMs: Date.UTC(2025, 6, 31), prefetchFrom: '2025-07-31' });
    assert.deepEqual(verdictOf({ [name]: summary(['a', 'x']) }).coverage, {
      eventLogFromMs: undefined,
      prefetchFrom: undefined,
    });
  });

  it('names other collections on the same host, and not its own', () => {
    const other = guid.replace('0f', 'ff');
    const { earlierCollections, host } = verdictOf({
      [name]: summary(['a', `arp ${into('Network Connections\\Arp.txt')}`]),
      'WdSupportLogs/MpCmdRunLog.txt': `x C:\\Windows\\Temp\\CollectedData\\${other.toUpperCase()}\\ y ${folder}\\z`,
    });
    assert.deepEqual([earlierCollections, host.guid], [[other], guid]);
  });
});
