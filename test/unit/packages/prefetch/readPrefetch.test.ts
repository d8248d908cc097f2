import assert from 'node:assert/strict';
import { pathHash } from '../../../../src/packages/prefetch/pathHash.ts';
import {
  packedPrefetch,
  prefetchContent,
  type BuiltPrefetch,
} from '../../../fixtures/prefetch/prefetchBytes.ts';
import { readWhole, sample, volume } from './prefetchSamples.ts';

const ticks = 133_000_000_000_000_001n;
const moment = '2022-06-18T04:26:40.0000001Z';

function read(changes: Partial<BuiltPrefetch>, fileName?: string): ReturnType<typeof readWhole> {
  return readWhole(prefetchContent({ ...sample, ...changes }), fileName);
}

describe('A prefetch file', () => {
  it('tells of the program, its runs, what it loaded and from where', () => {
    assert.deepEqual(read({}, 'CMD.EXE-0BD30981.pf'), {
      version: 30,
      isPacked: false,
      executableName: 'CMD.EXE',
      hash: '0BD30981',
      isHashOfPath: true,
      fileName: { hash: '0BD30981', isSameHash: true, isSameExecutable: true },
      runCount: 1,
      lastRuns: [moment],
      image: sample.image,
      executable: { path: sample.files[1], volume: 0 },
      files: sample.files,
      volumes: [
        {
          devicePath: volume.devicePath,
          serialNumber: '4290933E',
          createdAt: '2020-09-04T06:13:53.3028627Z',
          directories: volume.directories,
        },
      ],
      collections: [],
    });
  });

  it('is read in every version and layout, packed or not', () => {
    const second = { ...volume, devicePath: '\\DEVICE\\HARDDISKVOLUME9', serialNumber: 7, directories: [] };
    for (const [version, isEarly] of [[17], [23], [26], [30], [30, true], [31], [31, true]] as const) {
      const most = version < 26 ? 1 : 8;
      const lastRuns = Array.from({ length: most }, (_, run) => ticks - BigInt(run) * 10_000_000n);
      const volumes = [volume, second];
      const content = prefetchContent({
        ...sample,
        version,
        isEarly: isEarly ?? false,
        runCount: 4711,
        lastRuns,
        volumes,
      });
      for (const file of [content, packedPrefetch(content), packedPrefetch(content, { hasChecksum: true })]) {
        const prefetch = readWhole(file);
        assert.equal(prefetch.version, version);
        assert.equal(prefetch.isPacked, file !== content);
        assert.equal(prefetch.runCount, 4711);
        assert.equal(prefetch.lastRuns.length, most);
        assert.equal(prefetch.lastRuns.at(-1), most === 1 ? moment : '2022-06-18T04:26:33.0000001Z');
        assert.deepEqual(prefetch.files, sample.files);
        assert.deepEqual(
          prefetch.volumes.map(({ serialNumber, directories }) => [serialNumber, directories.length]),
          [
            ['4290933E', 2],
            ['00000007', 0],
          ],
        );
        assert.equal(prefetch.image, version < 30 ? undefined : sample.image);
      }
    }
  });

  it('has no more run times than it had runs, and has them in the order of time', () => {
    assert.deepEqual(read({ lastRuns: [ticks, ticks + 1n, ticks - 1n] }).lastRuns, [
      '2022-06-18T04:26:40.0000002Z',
      moment,
      '2022-06-18T04:26:40.0000000Z',
    ]);
    assert.deepEqual(read({ runCount: 0, lastRuns: [] }).lastRuns, []);
  });

  it('is compared with its own name, in any case', () => {
    assert.deepEqual(read({}, 'cmd.exe-0bd30981.PF').fileName, {
      hash: '0BD30981',
      isSameHash: true,
      isSameExecutable: true,
    });
    assert.deepEqual(read({}, 'NET.EXE-0BD30982.pf').fileName, {
      hash: '0BD30982',
      isSameHash: false,
      isSameExecutable: false,
    });
    for (const name of [
      undefined,
      'CMD.EXE.pf',
      'CMD.EXE-0BD3098.pf',
      '-0BD30981.pf',
      'CMD.EXE-0BD30981.pf.txt',
    ]) {
      assert.equal(read({}, name).fileName, undefined);
    }
  });

  it('keeps characters that are half of a pair, as names may have them', () => {
    assert.deepEqual(read({ files: ['\\A\\\ud800x', '\\B\\Größe\u202e.exe'] }).files, [
      '\\A\\\ud800x',
      '\\B\\Größe\u202e.exe',
    ]);
  });

  it('may have zeros behind its names', () => {
    const padded = prefetchContent({ ...sample, files: [...sample.files, '', ''] });
    padded.writeUInt32LE(sample.files.length, 88);
    assert.deepEqual(readWhole(padded).files, sample.files);
  });

  it('may name a volume that has no time of creation', () => {
    const [found] = read({ volumes: [{ ...volume, createdAt: 0n }] }).volumes;
    assert.ok(found && !('createdAt' in found));
  });
});

