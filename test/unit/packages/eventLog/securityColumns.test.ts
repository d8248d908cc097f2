import assert from 'node:assert/strict';
import { EventBatchView } from '../../../../src/packages/eventLog/eventBatchView.ts';
import { securityColumns } from '../../../../src/packages/eventLog/securityColumns.ts';
import {
  kerberosNames,
  logonTypes,
  statusNames,
  valueWords,
} from '../../../../src/packages/eventLog/auditCodes.ts';
import { eventNames } from '../../../../src/packages/eventLog/securityWords.ts';
import {
  dataTemplate,
  event,
  noon2026,
  security,
  systemTemplate,
} from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { instance } from '../../../fixtures/eventLog/nodes.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import type { WrittenValue } from '../../../fixtures/eventLog/values.ts';
import { readLog } from '../../../support/eventLogs.ts';

async function columnsOf(
  eventId: number,
  values: Record<string, string | WrittenValue>,
  provider = security.provider,
) {
  const given = Object.values(values).map((value) =>
    typeof value === 'string' ? written.text(value) : value,
  );
  const data = instance(dataTemplate(800, Object.keys(values)), ...given);
  const outer = systemTemplate({ ...security, provider }, 801);
  const { batches } = await readLog(
    eventLogBytes({ events: [event({ eventId, recordId: 77n }, [data], outer)] }),
  );
  const [batch] = batches;
  assert.ok(batch);
  return securityColumns(new EventBatchView(batch), 0);
}

describe('What to see first of a Security event', () => {
  it('is all that a failed logon says', async () => {
    const columns = await columnsOf(4625, {
      SubjectUserName: 'HOST$',
      SubjectDomainName: 'CORP',
      TargetUserName: 'admin',
      TargetDomainName: 'CORP',
      Status: written.hex32(0xc000006d),
      SubStatus: written.hex32(0xc000006a),
      LogonType: written.uint32(3),
      WorkstationName: 'KALI',
      ProcessName: '-',
      IpAddress: '203.0.113.9',
      IpPort: '50000',
    });
    assert.deepEqual(columns, {
      recordId: 77n,
      time: noon2026,
      event: { code: '4625', name: 'Logon failed' },
      account: 'CORP\\admin',
      logonType: { code: '3', name: 'Network' },
      from: '203.0.113.9:50000 (KALI)',
      process: undefined,
      status: { code: '0xc000006a', name: 'Wrong password' },
    });
  });

  it('is nothing that the event does not say', async () => {
    assert.deepEqual(
      await columnsOf(65_000, { TargetUserName: '-', IpAddress: '-', LogonType: written.uint32(99) }),
      {
        recordId: 77n,
        time: noon2026,
        event: { code: '65000', name: undefined },
        account: undefined,
        logonType: { code: '99', name: undefined },
        from: undefined,
        process: undefined,
        status: undefined,
      },
    );
  });

  const cases: [string, number, Record<string, string | WrittenValue>, object][] = [
    [
      'who did it where nobody else is meant',
      4688,
      { SubjectUserName: 'a', TargetUserName: '-', NewProcessName: 'C:\\x.exe', ProcessName: 'C:\\y.exe' },
      { account: 'a', process: 'C:\\x.exe' },
    ],
    [
      'the workstation where there is no address',
      4776,
      { Workstation: 'W', Status: written.hex32(0xc0000064) },
      { from: 'W', status: { code: '0xc0000064', name: 'User name does not exist' } },
    ],
    ['an address without a port', 4624, { IpAddress: '::1', IpPort: '0' }, { from: '::1' }],
    [
      'an address of IPv6 with a port',
      4624,
      { IpAddress: 'fe80::1', IpPort: '99' },
      { from: '[fe80::1]:99' },
    ],
    [
      'where a connection came from',
      5156,
      { SourceAddress: '10.0.0.1', SourcePort: '443', Application: '\\device\\x' },
      { from: '10.0.0.1:443', process: '\\device\\x' },
    ],
    [
      'the code that says more',
      4625,
      { Status: written.hex32(0xc0000234), SubStatus: written.hex32(0) },
      { status: { code: '0xc0000234', name: 'Account locked out' } },
    ],
    [
      "Kerberos' own codes",
      4771,
      { Status: written.hex32(0x18) },
      { status: { code: '0x18', name: 'Wrong password' } },
    ],
    [
      'a code that has no name',
      4625,
      { Status: 'hostile <b>' },
      { status: { code: 'hostile <b>', name: undefined } },
    ],
    ['the program of a service', 4697, { ServiceFileName: 'cmd.exe /c x' }, { process: 'cmd.exe /c x' }],
  ];
  for (const [words, eventId, values, expected] of cases) {
    it(`is ${words}`, async () => {
      const columns = await columnsOf(eventId, values);
      const some = Object.fromEntries(Object.entries(columns).filter(([name]) => name in expected));
      assert.deepEqual(some, expected);
    });
  }

  it('has short names for the usual numbers', () => {
    assert.ok(eventNames.size >= 60);
    for (const id of [1102, 4624, 4625, 4648, 4672, 4688, 4697, 4698, 4720, 4722, 4732, 4740, 5447, 8222]) {
      assert.ok(eventNames.has(id), String(id));
    }
    assert.deepEqual([logonTypes.get(2), logonTypes.get(10)], ['Interactive', 'Remote desktop']);
    for (const names of [eventNames, logonTypes, statusNames, kerberosNames]) {
      for (const name of names.values()) {
        assert.match(name, /^[A-Z][\w ,'-]{2,51}$/);
      }
    }
  });

  it('is named only where its number is one of the Security log, and else by who wrote it', async () => {
    assert.deepEqual((await columnsOf(4625, {}, 'Contoso VPN')).event, { code: '4625', name: 'Contoso VPN' });
    const cleared = await columnsOf(1102, {}, 'Microsoft-Windows-Eventlog');
    assert.equal(cleared.event?.name, 'Security log cleared');
  });

  it('says in words what codes in its fields stand for, as far as all of a field is codes', () => {
    const cases: [eventId: number, field: string, value: string, words: string[] | undefined][] = [
      [4624, 'LogonType', '3', ['Network']],
      [4624, 'LogonType', '99', undefined],
      [4625, 'SubStatus', '0xC000006A', ['Wrong password']],
      [4769, 'Status', '0x12', ['Account disabled, expired or locked out']],
      [4769, 'TicketEncryptionType', '0x17', ['RC4']],
      [4697, 'ServiceStartType', '2', ['Automatic']],
      [4663, 'AccessList', '%%4416\r\n\t\t\t\t%%4423', ['Read or list', 'Read attributes']],
      [4663, 'AccessList', '%%4416 %%65000', ['Read or list', '%%65000']],
      [4663, 'AccessList', '%%65000', undefined],
      [4688, 'CommandLine', 'cmd /c echo %%4416', undefined],
      [4688, 'constructor', '2', undefined],
    ];
    for (const [eventId, field, value, words] of cases) {
      assert.deepEqual(valueWords(eventId, field, value), words, `${field} ${value}`);
    }
  });
});
