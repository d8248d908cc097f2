import assert from 'node:assert/strict';
import { readArp } from '../../../../src/packages/artifacts/arp.ts';
import { readConnections } from '../../../../src/packages/artifacts/connections.ts';
import { readDnsCache } from '../../../../src/packages/artifacts/dnsCache.ts';
import { readFirewallLog } from '../../../../src/packages/artifacts/firewallLog.ts';
import { readIpConfig } from '../../../../src/packages/artifacts/ipConfig.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { languages } from '../../../simulator/package/hostLocale.ts';
import {
  activeConnections,
  arpTable,
  dnsCache,
  firewallLog,
  ipConfiguration,
} from '../../../simulator/package/network.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { checkOf, collectionIn, rowsOf, textOf } from '../../../support/packageTexts.ts';

const columns = [
  'protocol',
  'localAddress',
  'localPort',
  'remoteAddress',
  'remotePort',
  'state',
  'pid',
  'program',
  'service',
  'note',
  'listening',
];

describe('The table of connections', () => {
  it('puts the lines of a record together: row, service, program or note', () => {
    const table = readConnections(
      textOf([
        '',
        'Aktive Verbindungen',
        '',
        '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
        '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1012',
        '  RpcSs',
        ' [svchost.exe]',
        '  TCP    [::]:445               [::]:0                 LISTENING       4',
        ' Can not obtain ownership information',
        '  TCP    10.0.0.5:50000         20.1.2.3:443           SCHLIESSEN WARTEN 77',
        ' [a b.exe]',
        '  TCP    10.0.0.5:50001         20.1.2.3:443           TIME_WAIT       0',
        '  UDP    [fe80::1%12]:1900      *:*                                    900',
        '  SSDPSRV',
        ' [svchost.exe]',
        '     deeper than anything',
      ]),
    );
    assert.deepEqual(rowsOf(table, ...columns), [
      ['TCP', '0.0.0.0', '135', '0.0.0.0', '0', 'ABHÖREN', '1012', 'svchost.exe', 'RpcSs', '', '1'],
      [
        'TCP',
        '[::]',
        '445',
        '[::]',
        '0',
        'LISTENING',
        '4',
        '',
        '',
        'Can not obtain ownership information',
        '1',
      ],
      ['TCP', '10.0.0.5', '50000', '20.1.2.3', '443', 'SCHLIESSEN WARTEN', '77', 'a b.exe', '', '', ''],
      ['TCP', '10.0.0.5', '50001', '20.1.2.3', '443', 'TIME_WAIT', '0', '', '', '', ''],
      ['UDP', '[fe80::1%12]', '1900', '*', '', '', '900', 'svchost.exe', 'SSDPSRV', '', '1'],
    ]);
    assert.deepEqual(checkOf(table, 'owners'), [5, 4]);
    assert.equal(table.unparsed.count, 1);
    assert.equal(table.source(1).line, 7);
  });

  for (const language of languages) {
    it(`is the same in ${language} as in English, but for the words`, () => {
      const read = (each: typeof language) =>
        rowsOf(
          readConnections(new MemberText('a.txt', activeConnections(collectionIn(each)))),
          'protocol',
          'localAddress',
          'remotePort',
          'program',
          'service',
          'listening',
        );
      assert.equal(read(language).length, 14);
      assert.deepEqual(read(language), read('english'));
    });
  }
});

