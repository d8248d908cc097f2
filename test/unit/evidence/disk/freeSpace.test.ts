import assert from 'node:assert/strict';
import { answer, ignoreRange } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused } from '../../../support/rejections.ts';

const size = 200_000;
const reserve = 32 * 1024 * 1024;

describe('Free space', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  function diskHas(freeBytes: number): void {
    const disk = { blocks: 1_000_000, bavail: freeBytes, bfree: freeBytes * 2, bsize: 1 };
    setup.disk.replace('statfs', () => Promise.resolve(disk));
  }

  it('that would not last is refused before a byte is written', async () => {
    diskHas(reserve + size - 1);
    await assertRefused(setup.acquire(), 'noSpace', {
      path: setup.folder,
      expectedBytes: size,
      freeBytes: reserve + size - 1,
    });
    assert.deepEqual(setup.disk.opened, []);
    assert.deepEqual(await setup.names(), []);
    assert.ok(!setup.progress.some(({ phase }) => phase === 'transferring'));
  });

  it('for the package and for others is enough', async () => {
    diskHas(reserve + size);
    assert.equal((await setup.acquire()).bytes, size);
  });

  it('is asked of the disk that the folder is on', async () => {
    const { statfs } = setup.disk.files;
    const asked: unknown[] = [];
    setup.disk.replace('statfs', (path: string) => {
      asked.push(path);
      return statfs(path);
    });
    await setup.acquire();
    assert.deepEqual(asked, [setup.folder]);
  });

  it('that the disk does not tell of is no reason to refuse', async () => {
    setup.disk.fail('statfs', 'ENOSYS');
    assert.equal((await setup.acquire()).bytes, size);
  });

  it('of 0 bytes on a disk of 0 bytes is one that it does not tell of', async () => {
    setup.disk.replace('statfs', () => Promise.resolve({ blocks: 0, bavail: 0, bfree: 0, bsize: 512 }));
    assert.equal((await setup.acquire()).bytes, size);
  });

  it('of 0 bytes on a full disk is none', async () => {
    diskHas(0);
    await assertRefused(setup.acquire(), 'noSpace', { freeBytes: 0 });
  });

  it('has to be there for the rest alone when the beginning is', async () => {
    setup.packageHost(setup.breakAfter(size / 2), 1);
    setup.packageHost(answer(400), 1);
    await assertRefused(setup.acquire(), 'linkRefused');
    diskHas(reserve + size / 2 - 1);
    await assertRefused(setup.acquire(), 'noSpace', { expectedBytes: size / 2 });
    assert.deepEqual(setup.kept, [size / 2, size / 2]);
    await setup.assertOnlyKept();
    diskHas(reserve + size / 2);
    await setup.clock.advance(60_250);
    assert.equal((await setup.acquire()).bytes, size);
    assert.equal(setup.packageRequests.at(-1)?.headers.range, `bytes=${size / 2}-`);
  });

  it('has to be there for the whole when it has to come anew, and nothing is left when it is not', async () => {
    setup.packageHost(setup.breakAfter(size / 2), 1);
    setup.packageHost((request, real) => {
      diskHas(reserve + size - 1);
      return ignoreRange()(request, real);
    }, 1);
    await assertRefused(setup.acquire(), 'noSpace', { expectedBytes: size });
    await setup.assertOnlyKept();
    assert.deepEqual(setup.kept, []);
  });
});
