import assert from 'node:assert/strict';
import { unpackXpressHuffman, type PackedFault } from '../../../../src/packages/prefetch/xpressHuffman.ts';
import { blockBytes, tokensOf, type Token } from '../../../fixtures/prefetch/repetitions.ts';
import { codeTable, packTokens, packXpressHuffman } from '../../../fixtures/prefetch/xpressHuffman.ts';
import { SeededRandom } from '../../../support/random.ts';

/** What tokens stand for, in the plainest way. */
function meaning(tokens: readonly Token[]): Buffer {
  const bytes: number[] = [];
  for (const token of tokens) {
    if (typeof token === 'number') {
      bytes.push(token);
    } else {
      for (let count = token.length; count > 0; count--) {
        bytes.push(bytes[bytes.length - token.distance] ?? assert.fail('nothing is there'));
      }
    }
  }
  return Buffer.from(bytes);
}

function assertUnpacks(blocks: readonly (readonly Token[])[]): void {
  const expected = meaning(blocks.flat());
  const { bytes, fault } = unpackXpressHuffman(packTokens(blocks), expected.length);
  assert.equal(fault, undefined);
  assert.ok(Buffer.from(bytes).equals(expected));
}

/** A table in which nothing but these symbols has a code. */
function tableOf(lengths: Readonly<Record<number, number>>): Buffer {
  return codeTable(Array.from({ length: 512 }, (_, symbol) => lengths[symbol] ?? 0));
}

const letters = Buffer.from('abcdefghijklmnopqrstuvwxyz');

describe('Unpacking LZ77+Huffman', () => {
  it('follows the examples of the specification', () => {
    const ofLetters = Buffer.alloc(256);
    Buffer.from(`50${'55'.repeat(10)}454404`, 'hex').copy(ofLetters, 0x30);
    ofLetters.writeUInt8(0x04, 0x80);
    const packed = Buffer.from('d8523ed794115be9195ff9d67cdf8d0400000000', 'hex');
    assert.deepEqual(Buffer.from(unpackXpressHuffman(Buffer.concat([ofLetters, packed]), 26).bytes), letters);
    const ofRepetition = tableOf({ 0x61: 3, 0x62: 3, 0x63: 2, 256: 2, 287: 2 });
    const { bytes } = unpackXpressHuffman(
      Buffer.concat([ofRepetition, Buffer.from('a8dc0000ff2601', 'hex')]),
      300,
    );
    assert.equal(Buffer.from(bytes).toString(), 'abc'.repeat(100));
  });

  it('gives back nothing for nothing', () => {
    assert.deepEqual(unpackXpressHuffman(Buffer.alloc(0), 0), { bytes: new Uint8Array(0) });
  });

  it('reads lengths in each of their forms, up to their limits', () => {
    const limits = [3, 4, 17, 18, 19, 18 + 254, 18 + 255, 300, 3 + 65_535, 3 + 65_536, 200_000];
    for (const length of limits) {
      const tokens = [1, 2, 3, { distance: 2, length }];
      assertUnpacks(3 + length < blockBytes ? [[...tokens, 4]] : [tokens, [4]]);
    }
  });

  it('reads distances of every number of bits', () => {
    const random = new SeededRandom(1);
    for (let bits = 0; bits <= 15; bits++) {
      const far = 2 ** (bits + 1) - 1;
      const head = Array.from({ length: far }, () => random.below(256));
      const repetitions = [{ distance: 2 ** bits, length: 40 }, 7, { distance: far, length: 5 }];
      assertUnpacks(bits < 15 ? [[...head, ...repetitions]] : [[...head, 0], repetitions]);
    }
  });

  it('repeats what it has just written', () => {
    assertUnpacks([[9, { distance: 1, length: 500 }, 8, { distance: 3, length: 10 }]]);
  });

  it('goes on behind a repetition that is longer than its block', () => {
    assertUnpacks([
      [5, 6, { distance: 2, length: blockBytes + 10 }],
      [{ distance: 30_000, length: blockBytes - 3 }, 7, 8, 9],
      [1],
    ]);
  });

  it('reads a table with a single code', () => {
    assertUnpacks([[1, { distance: 1, length: blockBytes - 1 }], [{ distance: 1, length: blockBytes }], [2]]);
  });

  it('unpacks whatever was packed', () => {
    const random = new SeededRandom(20261121);
    for (let run = 0; run < 60; run++) {
      const words = Array.from({ length: 1 + random.below(40) }, () =>
        Buffer.from(
          Array.from({ length: 1 + random.below(random.pick([4, 20, 900])) }, () => random.below(256)),
        ),
      );
      const length = random.pick([
        1,
        100,
        5_000,
        blockBytes - 1,
        blockBytes,
        blockBytes + 1,
        3 * blockBytes + 77,
      ]);
      const parts: Buffer[] = [];
      for (let size = 0; size < length; size += parts.at(-1)?.length ?? 0) {
        parts.push(random.pick(words));
      }
      const bytes = Buffer.concat(parts).subarray(0, length);
      const unpacked = unpackXpressHuffman(packXpressHuffman(bytes), bytes.length);
      assert.equal(unpacked.fault, undefined);
      assert.ok(Buffer.from(unpacked.bytes).equals(bytes), `run ${run}`);
    }
  });

  it('is tested with repetitions from earlier blocks', () => {
    const random = new SeededRandom(5);
    const noise = Buffer.from(Array.from({ length: 40_000 }, () => random.below(256)));
    const [, second = []] = tokensOf(Buffer.concat([noise, noise, noise]));
    const reach = second.map((token) => (typeof token === 'number' ? 0 : token.distance));
    assert.equal(Math.max(...reach), 40_000);
    assertUnpacks(tokensOf(Buffer.concat([noise, noise, noise])));
  });
});

