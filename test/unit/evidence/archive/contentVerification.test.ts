import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EvidenceKind } from '../../../../src/evidence/archive/contentKind.ts';
import { verifyContent } from '../../../../src/evidence/archive/contentVerification.ts';
import type { ArchiveReport } from '../../../../src/evidence/archive/zipVerification.ts';
import { rejection } from '../../../support/rejections.ts';
import { TestDisk } from '../../../support/testDisk.ts';

const mebibyte = 1024 * 1024;

describe('The content of a live response result', () => {
  let folder: string;
  let path: string;
  let disk: TestDisk;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'result-'));
    path = join(folder, 'x');
    disk = new TestDisk();
  });

  afterEach(async () => {
    assert.equal(disk.openFiles, 0);
    await rm(folder, { recursive: true });
  });

  async function verify(kind: EvidenceKind, content?: Buffer | string): Promise<ArchiveReport> {
    if (content !== undefined) {
      await writeFile(path, content);
    }
    const { signal } = new AbortController();
    return verifyContent(kind, disk.files, path, { signal });
  }

  const kinds = ({ faults }: ArchiveReport) => faults.map(({ kind }) => kind);

  it('may be packed in several parts, all of which are proven', async () => {
    const part = gzipSync(randomBytes(2 * mebibyte));
    const report = await verify('gzip', Buffer.concat([part, part]));
    assert.deepEqual([report.unpackedBytes, report.members, kinds(report)], [4 * mebibyte, 1, []]);
    const cut = await verify('gzip', Buffer.concat([part, part.subarray(0, -1)]));
    assert.deepEqual(kinds(cut), ['truncated']);
  });

  it('may be empty before it was packed', async () => {
    const report = await verify('gzip', gzipSync(''));
    assert.deepEqual([report.unpackedBytes, kinds(report)], [0, []]);
  });

  for (const more of [1, 100, 3 * mebibyte]) {
    it(`is refused with ${more} zeros behind its end, wherever pieces end`, async () => {
      for (const beginning of [gzipSync('x'), exactly(mebibyte)]) {
        const report = await verify('gzip', Buffer.concat([beginning, Buffer.alloc(more)]));
        assert.deepEqual(report.faults, [{ kind: 'trailingBytes', offset: beginning.length, length: more }]);
      }
    });
  }

  /** A gzip file of this length: what is missing is put into its header. */
  function exactly(length: number): Buffer {
    const packed = gzipSync(randomBytes(length - 2000));
    const flags = Buffer.from(packed.subarray(0, 10));
    flags[3] = 8;
    const name = Buffer.alloc(length - packed.length, 'n');
    name[name.length - 1] = 0;
    return Buffer.concat([flags, name, packed.subarray(10)]);
  }

  it('is a JSON text that is not longer than can be read at once', async () => {
    const file = await open(path, 'w');
    await file.write('["');
    await file.truncate(64 * mebibyte + 1);
    await file.close();
    const report = await verify('json');
    assert.deepEqual(kinds(report), ['longText']);
  });

  for (const text of ['{"a":1}', '[]', '\ufeff{"script_output":"Größe"}', ' \r\n{"error":"text"}']) {
    it(`is good as ${JSON.stringify(text)}`, async () => {
      const report = await verify('json', text);
      assert.deepEqual([report.unpackedBytes, kinds(report)], [Buffer.byteLength(text), []]);
    });
  }

  it('is proven no further once it is cancelled', async () => {
    await writeFile(path, gzipSync(Buffer.alloc(100 * mebibyte)));
    const controller = new AbortController();
    const reason = new Error('cancelled');
    let seen = 0;
    const { signal } = controller;
    const onProgress = () => {
      seen++;
      controller.abort(reason);
    };
    assert.equal(await rejection(verifyContent('gzip', disk.files, path, { signal, onProgress })), reason);
    assert.ok(seen < 10);
  });

  it('tells what the disk says', async () => {
    await writeFile(path, gzipSync(randomBytes(mebibyte)));
    disk.fail('open', 'EIO');
    assert.equal(((await rejection(verify('gzip'))) as NodeJS.ErrnoException).code, 'EIO');
  });
});
