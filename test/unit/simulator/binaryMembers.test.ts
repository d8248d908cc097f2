import assert from 'node:assert/strict';
import { ByteBudget } from '../../../src/packages/cabinet/byteBudget.ts';
import { readCabinetFile } from '../../../src/packages/cabinet/cabinetContent.ts';
import { openCabinet } from '../../../src/packages/cabinet/openCabinet.ts';
import { readPrefetch, type Prefetch } from '../../../src/packages/prefetch/readPrefetch.ts';
import { PackageStore } from '../../simulator/package/packageStore.ts';
import { runsWindows } from '../../simulator/tenant/devices.ts';
import { Tenant } from '../../simulator/tenant/tenant.ts';
import { zipMembers } from './zipMembers.ts';

const now = Date.UTC(2026, 5, 1, 12);

describe('In a simulated package of Windows', () => {
  let members: Map<string, Buffer>;
  let guid: string;
  let collectedAt: string;

  before(async () => {
    const tenant = new Tenant(250, now);
    const action = tenant.actions.find((candidate) => {
      const device = tenant.device(candidate.machineId);
      return device && runsWindows(device) && tenant.hasPackage(candidate, now);
    });
    const content = await new PackageStore(tenant).contentOf(action?.id ?? assert.fail('no package'));
    members = zipMembers(Buffer.concat([...content.read(0, content.size)]));
    const summary = members.get('Forensics Collection Summary.csv')?.toString('utf8') ?? '';
    guid = /CollectedData\\([\da-f-]{36})/.exec(summary)?.[1] ?? assert.fail('no GUID');
    collectedAt = /\[([^\]]+)Z\]/.exec(summary)?.[1] ?? assert.fail('no time');
  });

  function prefetch(): Prefetch[] {
    return [...members]
      .filter(([path]) => path.endsWith('.pf'))
      .map(([path, bytes]) => {
        const { prefetch: found, faults } = readPrefetch(bytes, path.slice(path.lastIndexOf('/') + 1));
        assert.deepEqual(faults, [], path);
        return found ?? assert.fail(path);
      });
  }

  it('the prefetch files tell of plausible runs before the prefetch folder was copied', () => {
    const found = prefetch();
    assert.ok(found.length >= 20, String(found.length));
    for (const { fileName, executable, runCount = 0, lastRuns, files, executableName } of found) {
      assert.deepEqual([fileName?.isSameHash, fileName?.isSameExecutable], [true, true], executableName);
      assert.equal(executable?.volume, 0);
      assert.equal(lastRuns.length, Math.min(8, runCount));
      assert.ok(files.length > 20, executableName);
      const copiedAt = new Date(Date.parse(`${collectedAt}Z`) + 5_000).toISOString();
      assert.ok(
        lastRuns.every((time) => time < copiedAt),
        executableName,
      );
    }
    assert.ok(found.some(({ image }) => image?.endsWith('\\USERS\\PUBLIC\\LIBRARIES\\UPD.EXE')));
  });

  it('the prefetch files name this collection and two before it', () => {
    const named = new Set(prefetch().flatMap(({ collections }) => collections));
    assert.equal(named.size, 3);
    assert.ok(named.has(guid));
    const robocopy = prefetch().find(({ executableName }) => executableName === 'ROBOCOPY.EXE');
    assert.equal(robocopy?.collections.length, 2);
  });

  it('the support cabinet has the logs of Defender, in UTF-16 without a mark', () => {
    const cabinet = openCabinet(members.get('WdSupportLogs/MPSupportFiles.cab') ?? Buffer.alloc(0));
    assert.deepEqual(cabinet.faults, []);
    const texts = new Map(
      cabinet.files.map((file) => {
        const { bytes, faults } = readCabinetFile(cabinet, file, new ByteBudget(2 ** 24));
        assert.deepEqual(faults, []);
        return [
          file.name.replace(/-\d{8}-\d{6}/, ''),
          bytes.toString(file.name.endsWith('.log') ? 'utf16le' : 'utf8'),
        ];
      }),
    );
    assert.deepEqual(
      [...texts.keys()],
      ['MPDetection.log', 'MPLog.log', 'MPRegistry.txt', 'MPStateInfo.txt'],
    );
    const log = texts.get('MPLog.log')?.split('\r\n') ?? [];
    assert.ok(log.length > 3_000 && log[0]?.startsWith('-----'), String(log.length));
    assert.match(texts.get('MPDetection.log') ?? '', /^\d{4}-\d\d-\d\dT[\d:.]{12} .*\n.*DETECTION_ADD/s);
    assert.match(texts.get('MPRegistry.txt') ?? '', /TamperProtection/);
    assert.ok((cabinet.folders[0]?.blocks ?? 0) > 10);
  });
});
