import assert from 'node:assert/strict';
import { RegistryDump } from '../../../../src/packages/artifacts/registry/registryDump.ts';
import { serviceKeys } from '../../../../src/packages/artifacts/registry/serviceKeys.ts';
import { joinConnections } from '../../../../src/packages/joins/connectionJoin.ts';
import { joinProcesses, programOf } from '../../../../src/packages/joins/processJoin.ts';
import { joinServices, serviceKeyOf } from '../../../../src/packages/joins/serviceJoin.ts';
import { hasMark } from '../../../../src/packages/table/table.ts';
import { atMinute, connectionTable, processTable, serviceTable } from '../../../support/joinTables.ts';
import { checkOf, rowsOf, textOf } from '../../../support/packageTexts.ts';
import { SeededRandom } from '../../../support/random.ts';

const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const keysOf = (lines: readonly string[]) => serviceKeys(new RegistryDump([textOf(lines)]));
describe('Joined processes', () => {
  const services = serviceTable([
    ['RpcSs', '8', 'svchost.exe -k rpcss', 'Auto'],
    ['RpcEptMapper', '8', 'svchost.exe -k rpcss', 'Auto'],
    ['odd1', '16', 'a.exe', 'Auto'],
    ['odd2', '16', 'b.exe', 'Auto'],
    ['stopped', '0', 'c.exe', 'Manual'],
  ]);
  const processes = processTable([
    ['System', '4', '0', atMinute(1), '', ''],
    ['svchost.exe', '8', '4', atMinute(2), '', ''],
    ['late.exe', '12', '99', atMinute(3), 'C:\\late.exe', '"C:\\late.exe" -x'],
    ['odd.exe', '16', '12', atMinute(4), '', ''],
    ['child.exe', '20', '24', atMinute(5), 'C:\\child.exe', ''],
    ['reused.exe', '24', '4', atMinute(6), 'C:\\reused.exe', ''],
    ['idle', '0', '0', '', '', ''],
  ]);
  const joined = joinProcesses(
    processes,
    services,
    connectionTable([
      ['8', '', ''],
      ['8', '', ''],
      ['12', '', ''],
    ]),
  );

  it('have parents, unless those are gone, or began later under the same number', () => {
    assert.deepEqual(rowsOf(joined, 'parent', 'parentGone').slice(0, 6), [
      ['idle', ''],
      ['System', ''],
      ['', '1'],
      ['late.exe', ''],
      ['', '1'],
      ['System', ''],
    ]);
  });

  it('have the services that they host, and how many sockets they hold', () => {
    assert.deepEqual(rowsOf(joined, 'services', 'sockets').slice(1, 4), [
      ['RpcSs, RpcEptMapper', '2'],
      ['', '1'],
      ['odd1, odd2', '0'],
    ]);
  });

  it('have the command line of their services where the collector could not read any, and say so', () => {
    assert.deepEqual(rowsOf(joined, 'commandLine', 'path').slice(0, 4), [
      ['', ''],
      ['svchost.exe -k rpcss', 'svchost.exe'],
      ['"C:\\late.exe" -x', 'C:\\late.exe'],
      ['', ''],
    ]);
    const marks = (row: number) => [hasMark(joined, row, 'unreadable'), hasMark(joined, row, 'fromServices')];
    // Services that disagree fill in nothing, and those that are stopped belong to no process.
    assert.deepEqual([0, 1, 2, 3, 6].map(marks), [
      [true, false],
      [true, true],
      [false, false],
      [true, false],
      [true, false],
    ]);
  });

  it('are there without services and connections, too', () => {
    assert.deepEqual(rowsOf(joinProcesses(processes, undefined, undefined), 'services', 'sockets')[1], [
      '',
      '0',
    ]);
  });

  it('find the program of a command line', () => {
    assert.deepEqual(
      ['"C:\\a b\\c.exe" -x', 'C:\\a b\\c.exe /y', 'C:\\a.exe', 'word more', ''].map(programOf),
      ['C:\\a b\\c.exe', 'C:\\a b\\c.exe', 'C:\\a.exe', 'word', ''],
    );
  });
});

