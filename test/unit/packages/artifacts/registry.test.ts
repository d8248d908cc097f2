import assert from 'node:assert/strict';
import { executionTimes } from '../../../../src/packages/artifacts/registry/executionTimes.ts';
import { fileTimeOfHex, fileTimeText } from '../../../../src/packages/artifacts/registry/fileTime.ts';
import { firewallProfiles, firewallRules } from '../../../../src/packages/artifacts/registry/firewall.ts';
import { networkSettings } from '../../../../src/packages/artifacts/registry/networkSettings.ts';
import { RegistryDump } from '../../../../src/packages/artifacts/registry/registryDump.ts';
import { registryServices, serviceKeys } from '../../../../src/packages/artifacts/registry/serviceKeys.ts';
import { startPoints } from '../../../../src/packages/artifacts/registry/startPoints.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { rowsOf, textOf } from '../../../support/packageTexts.ts';

const run = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
const services = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const sid = 'S-1-5-21-1-2-3-1001';

const dumpOf = (lines: readonly string[]) => new RegistryDump([textOf(lines)]);

describe('A dump of the registry', () => {
  it('has a row for each value, with its key, name, type and data', () => {
    const dump = dumpOf([
      '',
      run,
      '    A b    REG_SZ    "C:\\x.exe" /q',
      '    B    REG_DWORD    0x1',
      '',
      `${run}\\ sethc.exe`,
      '    C    REG_SZ    ',
      '',
    ]);
    assert.deepEqual(rowsOf(dump.table, 'key', 'name', 'type', 'data'), [
      [run, 'A b', 'REG_SZ', '"C:\\x.exe" /q'],
      [run, 'B', 'REG_DWORD', '0x1'],
      [`${run}\\ sethc.exe`, 'C', 'REG_SZ', ''],
    ]);
    assert.equal(dump.keyCount, 2);
  });

  it('keeps keys without values, each in a row of its own', () => {
    const dump = dumpOf([`${run}\\a`, `${run}\\b`, '    C    REG_SZ    1', '', `${run}\\c`]);
    assert.deepEqual(rowsOf(dump.table, 'key', 'name'), [
      [`${run}\\a`, ''],
      [`${run}\\b`, 'C'],
      [`${run}\\c`, ''],
    ]);
    assert.deepEqual([dump.valueCount, dump.keyCount], [1, 3]);
  });

  it('joins the lines of a value, also with blank ones between', () => {
    const dump = dumpOf([
      run,
      '    A    REG_SZ    one',
      '  two',
      'three',
      '',
      '      four',
      '',
      'End of search: 1 match(es) found.',
    ]);
    assert.deepEqual(rowsOf(dump.table, 'data'), [['one\n  two\nthree\n\n      four']]);
    assert.deepEqual(dump.messages, ['End of search: 1 match(es) found.']);
  });

  it('tells messages by their place, in any language', () => {
    for (const message of [
      'ERROR: The system was unable to find it.',
      'FEHLER: Nicht gefunden.',
      'ERREUR : introuvable.',
      '错误: 找不到',
    ]) {
      const dump = dumpOf(['', message, '', run, '    A    REG_SZ    1', '', message]);
      assert.deepEqual(
        [dump.messages, dump.valueCount, dump.table.unparsed.count],
        [[message, message], 1, 0],
      );
    }
  });

  it('counts and keeps what it has no rule for', () => {
    const { table } = dumpOf(['    A    REG_SZ    before any key', run]);
    assert.equal(table.unparsed.count, 1);
    assert.deepEqual(table.unparsed.lines[0], {
      member: 'member.txt',
      offset: 0,
      line: 0,
      text: '    A    REG_SZ    before any key',
    });
  });

  it('answers for a key whether it has data, nothing, or is missing, ignoring case and the form of the hive', () => {
    const dump = dumpOf([`${run}\\a`, '', `${run}Once\\b`, '    C    REG_SZ    1', '']);
    const keys = [
      run,
      `${run}\\A`,
      `${run}Once`.toLowerCase(),
      `HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce\\b\\`,
      `${run}On`,
      'HKCU\\x',
    ];
    assert.deepEqual(
      keys.map((key) => dump.answer(key)),
      ['data', 'empty', 'data', 'data', 'missing', 'missing'],
    );
  });

  for (const [words, line] of [
    ['a value', `    A    REG_SZ    ${'x'.repeat(200_000)}`],
    ['spaces', ' '.repeat(200_000)],
    ['types', '    REG_SZ'.repeat(20_000)],
    ['backslashes', `HKEY_LOCAL_MACHINE${'\\'.repeat(200_000)}`],
    ['control characters', `    \0\u202e\u0007    REG_SZ    ${'\0'.repeat(200_000)}`],
  ] as const) {
    it(`takes no time for a line of 200 000 ${words}`, () => {
      const started = computedMs();
      const dump = dumpOf([run, line, line, '', line]);
      dump.answer('HKLM\\x');
      [
        startPoints(dump),
        firewallRules(dump),
        executionTimes(dump),
        registryServices(serviceKeys(dump)),
      ].forEach((table) => rowsOf(table));
      assert.ok(computedMs() - started < 1500);
    });
  }
});

