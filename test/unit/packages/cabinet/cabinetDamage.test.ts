import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { ByteBudget } from '../../../../src/packages/cabinet/byteBudget.ts';
import { readCabinetFile, type FileReading } from '../../../../src/packages/cabinet/cabinetContent.ts';
import type { BlockFault } from '../../../../src/packages/cabinet/cabinetFault.ts';
import { openCabinet } from '../../../../src/packages/cabinet/openCabinet.ts';
import { cabinetBytes } from '../../../fixtures/cabinet/cabinetBytes.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { SeededRandom } from '../../../support/random.ts';

const block = 32_768;
const random = new SeededRandom(20261121);
const content = Buffer.from(Array.from({ length: 4 * block + 99 }, (_, at) => (at % 7) * random.below(30)));
const folders = [
  { files: [{ name: 'packed', content }] },
  { method: 'none', files: [{ name: 'raw', content }] },
  { hasChecksums: false, files: [{ name: 'unchecked', content }] },
  { method: 'none', hasChecksums: false, files: [{ name: 'raw, unchecked', content }] },
] as const;
const built = cabinetBytes({ folders });

function read(bytes: Buffer, index: number): FileReading {
  const cabinet = openCabinet(bytes);
  const file = cabinet.files[index] ?? assert.fail('no such file');
  return readCabinetFile(cabinet, file, new ByteBudget(2 ** 26));
}

/** Where the third block of a folder begins. */
function third(folder: number): number {
  return built.blocks[folder]?.[2] ?? assert.fail('no such block');
}

function assertDamage(folder: number, what: BlockFault, damage: (bytes: Buffer, at: number) => void): void {
  const bytes = Buffer.from(built.bytes);
  const offset = third(folder);
  damage(bytes, offset);
  const reading = read(bytes, folder);
  assert.deepEqual(reading.faults, [{ offset, kind: 'block', folder, block: 2, what }]);
  assert.ok(reading.bytes.equals(content.subarray(0, 2 * block)));
  // The others are not touched by it.
  assert.deepEqual(read(bytes, 3 - folder).faults, []);
}

describe('A damaged block of a cabinet', () => {
  it('has another checksum, whichever byte is another', () => {
    for (const folder of [0, 1]) {
      for (const place of [0, 3, 8, 9, 1_000, 1_001, 1_002, 1_003]) {
        assertDamage(folder, 'checksum', (bytes, at) =>
          bytes.writeUInt8(bytes.readUInt8(at + place) ^ 0x10, at + place),
        );
      }
    }
  });

  it('is noticed in the last few bytes too, which make up no word', () => {
    for (let length = 1; length <= 9; length++) {
      const small = cabinetBytes({
        folders: [{ method: 'none', files: [{ name: 'a', content: Buffer.alloc(length, 'abcdefghi') }] }],
      });
      assert.deepEqual(read(small.bytes, 0).faults, []);
      for (let at = small.bytes.length - length; at < small.bytes.length; at++) {
        const bytes = Buffer.from(small.bytes);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
        assert.equal(read(bytes, 0).faults.length, 1);
      }
    }
  });

  it('does not begin as it should', () => {
    assertDamage(2, 'signature', (bytes, at) => bytes.write('KC', at + 8));
  });

  it('cannot be inflated', () => {
    assertDamage(2, 'inflate', (bytes, at) => bytes.fill(0xff, at + 10, at + 60));
  });

  it('unpacks to another size than it says', () => {
    for (const size of [block - 1, block + 1, 5, 0xffff]) {
      assertDamage(2, 'size', (bytes, at) => bytes.writeUInt16LE(size, at + 6));
    }
    assertDamage(3, 'size', (bytes, at) => bytes.writeUInt16LE(block - 1, at + 6));
  });

  it('unpacks to less than it says', () => {
    const last = built.blocks[2]?.at(-1) ?? assert.fail('no such block');
    const bytes = Buffer.from(built.bytes);
    bytes.writeUInt16LE(bytes.readUInt16LE(last + 6) + 1, last + 6);
    const reading = read(bytes, 2);
    assert.deepEqual(reading.faults, [{ offset: last, kind: 'block', folder: 2, block: 4, what: 'size' }]);
    assert.equal(reading.bytes.length, 4 * block);
  });

  it('says to have more than a block may have', () => {
    const large = cabinetBytes({
      folders: [{ method: 'none', blockBytes: block + 1, files: [{ name: 'a', content }] }],
    });
    const [offset = 0] = large.blocks[0] ?? [];
    assert.deepEqual(read(large.bytes, 0).faults, [
      { offset, kind: 'block', folder: 0, block: 0, what: 'size' },
    ]);
  });

  it('is not inflated beyond the size that it says', () => {
    const data = Buffer.concat([Buffer.from('CK'), deflateRawSync(Buffer.alloc(40 * 1024 * 1024))]);
    const files = [{ name: 'zeros', content: data, size: block }];
    const bomb = cabinetBytes({
      folders: [{ method: 'none', blockBytes: data.length, hasChecksums: false, files }],
    });
    const [offset = 0] = bomb.blocks[0] ?? [];
    bomb.bytes.writeUInt16LE(1, (bomb.folderEntries[0] ?? 0) + 6);
    bomb.bytes.writeUInt16LE(block, offset + 6);
    const before = process.memoryUsage().arrayBuffers;
    const { faults } = read(bomb.bytes, 0);
    assert.deepEqual(faults, [{ offset, kind: 'block', folder: 0, block: 0, what: 'size' }]);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
  });

  it('is cut, and so is everything behind it', () => {
    for (const folder of [0, 1, 2]) {
      const offset = third(folder);
      for (const length of [offset, offset + 7, offset + 8, offset + 500]) {
        const reading = read(built.bytes.subarray(0, length), folder);
        assert.deepEqual(reading.faults, [{ offset, kind: 'block', folder, block: 2, what: 'truncated' }]);
        assert.ok(reading.bytes.equals(content.subarray(0, 2 * block)));
      }
    }
  });
});