describe('Joined services and connections', () => {
  const keys = keysOf([
    `${key}\\RpcSs`,
    '    Start    REG_DWORD    0x2',
    '    Type    REG_DWORD    0x20',
    '    ImagePath    REG_SZ    svchost',
    '',
    `${key}\\RpcSs\\Parameters`,
    '    ServiceDll    REG_SZ    rpcss.dll',
    '',
    `${key}\\CDPUserSvc`,
    '    Type    REG_DWORD    0x60',
    '    ServiceDll    REG_SZ    cdp.dll',
    '',
    `${key}\\CDPUserSvc_3f2a1`,
    '    Type    REG_DWORD    0xe0',
  ]);

  it("have their libraries; a user's own instance that of what it was made from", () => {
    const names = ['rpcss', 'CDPUserSvc', 'CDPUserSvc_3f2a1', 'CDPUserSvc_ffff0', 'none', 'x_zz11'];
    assert.deepEqual(
      names.map((each) => serviceKeyOf(keys, each)?.serviceDll),
      ['rpcss.dll', 'cdp.dll', 'cdp.dll', 'cdp.dll', undefined, undefined],
    );
  });

  it('are compared with the registry and the processes', () => {
    const services = serviceTable([
      ['RpcSs', '8', '', 'Auto'],
      ['RpcSs', '12', '', 'Manual'],
      ['none', '0', '', 'Auto'],
    ]);
    const table = joinServices(services, keys, processTable([['svchost.exe', '8', '4', '', '', '']]));
    assert.deepEqual(
      ['inRegistry', 'startMode', 'inProcessList'].map((id) => checkOf(table, id)),
      [
        [3, 2],
        [2, 1],
        [2, 1],
      ],
    );
    assert.deepEqual(rowsOf(table, 'serviceDll', 'registryStart'), [
      ['rpcss.dll', 'Auto'],
      ['rpcss.dll', 'Auto'],
      ['', ''],
    ]);
    assert.deepEqual(joinServices(services, new Map(), undefined).checks, []);
  });

  it('lead from a connection to process, parent, service and library', () => {
    const services = serviceTable([['RpcSs', '8', 'svchost.exe -k rpcss', 'Auto']]);
    const processes = joinProcesses(
      processTable([
        ['services.exe', '4', '0', '', '', ''],
        ['svchost.exe', '8', '4', '', '', ''],
      ]),
      services,
      undefined,
    );
    const table = joinConnections(
      connectionTable([
        ['8', 'SVCHOST.EXE', ''],
        ['8', 'other.exe', 'RpcSs'],
        ['99', 'gone.exe', ''],
      ]),
      processes,
      keys,
    );
    assert.deepEqual(rowsOf(table, 'process', 'parent', 'service', 'serviceDll', 'commandLine'), [
      ['svchost.exe', 'services.exe', 'RpcSs', 'rpcss.dll', 'svchost.exe -k rpcss'],
      ['svchost.exe', 'services.exe', 'RpcSs', 'rpcss.dll', 'svchost.exe -k rpcss'],
      ['', '', '', '', ''],
    ]);
    assert.deepEqual(checkOf(table, 'programs'), [2, 1]);
    assert.deepEqual(
      rowsOf(joinConnections(connectionTable([['8', 'a', 's']]), undefined, keys), 'process', 'service'),
      [['', 's']],
    );
  });

  it('agree with a plain search, whatever the numbers', () => {
    const random = new SeededRandom(5);
    for (let round = 0; round < 50; round++) {
      const number = () => String(random.below(12));
      const processes = processTable(
        Array.from({ length: 10 }, (_, row) => [`p${row}`, number(), number(), '', 'x', 'y']),
      );
      const services = serviceTable(Array.from({ length: 10 }, (_, row) => [`s${row}`, number(), '', '']));
      const connections = connectionTable(Array.from({ length: 10 }, () => [number(), '', '']));
      const joined = joinProcesses(processes, services, connections);
      for (let row = 0; row < 10; row++) {
        const pid = processes.text(row, 1);
        const hosted = rowsOf(services, 'name', 'pid')
          .filter(([, each]) => each === pid)
          .map(([each]) => each);
        const sockets = rowsOf(connections, 'pid').filter(([each]) => each === pid).length;
        const parents = rowsOf(processes, 'name', 'pid').filter(
          ([, each], other) => other !== row && each === processes.text(row, 2),
        );
        assert.deepEqual(rowsOf(joined, 'services', 'sockets', 'parent')[row], [
          hosted.join(', '),
          String(sockets),
          parents[0]?.[0] ?? '',
        ]);
      }
    }
  });
});