describe('What a dump of the registry holds', () => {
  const hex = (ticks: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(ticks);
    return bytes.toString('hex').toUpperCase();
  };

  it('is when programs ran last, in UTC to 100 ns', () => {
    const ticks = 133_990_000_001_234_567n;
    const key = `${services}\\bam\\State\\UserSettings\\${sid}`;
    const table = executionTimes(
      dumpOf([
        key,
        '    Version    REG_DWORD    0x1',
        `    \\Device\\HarddiskVolume3\\Windows\\cmd.exe    REG_BINARY    ${hex(ticks)}00000000`,
        '    too short    REG_BINARY    00',
        '    never    REG_BINARY    0000000000000000',
      ]),
    );
    assert.deepEqual(rowsOf(table, 'lastRun', 'sid', 'program'), [
      ['2025-08-07T00:26:40.1234567Z', sid, '\\Device\\HarddiskVolume3\\Windows\\cmd.exe'],
    ]);
    assert.deepEqual([table.number(0, 0), table.proof(0, 0)], [Date.UTC(2025, 7, 7, 0, 26, 40, 123), 'utc']);
    assert.equal(table.unparsed.count, 2);
    assert.equal(fileTimeText(ticks), '2025-08-07T00:26:40.1234567Z');
    assert.equal(fileTimeOfHex('zz'), undefined);
  });

  it('is rules of the firewall, field by field, and its profiles', () => {
    const policy = `${services}\\SharedAccess\\Parameters\\FirewallPolicy`;
    const rule =
      'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|Profile=Private|LPort=22|LPort=80|RA4=10.0.0.0/8|App=C:\\x.exe|Svc=s|Name=n|';
    const dump = dumpOf([
      `${policy}\\FirewallRules`,
      `    {1}    REG_SZ    ${rule}`,
      '    {2}    REG_SZ    v2.0|Action=Block|Active=FALSE|Dir=Out|',
      '    {3}    REG_SZ    nonsense',
      '',
      `${policy}\\StandardProfile`,
      '    EnableFirewall    REG_DWORD    0x0',
      '    DefaultInboundAction    REG_DWORD    0x1',
    ]);
    const rules = firewallRules(dump);
    assert.deepEqual(
      rowsOf(
        rules,
        'enabled',
        'action',
        'direction',
        'protocol',
        'localPorts',
        'remoteAddresses',
        'program',
        'service',
        'name',
        'profiles',
        'ruleId',
      ),
      [
        ['1', 'Allow', 'In', 'TCP', '22, 80', '10.0.0.0/8', 'C:\\x.exe', 's', 'n', 'Domain, Private', '{1}'],
        ['', 'Block', 'Out', '', '', '', '', '', '', '', '{2}'],
      ],
    );
    assert.equal(rules.unparsed.count, 1);
    assert.deepEqual(rowsOf(firewallProfiles(dump), 'profile', 'enabled', 'inbound', 'outbound'), [
      ['Private', '', 'Block', ''],
    ]);
  });

  it('is services and drivers, with the library of a service', () => {
    const dump = dumpOf([
      `${services}\\Themes`,
      '    ImagePath    REG_EXPAND_SZ    svchost.exe -k netsvcs',
      '    Start    REG_DWORD    0x2',
      '    Type    REG_DWORD    0x20',
      '',
      `${services}\\Themes\\Parameters`,
      '    ServiceDll    REG_EXPAND_SZ    themes.dll',
      '',
      `${services}\\disk`,
      '    Start    REG_DWORD    0x0',
      '    Type    REG_DWORD    0x1',
      '',
      `${services}\\gone\\Parameters`,
      '    x    REG_SZ    y',
    ]);
    assert.deepEqual(
      rowsOf(registryServices(serviceKeys(dump)), 'name', 'driver', 'start', 'serviceDll', 'type'),
      [
        ['Themes', '', 'Auto', 'themes.dll', '0x20'],
        ['disk', '1', 'Boot', '', '0x1'],
      ],
    );
  });

  it('is start points: all that is not of a service, by user', () => {
    const dump = dumpOf([
      run,
      '    a    REG_SZ    b',
      '',
      `HKEY_USERS\\${sid}\\Environment`,
      '    c    REG_SZ    d',
      '',
      `${services}\\x`,
      '    e    REG_SZ    f',
    ]);
    assert.deepEqual(rowsOf(startPoints(dump), 'sid', 'location', 'entry', 'command'), [
      ['', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run', 'a', 'b'],
      [sid, 'HKU\\Environment', 'c', 'd'],
    ]);
  });

  it('is settings of the network', () => {
    const dump = dumpOf([
      `${services}\\Tcpip\\Parameters\\Interfaces\\{1}`,
      '    NameServer    REG_SZ    9.9.9.9',
      '    Lease    REG_DWORD    0x1',
      '',
      `${services}\\Tcpip\\Parameters`,
      '    Hostname    REG_SZ    ws',
    ]);
    assert.deepEqual(rowsOf(networkSettings(dump), 'adapter', 'setting', 'value'), [
      ['{1}', 'NameServer', '9.9.9.9'],
      ['', 'Hostname', 'ws'],
    ]);
  });
});
