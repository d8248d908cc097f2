import assert from 'node:assert/strict';
import { PackageStore } from '../../simulator/package/packageStore.ts';
import { syntheticPackage } from '../../simulator/package/syntheticPackage.ts';
import { hostileNames } from '../../simulator/tenant/devices.ts';
import { Tenant } from '../../simulator/tenant/tenant.ts';
import { zipMembers } from './zipMembers.ts';

const now = Date.UTC(2026, 5, 1, 12);
const byteOrderMark = '\ufeff';

async function packageOf(tenant: Tenant, actionId: string): Promise<Buffer> {
  const content = await new PackageStore(tenant).contentOf(actionId);
  return Buffer.concat([...content.read(0, content.size)]);
}

function readyActions(tenant: Tenant): { id: string; computerDnsName: string }[] {
  return tenant.actions.filter((action) => tenant.hasPackage(action, now));
}

describe('Simulated investigation packages', () => {
  const tenant = new Tenant(250, now);
  const [newest, ...others] = readyActions(tenant);
  let members: Map<string, Buffer>;

  before(async () => {
    members = zipMembers(await packageOf(tenant, newest?.id ?? ''));
  });

  function text(name: string): string {
    return members.get(name)?.toString('utf8') ?? '';
  }

  it('hold the members that the sensor collects, under its names', () => {
    const folders = new Set([...members.keys()].map((name) => name.split('/')[0] ?? ''));
    assert.deepEqual([...folders].toSorted(), [
      'Autoruns',
      'Forensics Collection Summary.csv',
      'Installed Programs',
      'Network Connections',
      'Prefetch Files',
      'Processes',
      'SMB Session',
      'Scheduled Tasks',
      'Security Event Log',
      'Services',
      'System Information',
      'Temp Directories',
      'Users and Groups',
      'WdSupportLogs',
    ]);
    assert.equal(members.get('Security Event Log/Security.evtx')?.toString('latin1', 0, 7), 'ElfFile');
    assert.equal(members.get('WdSupportLogs/MPSupportFiles.cab')?.toString('latin1', 0, 4), 'MSCF');
  });

  it('mix encodings and type lines as the sensor does', () => {
    const marked = [...members].filter(([, content]) => content.toString('utf8', 0, 3) === byteOrderMark);
    assert.deepEqual(marked.map(([name]) => name).toSorted(), [
      'Autoruns/Autoruns.txt',
      'Forensics Collection Summary.csv',
      'SMB Session/Summary.txt',
      'Services/Services.csv',
    ]);
    assert.match(text('Processes/Processes.csv'), /^#TYPE /);
    assert.match(text('Installed Programs/InstalledPrograms.csv'), /^#TYPE Selected\./);
    assert.match(text('Services/Services.csv'), /,"'Manual','[^"]+",/);
    assert.match(text('Services/Services.csv'), /''full volume''/);
  });

  it('summarise some ninety commands and the GUID of the collection', () => {
    const rows = text('Forensics Collection Summary.csv').trimEnd().split('\r\n').slice(1);
    assert.ok(rows.length >= 85 && rows.length <= 95, String(rows.length));
    assert.ok(rows.every((row) => /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\],[^,]+,".*",Completed,0$/.test(row)));
    assert.match(rows[0] ?? '', /CollectedData\\[\da-f]{8}-[\da-f-]{27}\\/);
  });

  it('name a process in netstat that the process list has', () => {
    const pids = text('Network Connections/ActiveNetConnections.txt').matchAll(/ (\d+)\r\n \[msedge\.exe\]/g);
    for (const [, pid = ''] of pids) {
      assert.match(text('Processes/Processes.csv'), new RegExp(`"msedge\\.exe".*"${pid}"`));
    }
  });

  it('are the same on every start, and different for every action', async () => {
    const later = new Tenant(250, now + 86_400_000);
    const [first, second] = [newest, others[0]].map((action) => action?.id ?? '');
    const bytes = await packageOf(tenant, first ?? '');
    assert.ok(bytes.equals(await packageOf(later, first ?? '')));
    assert.ok(!bytes.equals(await packageOf(tenant, second ?? '')));
  });

  it('weigh a megabyte or more, and exist for devices with hostile names too', async () => {
    const hostile = others.filter(({ computerDnsName }) => hostileNames.includes(computerDnsName));
    assert.ok(hostile.length >= 4);
    for (const { id } of hostile.slice(0, 4)) {
      const bytes = await packageOf(tenant, id);
      assert.ok(bytes.length >= 900_000);
      assert.ok([...zipMembers(bytes).keys()].every((name) => /^[\w .()/-]+$/.test(name)));
    }
  });

  it('tell of a device without Windows in files of their own', async () => {
    for (const [platform, expected, unexpected] of [
      ['macOS', 'history/shell_history.txt', 'system/cpu.txt'],
      ['Ubuntu', 'system/cpu.txt', 'history/shell_history.txt'],
    ] as const) {
      const other = new Tenant(30, now);
      const device = other.devices.find(({ osPlatform }) => osPlatform === platform) ?? assert.fail();
      const action = other.actions.find(({ id }) => other.hasPackage(other.action(id), now)) ?? assert.fail();
      action.machineId = device.id;
      const names = [...zipMembers(await packageOf(other, action.id)).keys()];
      assert.ok(names.includes(expected) && !names.includes(unexpected));
      assert.ok(!names.some((name) => name.includes('evtx')));
    }
  });

  it('can be synthetic, of any size to the byte', () => {
    for (const size of [1_000_001, 5 * 1024 * 1024 + 77]) {
      const content = syntheticPackage(size);
      const bytes = Buffer.concat([...content.read(0, size)]);
      assert.equal(bytes.length, size);
      assert.equal(zipMembers(bytes).size, 1);
      assert.ok(bytes.subarray(1_000, 1_000_001).equals(Buffer.concat([...content.read(1_000, 1_000_001)])));
    }
  });

  it('can be synthetic and larger than 4 GiB, made no sooner than read', () => {
    const size = 5 * 2 ** 30;
    const content = syntheticPackage(size);
    const end = Buffer.concat([...content.read(size - 98, size)]);
    assert.deepEqual([end.readUInt32LE(0), end.readUInt32LE(76)], [0x06064b50, 0x06054b50]);
    assert.equal(Buffer.concat([...content.read(0, 4)]).toString('latin1'), 'PK\x03\x04');
  });
});
