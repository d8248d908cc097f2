import assert from 'node:assert/strict';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused } from '../../support/rejections.ts';

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
});
