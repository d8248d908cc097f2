import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { AcquisitionProgress } from '../../../src/evidence/acquisition.ts';
import { at, AcquisitionSetup, type SetupOptions } from '../../support/acquisitionSetup.ts';
import { smallZip } from '../../support/smallZip.ts';

describe('Acquiring a package', () => {
  let setup: AcquisitionSetup;

  async function start(options: SetupOptions = {}): Promise<void> {
    setup = await AcquisitionSetup.start(options);
  }

  afterEach(() => setup.close());

  for (const linkShape of ['token', 'sas'] as const) {
    for (const quotedLinks of ['always', 'never'] as const) {
      it(`brings it to disk over a ${linkShape} link, quoted: ${quotedLinks}`, async () => {
        await start({ linkShape, quotedLinks });
        const acquired = await setup.acquire();
        const digest = await setup.simulator.packageDigest(setup.ready.id);
        const bytes = await readFile(acquired.packagePath);
        assert.equal(bytes.length, digest.bytes);
        assert.equal(createHash('sha256').update(bytes).digest('hex'), digest.sha256);
        const packagePath = setup.pathOf();
        const recordPath = packagePath.replace('.zip', '.acquisition.json');
        assert.deepEqual(acquired, { packagePath, recordPath, ...digest, wasThere: false });
        assert.deepEqual(await setup.names(), [basename(recordPath), basename(packagePath)]);
        assert.equal(setup.linkRequests.length, 1);
        assert.equal(setup.packageRequests.length, 1);
      });
    }
  }

  it('names it after device, time of creation and action', async () => {
    await start();
    const { packagePath } = await setup.acquire();
    const { id, creationDateTimeUtc } = setup.ready;
    const time = creationDateTimeUtc.replaceAll(/[-:]|\.\d+/g, '');
    assert.equal(basename(packagePath), `ws-042.contoso.com_${time}_${id}.zip`);
    assert.equal(dirname(packagePath), setup.folder);
  });

  it('keeps a record of exactly the agreed shape beside it', async () => {
    await start();
    const startedMs = setup.clock.now();
    const { recordPath, packagePath } = await setup.acquire({
      onProgress: at('checking', () => setup.clock.advance(1500)),
    });
    const { ready: action, simulator, circumstances } = setup;
    const text = await readFile(recordPath, 'utf8');
    assert.deepEqual(JSON.parse(text), {
      schema: 'acquisition-record/1',
      file: { name: basename(packagePath), ...(await simulator.packageDigest(action.id)) },
      action: { '@odata.context': `${simulator.apiHost}/api/$metadata#MachineActions/$entity`, ...action },
      connection: circumstances.connection,
      link: { host: new URL(simulator.packageHost).host },
      acquiredBy: circumstances.acquiredBy,
      acquiredWith: circumstances.acquiredWith,
      startedUtc: new Date(startedMs).toISOString(),
      finishedUtc: new Date(startedMs + 1500).toISOString(),
    });
    assert.ok(text.endsWith('}\n'));
  });

  it('records keys and values of the action that no document mentions', async () => {
    await start();
    const odd = { troubleshootInfo: null, commands: [{ index: 0 }], 'x-new': { deep: ['ü', 1.5] } };
    Object.assign(setup.ready, odd);
    const { recordPath } = await setup.acquire();
    const { action } = JSON.parse(await readFile(recordPath, 'utf8')) as { action: Record<string, unknown> };
    assert.deepEqual({ ...action, ...odd }, action);
  });

  it('takes a whole Windows package of the simulated tenant', async () => {
    await start({ windowsPackages: true });
    const { bytes, sha256 } = await setup.acquire();
    assert.deepEqual({ bytes, sha256 }, await setup.simulator.packageDigest(setup.ready.id));
  });

  for (const [words, zip] of [
    ['a comment', { comment: 'Collected by Defender' }],
    ['the records of ZIP64', { zip64: true }],
  ] as const) {
    it(`takes an archive with ${words}`, async () => {
      await start();
      const body = smallZip(zip);
      setup.packageHost(() => ({ status: 200, headers: {}, body }));
      const { sha256, packagePath } = await setup.acquire();
      assert.deepEqual(await readFile(packagePath), body);
      assert.equal(sha256, createHash('sha256').update(body).digest('hex'));
    });
  }

  it('shows token and compression to nobody but the API', async () => {
    await start();
    await setup.acquire();
    const { headers } = setup.packageRequests[0] ?? assert.fail();
    assert.equal(headers.authorization, undefined);
    assert.equal(headers.cookie, undefined);
    assert.equal(headers['accept-encoding'], 'identity');
    assert.ok(setup.linkRequests[0]?.headers.authorization?.startsWith('Bearer '));
  });

  it('tells of its progress in order, with bytes that grow to the total', async () => {
    const total = 3_000_000;
    await start({ packageBytes: total });
    await setup.acquire();
    const [asking, ...later] = setup.progress;
    assert.deepEqual(asking, { phase: 'asking' });
    assert.deepEqual(later.pop(), { phase: 'checking' });
    const transferring = later as (AcquisitionProgress & { phase: 'transferring' })[];
    assert.deepEqual([...new Set(transferring.map(({ phase }) => phase))], ['transferring']);
    assert.deepEqual([...new Set(transferring.map(({ totalBytes }) => totalBytes))], [total]);
    const bytes = transferring.map((step) => step.bytes);
    assert.equal(bytes[0], 0);
    assert.equal(bytes.at(-1), total);
    assert.ok(
      bytes.length > 3 && bytes.every((count, index) => index === 0 || count > (bytes[index - 1] ?? 0)),
    );
  });

  it('says in the log what came, in one line', async () => {
    await start();
    const { packagePath, bytes, sha256 } = await setup.acquire();
    const lines = setup.log.lines.filter((line) => line.startsWith('info'));
    assert.deepEqual(lines, [`info ${packagePath}: ${bytes} bytes, 1 entries, SHA-256 ${sha256}`]);
  });

  it('replaces what an interrupted download left behind', async () => {
    await start();
    await mkdir(setup.folder);
    await writeFile(`${setup.pathOf()}.part`, Buffer.alloc(500_000, 1));
    await writeFile(`${setup.pathOf().replace('.zip', '.acquisition.json')}.part`, '{');
    const { packagePath } = await setup.acquire();
    assert.equal((await readFile(packagePath)).length, 200_000);
    assert.equal((await setup.names()).length, 2);
  });
});
