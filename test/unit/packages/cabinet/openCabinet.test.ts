import assert from 'node:assert/strict';
import type { CabinetFault } from '../../../../src/packages/cabinet/cabinetFault.ts';
import { largestCabinet, openCabinet } from '../../../../src/packages/cabinet/openCabinet.ts';
import {
  cabinetBytes,
  type BuiltCabinet,
  type CabinetBytes,
} from '../../../fixtures/cabinet/cabinetBytes.ts';

const sample: BuiltCabinet = {
  folders: [
    {
      files: [
        { name: 'MPLog-20250801.log', content: 'first', modifiedAt: '2025-08-07T13:02:58' },
        { name: 'sub\\größe.txt', content: 'second one', attributes: 0xa7 },
      ],
    },
    { method: 'none', files: [{ name: 'A.EXE', content: 'third', attributes: 0x40 }] },
  ],
};

function changed({ bytes }: CabinetBytes, ...places: [at: number, value: number, length?: number][]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, value, length = 2] of places) {
    copy.writeUIntLE(value, at, length);
  }
  return copy;
}

function faultsOf(bytes: Uint8Array): CabinetFault[] {
  return openCabinet(bytes).faults;
}

describe('A cabinet', () => {
  it('lists its folders and files', () => {
    const built = cabinetBytes(sample);
    const { files, folders, faults, set } = openCabinet(built.bytes);
    assert.deepEqual(faults, []);
    assert.deepEqual(set, { id: 0, index: 0 });
    const isContinued = false;
    assert.deepEqual(folders, [
      { index: 0, method: 'MSZIP', isReadable: true, start: built.blocks[0]?.[0], blocks: 1, isContinued },
      { index: 1, method: 'none', isReadable: true, start: built.blocks[1]?.[0], blocks: 1, isContinued },
    ]);
    const usual = '2025-08-01T12:00:00';
    assert.deepEqual(files, [
      {
        index: 0,
        name: 'MPLog-20250801.log',
        size: 5,
        folder: 0,
        start: 0,
        modifiedAt: '2025-08-07T13:02:58',
        attributes: ['archive'],
      },
      {
        index: 1,
        name: 'sub\\größe.txt',
        size: 10,
        folder: 0,
        start: 5,
        modifiedAt: usual,
        attributes: ['readOnly', 'hidden', 'system', 'archive'],
      },
      { index: 2, name: 'A.EXE', size: 5, folder: 1, start: 0, modifiedAt: usual, attributes: ['execute'] },
    ]);
  });

  it('may have a name that no mark says to be UTF-8', () => {
    const { bytes } = cabinetBytes({ folders: [{ files: [{ name: 'gr\u00f6\u0080.txt', content: '' }] }] });
    assert.deepEqual(
      openCabinet(bytes).files.map(({ name }) => name),
      ['grö€.txt'],
    );
  });

  it('may have a file without a time', () => {
    const built = cabinetBytes(sample);
    const at = (built.fileEntries[0] ?? 0) + 10;
    for (const [date, time] of [
      [0, 0],
      [(13 << 5) | 1, 0],
      [(2 << 5) | 30, 0],
      [(1 << 5) | 1, 24 << 11],
      [(1 << 5) | 1, 60 << 5],
      [(1 << 5) | 1, 30],
    ] as const) {
      const [file] = openCabinet(changed(built, [at, date], [at + 2, time])).files;
      assert.ok(file && !('modifiedAt' in file), `${date} ${time}`);
    }
    assert.equal(
      openCabinet(changed(built, [at, 0xff9f], [at + 2, 0xbf7d])).files[0]?.modifiedAt,
      '2107-12-31T23:59:58',
    );
  });

  it('has what its writer reserved', () => {
    const reserve = { header: Buffer.alloc(300, 'h'), folder: Buffer.from('fold'), block: Buffer.from('b') };
    const cabinet = openCabinet(cabinetBytes({ ...sample, reserve }).bytes);
    assert.deepEqual(cabinet.faults, []);
    assert.deepEqual(cabinet.reserve, { header: reserve.header, folderLength: 4, blockLength: 1 });
    assert.equal(cabinet.files.length, 3);
  });

  it('says which others its set has', () => {
    const previous = { name: 'one.cab', disk: 'Disk 1' };
    const next = { name: 'three.cab', disk: '' };
    const place = { setId: 4711, setIndex: 1 };
    const both = openCabinet(cabinetBytes({ ...sample, previous, next, ...place }).bytes);
    assert.deepEqual(both.faults, []);
    assert.deepEqual(both.set, { id: 4711, index: 1, previous, next });
    assert.equal(both.files.length, 3);
    assert.deepEqual(openCabinet(cabinetBytes({ ...sample, next, ...place }).bytes).set, {
      id: 4711,
      index: 1,
      next,
    });
  });

  it('says which files are in others of its set', () => {
    const file = (place: number) => ({ name: 'x', content: 'abc', place });
    const { files, folders, faults } = openCabinet(
      cabinetBytes({ folders: [{ files: [file(0xfffd), file(0xffff)] }, { files: [file(0xfffe), file(1)] }] })
        .bytes,
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(
      files.map(({ continues, folder }) => [continues, folder]),
      [
        ['fromPrevious', 0],
        ['both', 0],
        ['toNext', 1],
        [undefined, 1],
      ],
    );
    assert.deepEqual(
      folders.map(({ isContinued }) => isContinued),
      [true, false],
    );
  });

  it('names the methods that are not read here, and lists their files', () => {
    const files = [{ name: 'a', content: 'abc' }];
    const built = cabinetBytes({ folders: [0x1503, 0x1472, 0x0009].map((method) => ({ method, files })) });
    const cabinet = openCabinet(built.bytes);
    assert.deepEqual(
      cabinet.folders.map(({ method, isReadable }) => [method, isReadable]),
      [
        ['LZX', false],
        ['Quantum', false],
        ['unknown', false],
      ],
    );
    assert.deepEqual(cabinet.faults[0], {
      offset: built.folderEntries[0],
      kind: 'method',
      folder: 0,
      method: 'LZX',
    });
    assert.equal(cabinet.faults.length, 3);
    assert.equal(cabinet.files.length, 3);
  });
});

describe('A cabinet that is none', () => {
  it('is said to be none', () => {
    for (const bytes of ['', 'MSC', 'PK\x03\x04 and more of the kind']) {
      const { faults, files } = openCabinet(Buffer.from(bytes));
      assert.deepEqual([faults, files], [[{ offset: 0, kind: 'notACabinet' }], []]);
    }
  });

  it('may be too large to be looked at', () => {
    const bytes = Buffer.alloc(largestCabinet + 1);
    cabinetBytes(sample).bytes.copy(bytes);
    const { faults, files } = openCabinet(bytes);
    assert.deepEqual([faults, files], [[{ offset: 0, kind: 'tooLarge', size: bytes.length }], []]);
  });
});

describe('A damaged cabinet', () => {
  const built = cabinetBytes(sample);
  const [firstFile = 0, secondFile = 0] = built.fileEntries;

  it('lists what comes before its end, wherever that is', () => {
    const dataStart = built.blocks[0]?.[0] ?? 0;
    for (let length = 4; length < built.bytes.length; length++) {
      const { faults, files, folders } = openCabinet(built.bytes.subarray(0, length));
      assert.equal(faults[0]?.kind, 'truncated', `cut at ${length}`);
      assert.ok(files.length === 3 || length < dataStart, `cut at ${length}`);
      assert.ok(folders.length === 2 || length < firstFile, `cut at ${length}`);
    }
    const cut = openCabinet(built.bytes.subarray(0, secondFile + 20));
    assert.deepEqual(cut.faults, [
      { offset: secondFile + 20, kind: 'truncated', part: 'cabinet' },
      { offset: built.folderEntries[0], kind: 'folderStart', folder: 0 },
      { offset: built.folderEntries[1], kind: 'folderStart', folder: 1 },
      { offset: secondFile + 16, kind: 'truncated', part: 'files' },
    ]);
    assert.equal(cut.files.length, 1);
  });

  it('may have bytes behind its end', () => {
    const bytes = Buffer.concat([built.bytes, Buffer.from('signature')]);
    assert.deepEqual(faultsOf(bytes), [{ offset: built.bytes.length, kind: 'trailingBytes', length: 9 }]);
  });

  it('may be of another version', () => {
    assert.deepEqual(faultsOf(changed(built, [24, 0x0204])), [
      { offset: 24, kind: 'version', major: 2, minor: 4 },
    ]);
  });

  it('may have folders and files that lead elsewhere', () => {
    const [folder = 0] = built.folderEntries;
    assert.deepEqual(faultsOf(changed(built, [folder, 0x7fffffff, 4])), [
      { offset: folder, kind: 'folderStart', folder: 0 },
    ]);
    const lost = openCabinet(changed(built, [firstFile + 8, 2]));
    assert.deepEqual(lost.faults, [{ offset: firstFile, kind: 'noFolder', file: 0 }]);
    assert.ok(lost.files[0] && !('folder' in lost.files[0]));
    assert.deepEqual(faultsOf(changed(built, [16, 0x7fffffff, 4])), [
      { offset: built.bytes.length, kind: 'truncated', part: 'files' },
    ]);
  });

  it('may have a name without an end', () => {
    const long = cabinetBytes({ folders: [{ files: [{ name: 'n'.repeat(256), content: 'x' }] }] });
    assert.deepEqual(faultsOf(long.bytes), [{ offset: long.fileEntries[0], kind: 'name', file: 0 }]);
    const longest = cabinetBytes({ folders: [{ files: [{ name: 'n'.repeat(255), content: 'x' }] }] });
    assert.deepEqual(faultsOf(longest.bytes), []);
  });
});
