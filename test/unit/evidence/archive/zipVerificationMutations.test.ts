import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { faultsOf, verifyBytes } from '../../../support/archiveBytes.ts';
import { ArchiveMap, type Meaningless } from '../../../support/meaninglessBytes.ts';
import { SeededRandom } from '../../../support/random.ts';
import { extraField, fixed, zip64Extra, zipBytes } from '../../../support/zipBuilder.ts';
import { deflateRawSync } from 'node:zlib';

const text = 'Name,PID,Path\r\nMsSense.exe,4711,C:\\Program Files\\Windows Defender\r\n'.repeat(9);
const full = 0xffffffff;

/** Every kind of header, descriptor and record. */
const built = zipBytes({
  members: [
    { name: 'Processes/Processes.csv', content: text, entry: { comment: 'of the member' } },
    { name: 'Systeminformation.txt', content: text, descriptor: 'signed' },
    { name: 'Prefetch/A.pf', content: text, method: 0, both: { extra: extraField(0x7875, fixed([1, 4])) } },
    { name: 'SMB/', content: '', method: 0, local: { extra: extraField(0xd935, Buffer.alloc(5)) } },
    {
      name: 'Ärende',
      content: '',
      flags: 0x800,
      descriptor: 'plain',
      entry: { extra: extraField(9, Buffer.alloc(3)) },
    },
    { name: 'wide', content: text, descriptor: 'plain64', entry: wideSizes(text) },
  ],
  comment: 'of the archive',
  zip64: { data: Buffer.from('its own') },
});

describe('A package that was changed', () => {
  const random = new SeededRandom(20261101);
  let packages: Buffer[];

  before(async () => {
    packages = [
      built,
      await ofAnotherWriter(),
      zipBytes({ members: [{ content: text }, { content: 'two' }] }),
    ];
  });
  it('was whole before', async () => {
    for (const bytes of packages) {
      assert.deepEqual(await faultsOf(bytes), []);
    }
  });

  /** What a byte was that changed and was not noticed. */
  async function unnoticed(
    map: ArchiveMap,
    original: Buffer,
    at: number,
    value: number,
  ): Promise<Meaningless | undefined> {
    const changed = Buffer.from(original);
    changed.writeUInt8(value, at);
    const { faultCount } = await verifyBytes(changed);
    if (faultCount > 0) {
      return undefined;
    }
    return (
      map.meaningless(at, changed) ??
      assert.fail(`byte ${at} of ${original.length}, now ${value}, had a meaning`)
    );
  }

  it('in any byte is noticed to be, unless the byte has no meaning', async () => {
    const counts: Partial<Record<Meaningless | 'noticed', number>> = {};
    const maps = packages.map((bytes) => new ArchiveMap(bytes));
    for (let run = 0; run < 1500; run++) {
      const index = random.below(packages.length);
      const [bytes, map] = [packages[index] as Buffer, maps[index] as ArchiveMap];
      const at = random.below(bytes.length);
      const kind = await unnoticed(map, bytes, at, bytes.readUInt8(at) ^ (1 + random.below(255)));
      counts[kind ?? 'noticed'] = (counts[kind ?? 'noticed'] ?? 0) + 1;
    }
    assert.ok((counts.noticed ?? 0) > 1200, JSON.stringify(counts));
  });

  it('in a single bit is noticed to be, whichever byte it is in', async () => {
    const map = new ArchiveMap(built);
    for (let at = 0; at < built.length; at++) {
      await unnoticed(map, built, at, built.readUInt8(at) ^ (1 << random.below(8)));
    }
  });

  it('is noticed to be cut', async () => {
    for (let run = 0; run < 300; run++) {
      const bytes = random.pick(packages);
      const length = random.below(bytes.length);
      const { faults } = await verifyBytes(bytes.subarray(0, length));
      const [kind, offset] = length < 4 ? ['notAZip', 0] : ['truncated', length];
      assert.deepEqual(faults, [{ kind, offset }], `${length} of ${bytes.length}`);
    }
  });

  it('never stops the verification, whatever happens to its bytes', async () => {
    const outcomes = { whole: 0, faulty: 0 };
    for (let run = 0; run < 500; run++) {
      const { faultCount } = await verifyBytes(mangled(random.pick(packages), random));
      outcomes[faultCount > 0 ? 'faulty' : 'whole']++;
    }
    assert.ok(outcomes.faulty > 400, JSON.stringify(outcomes));
  });
});

/** One to four changes, mostly near the end, where the fields are that lead elsewhere. */
function mangled(original: Buffer, random: SeededRandom): Buffer {
  let bytes = original;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = Math.max(0, bytes.length - 1 - random.below(random.pick([30, 130, bytes.length])));
    const extreme = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, full, 2 ** 53, 2 ** 63]);
    bytes = random.pick([
      () => replaced(bytes, at, Buffer.from([random.below(256)])),
      () => replaced(bytes, at, fixed([extreme, 8]).subarray(0, random.pick([2, 4, 8]))),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random.below(60)), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(60))]),
      () => bytes.subarray(0, at),
    ])();
  }
  return bytes;
}

function replaced(bytes: Buffer, at: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + by.length)]);
}

function wideSizes(content: string): {
  version: number;
  compressedSize: number;
  size: number;
  extra: Buffer;
} {
  const extra = zip64Extra(content.length, deflateRawSync(content).length);
  return { version: 45, compressedSize: full, size: full, extra };
}

async function ofAnotherWriter(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), 'Services/Services.csv');
  zip.addReadStream(Readable.from([text]), 'Security Event Log/Security.evtx', { forceZip64Format: true });
  zip.addReadStream(Readable.from([text]), 'stored.txt', { compress: false });
  zip.addEmptyDirectory('Temp Directories');
  zip.end({ forceZip64Format: true, comment: 'of another writer' });
  return buffer(zip.outputStream);
}
