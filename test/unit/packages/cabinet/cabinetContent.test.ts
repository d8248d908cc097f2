import assert from 'node:assert/strict';
import { ByteBudget } from '../../../../src/packages/cabinet/byteBudget.ts';
import {
  fileContent,
  folderContent,
  readCabinetFile,
} from '../../../../src/packages/cabinet/cabinetContent.ts';
import type { CabinetFault } from '../../../../src/packages/cabinet/cabinetFault.ts';
import { openCabinet } from '../../../../src/packages/cabinet/openCabinet.ts';
import { cabinetBytes, type BuiltCabinet, type BuiltFile } from '../../../fixtures/cabinet/cabinetBytes.ts';
import { SeededRandom } from '../../../support/random.ts';

const block = 32_768;

function linesOf(count: number): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, at) => `${at * 7919} [RTP] scanned \\Device\\${at % 97}\r\n`).join(''),
    'utf16le',
  );
}

/** What is read of one file of a cabinet. */
function read(
  bytes: Buffer,
  index: number,
  budget = 2 ** 30,
): { content: Buffer; faults: CabinetFault[]; left: number } {
  const cabinet = openCabinet(bytes);
  const left = new ByteBudget(budget);
  const file = cabinet.files[index] ?? assert.fail('no such file');
  const { bytes: content, faults } = readCabinetFile(cabinet, file, left);
  return { content, faults, left: left.left };
}

function assertContents(built: BuiltCabinet): void {
  const { bytes } = cabinetBytes(built);
  const files: readonly BuiltFile[] = built.folders.flatMap((folder) => folder.files);
  for (const [index, file] of files.entries()) {
    const { content, faults } = read(bytes, index);
    assert.deepEqual(faults, []);
    assert.ok(content.equals(Buffer.from(file.content)), file.name);
  }
}

const log = linesOf(4_000);
const files: BuiltFile[] = [
  { name: 'empty', content: '' },
  { name: 'short', content: 'short' },
  { name: 'log', content: log },
  { name: 'again', content: log },
  { name: 'last', content: 'last' },
];

describe('The files of a cabinet', () => {
  it('are unpacked over many blocks that repeat what was before them', () => {
    const random = new SeededRandom(3);
    const noise = Buffer.from(Array.from({ length: 30_000 }, () => random.below(256)));
    const built: BuiltCabinet = {
      folders: [{ files: [{ name: 'noise', content: Buffer.concat(Array<Buffer>(12).fill(noise)) }] }],
    };
    const { bytes, blocks } = cabinetBytes(built);
    assert.equal(blocks[0]?.length, 11);
    assert.ok(bytes.length < 2 * noise.length, 'the blocks do not need each other');
    assertContents(built);
    assertContents({ folders: [{ files }] });
  });

  it('are read from folders of their own', () => {
    assertContents({ folders: [{ files }, { method: 'none', files }, { files: files.toReversed() }] });
  });

  it('are read with what the writer reserved in every block, whether that is checked or not', () => {
    const reserve = { header: Buffer.from('header'), folder: Buffer.from('fo'), block: Buffer.from('block') };
    for (const isReserveChecked of [true, false]) {
      assertContents({ folders: [{ files }, { method: 'none', files }], reserve, isReserveChecked });
    }
  });

  it('are read without checksums, and from blocks of any size', () => {
    for (const blockBytes of [1_000, 20_001, block]) {
      assertContents({
        folders: [
          { files, blockBytes },
          { method: 'none', files, blockBytes, hasChecksums: false },
        ],
      });
    }
  });

  it('are read as they were written, whatever they are', () => {
    const random = new SeededRandom(20261121);
    const words = Array.from({ length: 50 }, () =>
      Buffer.from(Array.from({ length: 1 + random.below(30) }, () => random.below(256))),
    );
    const content = (): Buffer =>
      Buffer.concat(
        Array.from({ length: random.below(random.pick([2, 30, 4_000])) }, () => random.pick(words)),
      );
    for (let run = 0; run < 30; run++) {
      const reserve = {
        header: Buffer.alloc(random.below(9)),
        folder: Buffer.alloc(random.below(9)),
        block: Buffer.alloc(random.below(9), 7),
      };
      assertContents({
        folders: Array.from({ length: 1 + random.below(3) }, () => ({
          method: random.pick(['none', 'MSZIP'] as const),
          blockBytes: random.pick([block, 1_000 + random.below(block - 1_000)]),
          files: Array.from({ length: 1 + random.below(5) }, (_, at) => ({
            name: `file ${at}`,
            content: content(),
          })),
        })),
        ...(random.below(2) === 1 && { reserve }),
        isReserveChecked: random.below(2) === 1,
      });
    }
  });

  it('come piece by piece, and no further than they are asked for', () => {
    const cabinet = openCabinet(cabinetBytes({ folders: [{ files }] }).bytes);
    const budget = new ByteBudget(10 * block);
    const [, , file = assert.fail()] = cabinet.files;
    const faults: CabinetFault[] = [];
    for (const piece of fileContent(cabinet, file, { budget, faults })) {
      assert.ok(piece.length <= block);
      break;
    }
    assert.equal(budget.left, 9 * block);
  });

  it('can be read as a folder', () => {
    const cabinet = openCabinet(cabinetBytes({ folders: [{ files }] }).bytes);
    const [folder = assert.fail()] = cabinet.folders;
    const faults: CabinetFault[] = [];
    const pieces = [...folderContent(cabinet, folder, { budget: new ByteBudget(2 ** 30), faults })];
    assert.deepEqual(faults, []);
    const whole = Buffer.concat(files.map(({ content }) => Buffer.from(content)));
    assert.ok(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(whole));
    assert.deepEqual(
      pieces.map(({ start }) => start),
      pieces.map((_, at) => at * block),
    );
  });

  it('do not cost what is before them, when nothing is compressed', () => {
    const { bytes } = cabinetBytes({ folders: [{ method: 'none', files }] });
    assert.equal(read(bytes, 4, block).content.toString(), 'last');
    const packed = cabinetBytes({ folders: [{ files }] }).bytes;
    assert.deepEqual(
      read(packed, 4, block).faults.map(({ kind }) => kind),
      ['budget'],
    );
  });
});

