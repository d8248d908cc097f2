import assert from 'node:assert/strict';
import { largestContent } from '../../../../src/packages/prefetch/container.ts';
import { mostFiles } from '../../../../src/packages/prefetch/fileNames.ts';
import type { PrefetchFault } from '../../../../src/packages/prefetch/prefetchFault.ts';
import { readPrefetch } from '../../../../src/packages/prefetch/readPrefetch.ts';
import { mostDirectories, mostVolumes } from '../../../../src/packages/prefetch/volumes.ts';
import { packedPrefetch, prefetchContent } from '../../../fixtures/prefetch/prefetchBytes.ts';
import { faultsOf, sample, volume } from './prefetchSamples.ts';

const content = prefetchContent(sample);
const namesStart = content.readUInt32LE(100);
const volumesStart = content.readUInt32LE(108);
const pathStart = volumesStart + content.readUInt32LE(volumesStart);
const directoriesStart = volumesStart + content.readUInt32LE(volumesStart + 28);

/** The content with other numbers at some places; those of eight bytes are written as such. */
function changed(...places: [at: number, value: number | bigint][]): Buffer {
  const bytes = Buffer.from(content);
  for (const [at, value] of places) {
    if (typeof value === 'bigint') {
      bytes.writeBigUInt64LE(value, at);
    } else {
      bytes.writeUInt32LE(value, at);
    }
  }
  return bytes;
}

describe('A prefetch file that is none', () => {
  it('is said to be none', () => {
    const none: PrefetchFault[] = [{ of: 'content', offset: 0, kind: 'notPrefetch' }];
    for (const file of ['', 'SCCA', 'MA', 'something else entirely, and longer than eight bytes']) {
      assert.deepEqual(readPrefetch(Buffer.from(file)), { faults: none });
    }
    assert.deepEqual(readPrefetch(packedPrefetch(Buffer.from('nothing of the kind'))), { faults: none });
  });

  it('is said to be packed in another way', () => {
    const file = Buffer.from('MAM\x02\x10\0\0\0rest');
    assert.deepEqual(readPrefetch(file), { faults: [{ of: 'file', offset: 3, kind: 'packing', method: 2 }] });
  });
});

describe('A prefetch file of another version', () => {
  it('tells the program and its hash', () => {
    const { prefetch, faults } = readPrefetch(changed([0, 32]));
    assert.deepEqual(faults, [{ of: 'content', offset: 0, kind: 'version', version: 32 }]);
    assert.deepEqual(
      [prefetch?.executableName, prefetch?.hash, prefetch?.runCount],
      ['CMD.EXE', '0BD30981', undefined],
    );
  });

  it('is read as the latest layout when its own is not known', () => {
    const { prefetch, faults } = readPrefetch(changed([84, 300]));
    assert.deepEqual(faults, [{ of: 'content', offset: 84, kind: 'layout', length: 300 }]);
    assert.equal(prefetch?.runCount, 1);
    assert.deepEqual(prefetch.files, sample.files);
  });
});