describe('A file of a damaged cabinet', () => {
  it('may be longer than its folder', () => {
    const size = 2 ** 32 - 1;
    for (const method of ['none', 'MSZIP'] as const) {
      const long = cabinetBytes({
        folders: [{ method, files: [{ name: 'a', content: 'abc', size, start: 1 }] }],
      });
      const reading = read(long.bytes, 0);
      assert.equal(reading.bytes.toString(), 'bc');
      assert.deepEqual(reading.faults, [
        { offset: long.blocks[0]?.[0], kind: 'folderEnd', folder: 0, length: 3 },
      ]);
    }
  });

  it('may be in no folder, or in one that is not read', () => {
    const lost = cabinetBytes({ folders: [{ files: [{ name: 'a', content: 'abc', place: 5 }] }] });
    assert.deepEqual(read(lost.bytes, 0).faults, [{ offset: 0, kind: 'noFolder', file: 0 }]);
    const other = cabinetBytes({
      folders: [
        {
          method: 0x1503,
          files: [
            { name: 'a', content: 'abc' },
            { name: 'empty', content: '' },
          ],
        },
      ],
    });
    const [offset] = other.blocks[0] ?? [];
    assert.deepEqual(read(other.bytes, 0).faults, [{ offset, kind: 'method', folder: 0, method: 'LZX' }]);
    assert.deepEqual(read(other.bytes, 1).faults, []);
  });

  it('never stops the reading, whatever happens to the bytes', () => {
    const short = content.subarray(0, 2 * block + 9);
    const files = [
      { name: 'one', content: 'one' },
      { name: 'two', content: short },
      { name: 'three', content: 'three' },
    ];
    const reserve = { header: Buffer.from('header'), folder: Buffer.from('f'), block: Buffer.from('bl') };
    const neighbour = { name: 'next.cab', disk: 'disk' };
    const originals = [
      cabinetBytes({ folders: [{ files }] }),
      cabinetBytes({
        folders: [
          { files, hasChecksums: false },
          { files, method: 'none' },
        ],
        reserve,
      }),
      cabinetBytes({
        folders: [{ files, method: 'none', hasChecksums: false }],
        next: neighbour,
        previous: neighbour,
      }),
    ];
    const outcomes = { whole: 0, faulty: 0 };
    let slowest = 0;
    for (let run = 0; run < 1500; run++) {
      const bytes = mangled(random.pick(originals).bytes);
      const start = computedMs();
      const cabinet = openCabinet(bytes);
      const budget = new ByteBudget(2 ** 20);
      const faults = [...cabinet.faults];
      for (const file of cabinet.files.slice(0, 5)) {
        const reading = readCabinetFile(cabinet, file, budget);
        faults.push(...reading.faults);
        assert.ok(reading.bytes.length <= file.size);
      }
      slowest = Math.max(slowest, computedMs() - start);
      assert.ok(faults.every(({ offset }) => Number.isSafeInteger(offset) && offset >= 0));
      outcomes[faults.length > 0 ? 'faulty' : 'whole']++;
    }
    assert.ok(outcomes.faulty > 700, JSON.stringify(outcomes));
    assert.ok(slowest < 2_000, `${slowest} ms`);
  });
});

/** One to four changes, mostly near the beginning, where the fields are that lead elsewhere. */
function mangled(original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(random.pick([44, 200, bytes.length]));
    const number = Buffer.alloc(4);
    number.writeUInt32LE(
      random.pick([0, 1, 0xff, 0xfffd, 0xffff, 0x7fffffff, 0xffffffff, random.below(300)]),
    );
    bytes = random.pick([
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at + 1)]),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          number.subarray(0, random.pick([2, 4])),
          bytes.subarray(at + 4),
        ]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(40))]),
      () =>
        Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random.below(40), 0xaa), bytes.subarray(at)]),
      () => bytes.subarray(0, Math.max(4, at)),
    ])();
    bytes.write('MSCF', 'latin1');
  }
  return bytes;
}