describe('The budget of a cabinet', () => {
  it('ends the reading, and what comes before is given', () => {
    const { bytes, blocks } = cabinetBytes({ folders: [{ files: [{ name: 'log', content: log }] }] });
    const { content, faults, left } = read(bytes, 0, 3 * block - 1);
    assert.deepEqual(faults, [{ offset: blocks[0]?.[2], kind: 'budget' }]);
    assert.ok(content.equals(log.subarray(0, 2 * block)));
    assert.equal(left, block - 1);
    assert.deepEqual(read(bytes, 0, log.length).faults, []);
  });

  it('bounds what a small cabinet unpacks to', () => {
    const zeros = { name: 'zeros', content: Buffer.alloc(20 * 1024 * 1024) };
    const { bytes } = cabinetBytes({ folders: [{ files: [zeros] }] });
    assert.ok(bytes.length < 64 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    assert.equal(read(bytes, 0, 1024 * 1024).content.length, 1024 * 1024);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
  });
});

describe('A file that is not whole in its cabinet', () => {
  it('begins in the one before', () => {
    const built = cabinetBytes({
      folders: [
        {
          files: [
            { name: 'a', content: 'abc', place: 0xfffd },
            { name: 'b', content: 'd' },
          ],
        },
      ],
    });
    for (const index of [0, 1]) {
      const { content, faults } = read(built.bytes, index);
      assert.equal(content.length, 0);
      assert.deepEqual(faults, [
        { offset: built.blocks[0]?.[0], kind: 'continued', folder: 0, in: 'previous' },
      ]);
    }
  });

  it('goes on in the next, and is given up to there', () => {
    const continued = { name: 'a', content: log, size: log.length + 9, place: 0xfffe };
    const split = cabinetBytes({
      folders: [{ files: [{ name: 'b', content: 'whole' }, continued], isContinuedInNext: true }],
    });
    const { content, faults } = read(split.bytes, 1);
    assert.ok(content.equals(log));
    assert.deepEqual(faults, [{ offset: split.blocks[0]?.at(-1), kind: 'continued', folder: 0, in: 'next' }]);
    assert.deepEqual(read(split.bytes, 0).faults, []);
    const even = cabinetBytes({ folders: [{ files: [continued] }] });
    assert.deepEqual(read(even.bytes, 0).faults, [
      { offset: even.blocks[0]?.[0], kind: 'continued', folder: 0, in: 'next' },
    ]);
  });
});