describe('The executable of a prefetch file', () => {
  const at = (path: string): string => `${volume.devicePath}${path}`;

  it('is the loaded file that the image names, among several of the name', () => {
    const files = [at('\\TEMP\\CMD.EXE'), at('\\WINDOWS\\SYSTEM32\\CMD.EXE')];
    assert.equal(read({ files }).executable?.path, files[1]);
    assert.equal(read({ files: files.toReversed() }).executable?.path, files[1]);
  });

  it('is the one whose path the hash comes from, where no image is named', () => {
    const [first, second] = [
      '\\DEVICE\\HARDDISKVOLUME2\\A\\CMD.EXE',
      '\\DEVICE\\HARDDISKVOLUME2\\B\\CMD.EXE',
    ];
    for (const path of [first, second]) {
      const hash = parseInt(pathHash(path, 23), 16);
      const prefetch = read({ version: 23, files: [first, second], hash });
      assert.equal(prefetch.executable?.path, path);
      assert.equal(prefetch.isHashOfPath, true);
    }
    const other = read({ version: 23, files: [first, second], hash: 5 });
    assert.equal(other.executable?.path, first);
    assert.equal(other.isHashOfPath, false);
  });

  it('has all of its name, unless that was cut after 29 characters', () => {
    const [long, cut] = ['DCODEDCODEDCODEDCODEDCODEDCODE.EXE', 'DCODEDCODEDCODEDCODEDCODEDCOD'];
    const files = [at('\\CMD.EXE.MUI'), at('\\XCMD.EXE'), at(`\\${long}`)];
    assert.equal(read({ files }).executable, undefined);
    const prefetch = read({ files, executableName: long });
    assert.equal(prefetch.executableName, cut);
    assert.equal(prefetch.executable?.path, files[2]);
  });

  it('says which volume it is on, if any', () => {
    const volumes = [{ ...volume, devicePath: volume.devicePath.slice(0, -1) }, volume];
    assert.equal(read({ volumes }).executable?.volume, 1);
    assert.deepEqual(read({ volumes: [] }).executable, { path: sample.files[1] });
  });

  it('may be an app, which its package names', () => {
    const image = 'Microsoft.WindowsTerminal_1.15.2875.0_x64__8wekyb3d8bbwe';
    const prefetch = read({ image, hash: 0xb7ecc39c });
    assert.equal(prefetch.image, image);
    assert.equal(prefetch.isHashOfPath, false);
    assert.equal(prefetch.executable?.path, sample.files[1]);
  });
});

describe('The hash of a path', () => {
  it('is the one that Windows has in the names of its files', () => {
    const command = '\\WINDOWS\\SYSTEM32\\CMD.EXE';
    assert.equal(pathHash(`\\DEVICE\\HARDDISKVOLUME1${command}`, 17), '087B4001');
    assert.equal(pathHash(`\\DEVICE\\HARDDISKVOLUME2${command}`, 23), '4A81B364');
    assert.equal(pathHash('\\DEVICE\\HARDDISKVOLUME2\\WINDOWS\\SYSTEM32\\NOTEPAD.EXE', 26), 'D8414F97');
    assert.equal(
      pathHash('\\DEVICE\\HARDDISKVOLUME4\\PROGRAMDATA\\CHOCOLATEY\\TOOLS\\7Z.EXE', 30),
      '886612C8',
    );
  });
});

describe('The collections that a prefetch file names', () => {
  const guid = '6f1d2a3b-0c4d-4e5f-8a9b-112233445566';
  const other = 'AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE';
  const folder = `${volume.devicePath}\\WINDOWS\\TEMP\\COLLECTEDDATA`;

  it('are those of files and directories, each once and in lower case', () => {
    const files = [
      `${folder}\\${guid.toUpperCase()}\\AUTORUNS\\AUTORUNS.TXT`,
      `${folder}\\${guid}\\ARP.TXT`,
      `${folder}\\{${other}}`,
    ];
    const directories = [`${folder}\\11111111-2222-4333-8444-555555555555`];
    const { collections } = read({ files, volumes: [{ ...volume, directories }] });
    assert.deepEqual(collections, [guid, other.toLowerCase(), '11111111-2222-4333-8444-555555555555']);
  });

  it('are no folders of other names', () => {
    const names = [
      `MYCOLLECTEDDATA\\${guid}`,
      `COLLECTEDDATA\\X${guid}`,
      `COLLECTEDDATA\\${guid}0`,
      `COLLECTEDDATA\\${guid.slice(1)}`,
    ];
    assert.deepEqual(read({ files: names.map((name) => `\\V\\${name}\\A.TXT`) }).collections, []);
  });
});