describe('A damaged prefetch file', () => {
  it('is read up to where its packed data are damaged', () => {
    const many = Array.from(
      { length: 3000 },
      (_, index) => `${volume.devicePath}\\DIR\\FILE${index * 7919}.DLL`,
    );
    const packed = packedPrefetch(prefetchContent({ ...sample, files: many }));
    const cut = Math.floor(packed.length * 0.95);
    const { prefetch, faults } = readPrefetch(packed.subarray(0, cut));
    assert.deepEqual([faults[0]?.kind, faults[0]?.of, faults[0]?.offset], ['packed', 'file', cut]);
    assert.ok(faults.slice(1).every(({ kind }) => kind === 'truncated'));
    const read = prefetch?.files ?? [];
    assert.ok(read.length > 500 && read.length < many.length, String(read.length));
    assert.deepEqual(read.slice(0, -1), many.slice(0, read.length - 1));
    assert.equal(prefetch?.runCount, 1);
  });

  it('says that its checksum is wrong, and what it read', () => {
    const packed = packedPrefetch(content, { hasChecksum: true });
    packed.writeUInt32LE((packed.readUInt32LE(8) ^ 1) >>> 0, 8);
    const { prefetch, faults } = readPrefetch(packed);
    assert.deepEqual(
      faults.map(({ kind, offset }) => [kind, offset]),
      [['checksum', 8]],
    );
    assert.deepEqual(prefetch?.files, sample.files);
  });

  it('may end in the header of its container', () => {
    for (const length of [3, 7]) {
      const expected: PrefetchFault[] = [{ of: 'file', offset: length, kind: 'packed', what: 'end' }];
      assert.deepEqual(readPrefetch(packedPrefetch(content).subarray(0, length)), { faults: expected });
    }
    const checked = packedPrefetch(content, { hasChecksum: true });
    assert.equal(faultsOf(checked.subarray(0, 10))[0]?.kind, 'packed');
  });

  it('may end in its header or its information', () => {
    assert.deepEqual(readPrefetch(content.subarray(0, 83)), {
      faults: [{ of: 'content', offset: 0, kind: 'truncated', part: 'header' }],
    });
    const { prefetch, faults } = readPrefetch(content.subarray(0, 295));
    assert.deepEqual(faults.slice(1), [
      { of: 'content', offset: 84, kind: 'truncated', part: 'information' },
    ]);
    assert.equal(prefetch?.executableName, 'CMD.EXE');
  });

  it('says which parts are cut, wherever it ends', () => {
    for (let length = 0; length < content.length; length++) {
      const { prefetch, faults } = readPrefetch(content.subarray(0, length));
      assert.ok(faults.length > 0, `cut at ${length}`);
      assert.ok(length < 84 || prefetch?.executableName === 'CMD.EXE', `cut at ${length}`);
      assert.ok(length < volumesStart || prefetch?.files.length === 2, `cut at ${length}`);
    }
  });

  const cases: Record<string, [file: Buffer, ...faults: PrefetchFault[]]> = {
    'says that its size is another': [
      changed([12, 5]),
      { of: 'content', offset: 12, kind: 'size', declared: 5, found: content.length },
    ],
    'says that it has more files than names': [
      changed([88, 3]),
      { of: 'content', offset: namesStart, kind: 'count', part: 'fileNames', declared: 3, found: 2 },
    ],
    'says that its names are elsewhere': [
      changed([100, 0xfffffff0]),
      { of: 'content', offset: 0xfffffff0, kind: 'truncated', part: 'fileNames' },
    ],
    'says that its image is elsewhere': [
      changed([212, 0xfffffff0]),
      { of: 'content', offset: 0xfffffff0, kind: 'truncated', part: 'image' },
    ],
    'says that it has more volumes than entries': [
      changed([116, 96]),
      { of: 'content', offset: pathStart, kind: 'truncated', part: 'devicePath' },
      { of: 'content', offset: directoriesStart, kind: 'truncated', part: 'directories' },
    ],
    'says that its volumes go on behind its end': [
      changed([116, 0x7fffffff]),
      { of: 'content', offset: volumesStart, kind: 'truncated', part: 'volumes' },
    ],
    'says that a time is none': [
      changed([136, 2n ** 63n], [volumesStart + 8, 2n ** 64n - 1n]),
      { of: 'content', offset: 136, kind: 'time', part: 'information' },
      { of: 'content', offset: volumesStart + 8, kind: 'time', part: 'volumes' },
    ],
    'says that a device path is elsewhere': [
      changed([volumesStart, 0x10000000]),
      { of: 'content', offset: volumesStart + 0x10000000, kind: 'truncated', part: 'devicePath' },
    ],
    'says that it has more directories than are there': [
      changed([volumesStart + 32, 0xffffffff]),
      { of: 'content', offset: content.length, kind: 'truncated', part: 'directories' },
    ],
  };
  for (const [name, [file, ...expected]] of Object.entries(cases)) {
    it(name, () => {
      const { prefetch, faults } = readPrefetch(file);
      assert.equal(prefetch?.runCount, 1);
      assert.deepEqual(faults, expected);
    });
  }
});

describe('A hostile prefetch file', () => {
  it('is not unpacked beyond 64 MiB', () => {
    const packed = packedPrefetch(content);
    packed.writeUInt32LE(largestContent + 1, 4);
    const size = largestContent + 1;
    assert.deepEqual(readPrefetch(packed), { faults: [{ of: 'file', offset: 4, kind: 'tooLarge', size }] });
    const unpacked = Buffer.alloc(size);
    content.copy(unpacked);
    const { prefetch, faults } = readPrefetch(unpacked);
    assert.deepEqual(faults[0], { of: 'file', offset: 0, kind: 'tooLarge', size });
    assert.deepEqual(prefetch?.files, sample.files);
  });

  it('does not multiply directories by volumes that share them', () => {
    const directories = Array.from(
      { length: 500 },
      (_, index) => `${volume.devicePath}\\${'D'.repeat(200)}${index}`,
    );
    const volumes = Array.from({ length: 300 }, () => ({ ...volume, directories: [] as string[] }));
    const file = prefetchContent({ ...sample, volumes: [...volumes, { ...volume, directories }] });
    const start = file.readUInt32LE(108);
    const shared = file.readUInt32LE(start + 300 * 96 + 28);
    for (let index = 0; index < 300; index++) {
      file.writeUInt32LE(shared, start + index * 96 + 28);
      file.writeUInt32LE(500, start + index * 96 + 32);
    }
    const { prefetch, faults } = readPrefetch(file);
    const texts = prefetch?.volumes.flatMap((found) => found.directories) ?? [];
    assert.ok(2 * texts.join('').length <= file.length);
    assert.ok(faults.some(({ kind }) => kind === 'overlap'));
  });

  it('has no more files, volumes and directories than are read', () => {
    const files = Array.from({ length: mostFiles + 5 }, () => 'A');
    const directories = Array.from({ length: mostDirectories + 5 }, () => 'B');
    const volumes = [
      { ...volume, directories },
      ...Array.from({ length: mostVolumes + 5 }, () => ({ ...volume, directories: [] })),
    ];
    const { prefetch, faults } = readPrefetch(prefetchContent({ ...sample, files, volumes }));
    assert.equal(prefetch?.files.length, mostFiles);
    assert.equal(prefetch.volumes.length, mostVolumes);
    assert.equal(prefetch.volumes[0]?.directories.length, mostDirectories);
    assert.deepEqual(
      faults.map((fault) => [fault.kind, 'part' in fault && fault.part, 'read' in fault && fault.read]),
      [
        ['tooMany', 'fileNames', mostFiles],
        ['tooMany', 'directories', mostDirectories],
        ['tooMany', 'volumes', mostVolumes],
      ],
    );
  });
});