describe('The other tables of the network', () => {
  it('count lines above their first row that are no heading', () => {
    const noise = ['Title', 'Header', 'something else', 'and more'];
    assert.equal(readConnections(textOf(noise)).unparsed.count, 2);
    assert.equal(readConnections(textOf(noise.slice(0, 1))).unparsed.count, 0);
    assert.equal(readDnsCache(textOf(['Windows IP Configuration', '', ...noise])).unparsed.count, 4);
  });

  for (const language of languages) {
    it(`have neighbours, names and settings in ${language}`, () => {
      const collection = collectionIn(language);
      const arp = readArp(textOf(arpTable(collection)));
      assert.deepEqual([arp.rowCount, arp.unparsed.count], [9, 0]);
      assert.deepEqual(rowsOf(arp, 'interface', 'address').at(-1), [collection.host.address, '224.0.0.22']);
      const dns = readDnsCache(textOf(dnsCache(collection)));
      assert.equal(dns.unparsed.count, 0);
      assert.deepEqual(rowsOf(dns, 'name', 'type', 'entry').slice(-3), [
        ['www.contoso.com', 'CNAME', 'www.contoso.com'],
        ['edge.adatum.com', 'A', 'www.contoso.com'],
        ['proxy.contoso.com', '', 'proxy.contoso.com'],
      ]);
      assert.equal(rowsOf(dns, 'answer')[5]?.[0], 'edge.adatum.com');
      assert.ok(
        rowsOf(dns, 'ttl')
          .slice(0, 7)
          .every(([ttl = '']) => Number(ttl) >= 5),
      );
      const ip = readIpConfig(textOf(ipConfiguration(collection)));
      assert.deepEqual([ip.rowCount, ip.unparsed.count], [10, 0]);
      const [, , , , , , , servers, second, third] = rowsOf(ip, 'adapter', 'setting', 'value');
      assert.deepEqual(
        [servers?.[2], second?.[2], third?.[2]],
        ['fec0:0:0:ffff::1%1', 'fec0:0:0:ffff::2%1', collection.host.gateway],
      );
      assert.equal(new Set([servers?.[1], second?.[1], third?.[1]]).size, 1);
      assert.ok(!/[.:\s]$/.test(servers?.[1] ?? '.') && !(servers?.[0] ?? ':').endsWith(':'));
    });
  }

  it('have neighbours without a physical address, and by interface', () => {
    const table = readArp(
      textOf([
        'Interface: 10.0.0.5 --- 0xc',
        '  x  y  z',
        '  10.0.0.1  aa-bb-cc-dd-ee-ff  dynamic',
        '  10.0.0.2  invalid',
        'Interface: 10.1.0.5 --- 0x1F',
        '  header',
        '  10.1.0.1  00-00-00-00-00-01  static',
        'noise',
      ]),
    );
    assert.deepEqual(rowsOf(table, 'interface', 'address', 'physical', 'type'), [
      ['10.0.0.5', '10.0.0.1', 'aa-bb-cc-dd-ee-ff', 'dynamic'],
      ['10.0.0.5', '10.0.0.2', '', 'invalid'],
      ['10.1.0.5', '10.1.0.1', '00-00-00-00-00-01', 'static'],
    ]);
    assert.equal(table.unparsed.count, 1);
  });

  it('have further values of a setting, though they look like settings', () => {
    const table = readIpConfig(
      textOf(['Adapter:', '   DNS . . : 9.9.9.9', '               a . . : b', '   Other . : c']),
    );
    assert.deepEqual(rowsOf(table, 'setting', 'value'), [
      ['DNS', '9.9.9.9'],
      ['DNS', 'a . . : b'],
      ['Other', 'c'],
    ]);
  });

  it('have the log of the firewall by what its header names', () => {
    const log = [
      '#Version: 1.5',
      '#Time Format: Local',
      '#Fields: date time action protocol src-ip dst-ip src-port dst-port size info path pid',
      '',
      '2026-01-20 10:11:12 DROP TCP 10.0.0.1 10.0.0.2 50000 445 0 - RECEIVE 77',
      'broken line',
      '#Fields: date time action',
      '2026-01-20 10:11:13 ALLOW',
    ];
    const table = readFirewallLog(textOf(log));
    assert.deepEqual(
      rowsOf(table, 'time', 'action', 'source', 'destinationPort', 'info', 'direction', 'pid'),
      [
        ['2026-01-20 10:11:12', 'DROP', '10.0.0.1', '445', '', 'RECEIVE', '77'],
        ['2026-01-20 10:11:13', 'ALLOW', '', '', '', '', ''],
      ],
    );
    assert.equal(table.unparsed.count, 1);
    const utc = readFirewallLog(textOf(log.map((line) => line.replace('Local', 'UTC'))));
    assert.deepEqual([utc.number(0, 0), utc.proof(0, 0)], [Date.UTC(2026, 0, 20, 10, 11, 12), 'utc']);
    const synthetic = readFirewallLog(textOf(firewallLog(collectionIn('english'))));
    assert.deepEqual([synthetic.rowCount, synthetic.unparsed.count], [400, 0]);
  });

  const hostile = [
    'x',
    ' ',
    '\t',
    ':',
    '.',
    '-',
    ' .',
    '  TCP    ',
    ' [',
    '\u202e',
    '\0',
    '#Fields: a ',
    ' --- 0x',
    '    a . : b ',
  ].map((piece) => piece.repeat(Math.ceil(200_000 / piece.length)));
  it('take no time for lines of 200 000 characters, and throw nothing', () => {
    const started = computedMs();
    for (const line of hostile) {
      for (const read of [readConnections, readArp, readDnsCache, readFirewallLog, readIpConfig]) {
        read(
          textOf([
            '  TCP a:1 b:2 LISTENING 4',
            'Interface: 10.0.0.5 --- 0xc',
            'h',
            '#Fields: date time x',
            '   a . : b',
            line,
            line,
          ]),
        );
      }
    }
    assert.ok(computedMs() - started < 6000, String(computedMs() - started));
  });
});
