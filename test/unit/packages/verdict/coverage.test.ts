import assert from 'node:assert/strict';
import {
  folder,
  guid,
  into,
  query,
  summary,
  summaryName as name,
  verdictOf,
} from '../../../support/verdicts.ts';

const loaded = 'S-1-5-21-1-2-3-1001';

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
    // A summary of another format: no command in it can be read, and nothing is complete for that.
    for (const text of ['', 'Current Time,Command Name,Command Line,Status,hError\r\n', '\0\u0001\ufffd']) {
      assert.equal(verdictOf({ [name]: text }).neverAsked, undefined);
    }
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
    assert.deepEqual(coverage, {
      eventLogFromMs: Date.UTC(2025, 6, 31),
      prefetchFrom: '2025-07-31',
      prefetchSkipped: undefined,
    });
    const other = verdictOf({
      [name]: summary(
        ['a', `wevtutil epl Security x "/q:*[TimeCreated >= '2025-07-31T00:00:00.000Z']"`],
        ['b', 'robocopy x y /MAXAGE:7'],
      ),
    });
    assert.deepEqual(other.coverage, {
      eventLogFromMs: Date.UTC(2025, 6, 31),
      prefetchFrom: '2025-07-31',
      prefetchSkipped: undefined,
    });
    assert.deepEqual(verdictOf({ [name]: summary(['a', 'x']) }).coverage, {
      eventLogFromMs: undefined,
      prefetchFrom: undefined,
      prefetchSkipped: undefined,
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