describe('Unpacking damaged LZ77+Huffman', () => {
  function assertFault(
    packed: Buffer,
    size: number,
    fault: { what: PackedFault; offset?: number },
    bytes = '',
  ): void {
    const found = unpackXpressHuffman(packed, size);
    assert.equal(found.fault?.what, fault.what);
    assert.ok(found.fault.offset <= packed.length);
    if (fault.offset !== undefined) {
      assert.equal(found.fault.offset, fault.offset);
    }
    assert.equal(Buffer.from(found.bytes).toString(), bytes);
  }

  it('stops at a table with more codes than there can be', () => {
    const table = tableOf({ 1: 1, 2: 1, 3: 1 });
    assertFault(Buffer.concat([table, Buffer.alloc(8)]), 5, { what: 'table', offset: 0 });
    assertFault(Buffer.concat([Buffer.alloc(256, 0x88), Buffer.alloc(8)]), 5, { what: 'table', offset: 0 });
  });

  it('stops at bits that are no code, and at a table without any', () => {
    const packed = Buffer.concat([tableOf({ 0x61: 2, 0x62: 2 }), Buffer.from([0, 0x1c, 0, 0])]);
    assertFault(packed, 9, { what: 'code' }, 'ab');
    assertFault(Buffer.alloc(300), 9, { what: 'code' });
    // What was a code in the block before is none in this one.
    const before = packXpressHuffman(Buffer.alloc(blockBytes, 'x'));
    assertFault(
      Buffer.concat([before, packed]),
      blockBytes + 9,
      { what: 'code' },
      `${'x'.repeat(blockBytes)}ab`,
    );
  });

  it('stops at a repetition of what is before the beginning', () => {
    const packed = packTokens([[0x61, 0x62, { distance: 3, length: 4 }, 0x63]]);
    assertFault(packed, 7, { what: 'distance' }, 'ab');
  });

  it('stops at a repetition beyond the announced size, which it fills', () => {
    const packed = packTokens([[0x61, { distance: 1, length: 50 }]]);
    assertFault(packed, 20, { what: 'length' }, 'a'.repeat(20));
  });

  it('stops at a length that is shorter than its form allows', () => {
    const packed = packTokens([[0x61, { distance: 1, length: 3 + 300 }]]);
    const at = packed.indexOf(Buffer.from([255, 300 & 255, 1]));
    packed.writeUInt16LE(14, at + 1);
    assertFault(packed, 304, { what: 'length' }, 'a');
  });

  it('gives what comes before the end, wherever that is', () => {
    const text = Buffer.from('one and two and three and four and five, and one and two and three and so on');
    const packed = packXpressHuffman(text);
    const { length } = packed;
    for (let cut = 0; cut < length; cut++) {
      const { bytes, fault } = unpackXpressHuffman(packed.subarray(0, cut), text.length);
      assert.ok(Buffer.from(bytes).equals(text.subarray(0, bytes.length)), `cut at ${cut}`);
      // Nothing but the mark of the end is missing in the last few bytes.
      assert.ok(fault?.what === 'end' || (bytes.length === text.length && cut > length - 6), `cut at ${cut}`);
    }
    assertFault(packed.subarray(0, 255), 5, { what: 'end', offset: 255 });
  });

  it('does not wait for a second block that is not there', () => {
    const packed = packXpressHuffman(Buffer.alloc(blockBytes, 'x'));
    assertFault(packed, blockBytes + 1, { what: 'end', offset: packed.length }, 'x'.repeat(blockBytes));
  });

  it('takes memory for what comes, and not for what is announced', () => {
    const packed = packXpressHuffman(Buffer.from('short'));
    const { bytes } = unpackXpressHuffman(packed, 2 ** 31);
    assert.ok(bytes.buffer.byteLength <= 128 * 1024, String(bytes.buffer.byteLength));
  });
});
