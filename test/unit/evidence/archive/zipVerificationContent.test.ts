import assert from 'node:assert/strict';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { BytesAsFile, verifyBytes } from '../../../support/archiveBytes.ts';
import { zipBytes, type BuiltMember, type HeaderFields } from '../../../support/zipBuilder.ts';

const name = 'a.txt';
const next: BuiltMember = { name: 'next.txt', content: 'that of the next one' };

describe('The damaged content of a member', () => {
  async function assertFault(member: BuiltMember, fault: object): Promise<void> {
    const { members, faults, faultCount } = await verifyBytes(zipBytes({ members: [member, next] }));
    assert.deepEqual(faults, [{ ...fault, offset: 0, member: name }]);
    assert.deepEqual({ members, faultCount }, { members: 2, faultCount: 1 });
  }

  const encryptions: [string, HeaderFields][] = [
    ['as of old', { flags: 1 }],
    ['strongly', { flags: 0x41 }],
    ['strongly, by one flag', { flags: 0x40 }],
    ['with its header', { flags: 0x2000 }],
    ['with AES', { method: 99 }],
  ];
  for (const [words, both] of encryptions) {
    it(`is not looked at when it is encrypted ${words}`, async () => {
      await assertFault({ both }, { kind: 'encrypted' });
      await assertFault({ both, content: Buffer.alloc(2 ** 21), method: 0 }, { kind: 'encrypted' });
    });
  }

  for (const method of [1, 9, 12, 14, 93, 95]) {
    it(`is not looked at when it is compressed by method ${method}`, async () => {
      await assertFault({ both: { method } }, { kind: 'method', method });
      await assertFault({ both: { method }, content: Buffer.alloc(2 ** 21) }, { kind: 'method', method });
    });
  }

  for (const [words, content] of [
    ['small', Buffer.from('content of a.txt')],
    ['large', Buffer.alloc(2 ** 21, 'content that repeats itself ')],
  ] as const) {
    const packed = deflateRawSync(content);
    const [declared, unpacked] = [packed.length, content.length];
    const flipped = Buffer.from(content);
    flipped.writeUInt8(content.readUInt8(9) ^ 1, 9);
    const zeros = (length: number) => Buffer.concat([packed, Buffer.alloc(length)]);
    const otherContent = { kind: 'crc', declared: crc32(content), found: crc32(flipped) };
    const size = (expected: number, found?: number) => ({
      kind: 'size',
      of: 'unpacked',
      declared: expected,
      ...(found !== undefined && { found }),
    });
    const compressedSize = (expected: number, found?: number) => ({
      ...size(expected, found),
      of: 'compressed',
    });

    const cases: [string, BuiltMember, object][] = [
      ['another CRC-32', { both: { crc: 1 } }, { kind: 'crc', declared: 1, found: crc32(content) }],
      ['no CRC-32', { both: { crc: 0 } }, { kind: 'crc', declared: 0, found: crc32(content) }],
      ['other content', { data: deflateRawSync(flipped) }, otherContent],
      ['other stored content', { method: 0, data: flipped }, otherContent],
      ['more content', { both: { size: unpacked - 1 } }, size(unpacked - 1)],
      ['content where there should be none', { both: { size: 0 } }, size(0)],
      ['less content', { both: { size: unpacked + 1 } }, size(unpacked + 1, unpacked)],
      ['more stored content', { method: 0, both: { size: unpacked - 1 } }, size(unpacked - 1, unpacked)],
      ['less stored content', { method: 0, both: { size: unpacked + 1 } }, size(unpacked + 1, unpacked)],
      ['compressed data that go on', { data: packed.subarray(0, -1) }, compressedSize(declared - 1)],
      ['no compressed data', { data: Buffer.alloc(0) }, compressedSize(0)],
      ['compressed data that end before', { data: zeros(2) }, compressedSize(declared + 2, declared)],
      [
        'much behind its compressed data',
        { data: zeros(2 ** 21) },
        compressedSize(declared + 2 ** 21, declared),
      ],
      ['data that are not compressed', { data: Buffer.from('ff00ff', 'hex') }, { kind: 'inflate' }],
      ['an error in its compressed data', { data: withError(packed) }, { kind: 'inflate' }],
    ];
    for (const [what, member, fault] of cases) {
      it(`is told when it is ${words} and has ${what}`, async () => {
        await assertFault({ content, ...member }, fault);
      });
    }
  }

  it('is not unpacked further than declared', async () => {
    const both = { size: 2 ** 21 };
    const member = { content: Buffer.alloc(2 ** 25), both };
    await assertFault(member, { kind: 'size', of: 'unpacked', declared: 2 ** 21 });
    const { unpackedBytes } = await verifyBytes(zipBytes({ members: [member] }));
    assert.equal(unpackedBytes, 2 ** 21);
  });

  it('is not read further than it is unpacked', async () => {
    const data = deflateRawSync(Buffer.alloc(2 ** 23), { level: 0 });
    const bytes = zipBytes({
      members: [
        { data, both: { size: 2 ** 21 } },
        { data, both: { size: 2 ** 22 } },
      ],
    });
    const file = new BytesAsFile(bytes);
    const { faults } = await verifyBytes(bytes, file);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['size', 'size'],
    );
    // For each its header, the pieces up to its size, and the one that has more.
    assert.equal(file.reads.filter((length) => length === 2 ** 20).length, 1 + 2 + 1 + 1 + 4 + 1);
  });

  it('does not hinder that the members behind it are looked at', async () => {
    const members = [{ data: Buffer.from('ff', 'hex') }, { method: 0 }, { both: { flags: 1 } }, {}];
    const { unpackedBytes, faults } = await verifyBytes(zipBytes({ members }));
    assert.equal(unpackedBytes, 32);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['inflate', 'encrypted'],
    );
  });

  it('is one of 450, of which the first 100 are kept', async () => {
    const members = Array.from({ length: 450 }, (_, index) => ({ name: `${index}`, both: { crc: 1 } }));
    const order = [...members.keys()].reverse();
    const { faults, faultCount } = await verifyBytes(zipBytes({ members, order }));
    assert.equal(faultCount, 450);
    assert.deepEqual(
      faults.map(({ member }) => member),
      members.slice(0, 100).map((member) => member.name),
    );
  });
});

/** Compressed data of which some can be unpacked before a block of the type that there is none of. */
function withError(packed: Buffer): Buffer {
  const before = deflateRawSync(Buffer.alloc(9), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([before, Buffer.from([7]), packed]);
}
