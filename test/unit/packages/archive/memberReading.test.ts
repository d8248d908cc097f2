import assert from 'node:assert/strict';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { PackageArchive } from '../../../../src/packages/archive/packageArchive.ts';
import { ArchiveStage, memberOf, readMember, signal } from '../../../support/archiveStage.ts';
import { SeededRandom } from '../../../support/random.ts';
import { zip64Extra, zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const short = 'Name,PID\r\nMsSense.exe,4711\r\n'.repeat(9);
const long = lines(4 * 1024 * 1024);
const name = 'a.txt';
const full = 0xffffffff;

describe('Reading a member', () => {
  let stage: ArchiveStage;

  before(async () => {
    stage = await ArchiveStage.start();
  });
  afterEach(() => stage.closeAll());
  after(() => stage.end());

  for (const [words, content] of [
    ['short', short],
    ['long', long],
    ['empty', ''],
  ] as const) {
    const forms: [string, BuiltMember][] = [
      ['deflated', {}],
      ['stored', { method: 0 }],
      ['with a descriptor', { descriptor: 'signed' }],
      ['of ZIP64', { both: { version: 45, size: full, extra: zip64Extra(content.length) } }],
    ];
    for (const [form, member] of forms) {
      it(`gives all of it: ${words}, ${form}`, async () => {
        const members = [{ content: 'before' }, { ...member, name: 'it', content }, { name: 'c' }];
        const { text, end } = await stage.read(zipBytes({ members }), 'it');
        assert.ok(text === content);
        assert.deepEqual(end, { bytes: content.length, isWhole: true, faults: [] });
      });
    }
  }

  it('gives pieces that stay as they are, of several members at a time and in any order', async () => {
    const members = Array.from({ length: 6 }, (_, index) => ({
      name: `m${index}`,
      content: long.slice(index),
      method: index % 2 ? 0 : 8,
    }));
    const archive = await stage.open(zipBytes({ members }));
    const read = async (index: number) => {
      const reading = archive.read(memberOf(archive, index), { signal });
      assert.deepEqual([reading.end], [undefined]);
      const pieces: Uint8Array[] = [];
      for await (const piece of reading) {
        assert.ok(piece.length > 0 && piece.length <= 1024 * 1024);
        pieces.push(piece);
      }
      assert.ok(Buffer.concat(pieces).toString('latin1') === long.slice(index));
      assert.equal(reading.end?.isWhole, true);
    };
    await Promise.all([5, 0, 3, 1, 4, 2, 0].map(read));
  });

  describe('of a damaged one ends with the fault, behind what came before', () => {
    type Case = [string, BuiltMember, string, object];
    const at = { offset: 0, member: name };
    const crc = crc32(short);
    const cases: Case[] = [
      [
        'another CRC-32',
        { entry: { crc: 1 }, local: { crc: 1 } },
        short,
        { kind: 'crc', declared: 1, found: crc, ...at },
      ],
      [
        'an understated size',
        { both: { size: 20 } },
        short.slice(0, 20),
        { kind: 'size', of: 'unpacked', declared: 20, ...at },
      ],
      ['a size of nothing', { both: { size: 0 } }, '', { kind: 'size', of: 'unpacked', declared: 0, ...at }],
      [
        'an overstated size',
        { both: { size: 999 } },
        short,
        { kind: 'size', of: 'unpacked', declared: 999, found: short.length, ...at },
      ],
      [
        'an overstated size, stored',
        { method: 0, both: { size: 999 } },
        short,
        { kind: 'size', of: 'unpacked', declared: 999, found: short.length, ...at },
      ],
      [
        'bytes behind the compressed data',
        { data: Buffer.concat([deflateRawSync(short), Buffer.alloc(3)]) },
        short,
        {
          kind: 'size',
          of: 'compressed',
          declared: deflateRawSync(short).length + 3,
          found: deflateRawSync(short).length,
          ...at,
        },
      ],
    ];
    for (const [words, member, text, fault] of cases) {
      it(words, async () => {
        const read = await stage.read(
          zipBytes({ members: [{ content: short, ...member }, { name: 'b' }] }),
          name,
        );
        assert.deepEqual(
          [read.text, read.end],
          [text, { bytes: text.length, isWhole: false, faults: [fault] }],
        );
      });
    }

    it('compressed data that break off', async () => {
      const data = deflateRawSync(long);
      const cut = data.subarray(0, data.length / 2);
      const { text, end } = await stage.read(zipBytes({ members: [{ content: long, data: cut }] }), 0);
      assert.ok(text.length > long.length / 3 && long.startsWith(text));
      assert.deepEqual(end.faults, [{ kind: 'size', of: 'compressed', declared: cut.length, ...at }]);
    });

    for (const [words, content] of [
      ['a short member', short],
      ['a long member', long],
    ] as const) {
      it(`compressed data that are invalid in ${words}`, async () => {
        const good = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
        const data = Buffer.concat([good, Buffer.alloc(100, 0xff)]);
        const declared = { crc: 7, size: content.length + 500 };
        const { text, end } = await stage.read(zipBytes({ members: [{ data, both: declared }] }), 0);
        assert.ok(text.startsWith(content.slice(0, -10)), `${text.length} of ${content.length}`);
        assert.deepEqual(end.faults, [{ kind: 'inflate', ...at }]);
        assert.equal(end.isWhole, false);
      });
    }
  });

  describe('whose own header is another one', () => {
    it('is refused when it has another name, or there is no header', async () => {
      for (const [local, field] of [
        [{ name: Buffer.from('b.txt') }, 'name'],
        [{ signature: 1 }, 'signature'],
        [{ extraLength: 0xffff }, 'length'],
      ] as const) {
        const { text, end } = await stage.read(zipBytes({ members: [{ local }, { name: 'b' }] }), 0);
        const fault = { kind: 'localHeader', offset: 0, member: name, fields: [field] };
        assert.deepEqual([text, end], ['', { bytes: 0, isWhole: false, faults: [fault] }]);
      }
    });

    it('is told of when it is only in the rest, and the content is as declared', async () => {
      const { text, end } = await stage.read(
        zipBytes({ members: [{ content: short, local: { modified: 1, crc: 2 } }] }),
        0,
      );
      const fault = { kind: 'localHeader', offset: 0, member: name, fields: ['modified', 'crc'] };
      assert.deepEqual([text, end], [short, { bytes: short.length, isWhole: true, faults: [fault] }]);
    });
  });

  describe('ends at', () => {
    let archive: PackageArchive;
    const members = [
      { content: short },
      { name: 'long', content: long },
      { name: 'last', content: long, method: 0 },
    ];

    it('the limit that was asked for, and not before', async () => {
      archive = await stage.open(zipBytes({ members }));
      for (const [index, content] of [short, long, long].entries()) {
        for (const limit of [0, 1, 100, content.length - 1, content.length, content.length + 1]) {
          const { text, end } = await readMember(archive, index, { limit });
          assert.ok(text === content.slice(0, limit));
          const isWhole = limit >= content.length;
          const faults = isWhole ? [] : [{ kind: 'limit', of: 'read', bytes: limit }];
          assert.deepEqual(end, { bytes: text.length, isWhole, faults });
        }
      }
    });

    it('what may be read of a member, or kept of it', async () => {
      archive = await stage.open(zipBytes({ members }), { limits: { member: 70_000, whole: 65_000 } });
      const { end } = await readMember(archive, 'long');
      assert.deepEqual(end.faults, [{ kind: 'limit', of: 'read', bytes: 65_000 }]);
      const reading = archive.read(memberOf(archive, 'long'), { signal });
      let bytes = 0;
      for await (const piece of reading) {
        bytes += piece.length;
      }
      assert.equal(bytes, 70_000);
      assert.deepEqual(reading.end?.faults, [{ kind: 'limit', of: 'member', bytes: 70_000 }]);
    });

    it('what may be read of the package, where a byte that is read again does not count', async () => {
      const most = short.length + long.length + 1000;
      archive = await stage.open(zipBytes({ members }), { limits: { package: most } });
      for (let turn = 0; turn < 3; turn++) {
        assert.equal((await readMember(archive, 'long', { limit: 1000 * turn })).end.bytes, 1000 * turn);
        assert.ok((await readMember(archive, 'long')).end.isWhole);
        assert.ok((await readMember(archive, 0)).end.isWhole);
      }
      for (let turn = 0; turn < 2; turn++) {
        const { end } = await readMember(archive, 'last');
        const faults = [{ kind: 'limit', of: 'package', bytes: most }];
        assert.deepEqual(end, { bytes: 1000, isWhole: false, faults });
      }
      assert.ok((await readMember(archive, 'long')).end.isWhole);
    });

    for (const index of [0, 1, 2]) {
      it(`once it is cancelled: member ${index}`, async () => {
        archive = await stage.open(zipBytes({ members }));
        const reason = new Error('cancelled');
        await assert.rejects(readMember(archive, index, { signal: AbortSignal.abort(reason) }), reason);
        const cancellation = new AbortController();
        const reading = archive.read(memberOf(archive, index), { signal: cancellation.signal });
        let pieces = 0;
        const readAll = async () => {
          for await (const { length } of reading) {
            pieces += Math.min(length, 1);
            cancellation.abort(reason);
          }
        };
        await (index === 0 ? readAll() : assert.rejects(readAll(), reason));
        assert.equal(pieces, 1);
      });
    }
  });

  it('may stop after any piece', async () => {
    const archive = await stage.open(zipBytes({ members: [{ content: long }] }));
    const reading = archive.read(memberOf(archive, 0), { signal });
    for await (const piece of reading) {
      assert.ok(piece.length > 0);
      break;
    }
    assert.equal(reading.end, undefined);
    assert.ok((await readMember(archive, 0)).end.isWhole);
  });

  it('takes no memory for a size that the compressed bytes cannot have', async () => {
    const bytes = zipBytes({ members: [{ content: short, both: { size: 2 ** 31 } }] });
    const before = process.memoryUsage().arrayBuffers;
    const archive = await stage.open(bytes);
    const { bytes: whole } = await archive.readWhole(memberOf(archive, 0), { signal });
    assert.ok(whole.buffer.byteLength < 1024 * 1024);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
  });
});

function lines(length: number): string {
  const random = new SeededRandom(20261102);
  let text = '';
  while (text.length < length) {
    text += `${text.length},${random.below(2 ** 32)},MsSense.exe\r\n`;
  }
  return text;
}
