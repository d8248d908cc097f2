import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { AcquisitionProgress } from '../../../src/evidence/acquisitionTypes.ts';
import { AcquisitionSetup, type SetupOptions } from '../../support/acquisitionSetup.ts';
import { chainIn, sha256 } from '../../support/custodySetup.ts';
import { until } from '../../support/until.ts';
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
    const after = (ms: number) => new Date(startedMs + ms).toISOString();
    setup.simulator.faults.add({
      service: 'api',
      path: /getPackageUri$/,
      respond: async (_request, real) => {
        await setup.clock.advance(200);
        const reply = await real();
        return { ...reply, headers: { ...reply.headers, 'request-id': 'of the link' } };
      },
    });
    setup.packageHost(async (_request, real) => {
      await setup.clock.advance(300);
      const { body, ...reply } = await real();
      const source = body as Exclude<typeof body, string | Buffer>;
      const chunks = async function* () {
        let left = source.size;
        for await (const chunk of source.chunks()) {
          left -= chunk.length;
          if (left === 0) {
            await until(() => setup.progress.some((step) => step.phase === 'transferring' && step.bytes > 0));
            await setup.clock.advance(400);
          }
          yield chunk;
        }
      };
      return { ...reply, body: { size: source.size, chunks } };
    });
    const { open } = setup.disk.files;
    setup.disk.replace('open', async (...values: Parameters<typeof open>) => {
      await setup.clock.advance(values[1] === 'r' ? 1500 : 0);
      return open(...values);
    });
    const { recordPath, packagePath } = await setup.acquire();
    const { ready: action, simulator, circumstances } = setup;
    const { host } = new URL(simulator.packageHost);
    const text = await readFile(recordPath, 'utf8');
    assert.deepEqual(JSON.parse(text), {
      schema: 'acquisition-record/1',
      file: { name: basename(packagePath), ...(await simulator.packageDigest(action.id)) },
      action: { '@odata.context': `${simulator.apiHost}/api/$metadata#MachineActions/$entity`, ...action },
      connection: circumstances.connection,
      link: { host },
      acquiredBy: circumstances.acquiredBy,
      acquiredWith: circumstances.acquiredWith,
      startedUtc: after(0),
      finishedUtc: after(2400),
      linkRequests: [{ atUtc: after(0), status: 200, requestId: 'of the link' }],
      transfers: [
        {
          host,
          fromByte: 0,
          toByte: 200_000,
          startedUtc: after(500),
          finishedUtc: after(900),
          outcome: 'complete',
        },
      ],
      verification: { atUtc: after(2400), result: 'intact', members: 1, unpackedBytes: 199_838 },
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
    const steps = later as (AcquisitionProgress & { phase: 'transferring' | 'checking' })[];
    const checkedFrom = steps.findIndex(({ phase }) => phase === 'checking');
    assert.deepEqual([...new Set(steps.map(({ totalBytes }) => totalBytes))], [total]);
    for (const [phase, part, least] of [
      ['transferring', steps.slice(0, checkedFrom), 4],
      ['checking', steps.slice(checkedFrom), 2],
    ] as const) {
      assert.deepEqual([...new Set(part.map((step) => step.phase))], [phase]);
      const bytes = part.map((step) => step.bytes);
      assert.deepEqual([bytes[0], bytes.at(-1)], [0, total]);
      assert.ok(bytes.length >= least, `${bytes.length} steps`);
      assert.deepEqual(
        bytes,
        bytes.toSorted((a, b) => a - b),
      );
    }
    assert.equal(new Set(steps.slice(0, checkedFrom).map(({ bytes }) => bytes)).size, checkedFrom);
  });

  it('says in the log what came, in one line', async () => {
    await start();
    const { packagePath, bytes, sha256 } = await setup.acquire();
    const lines = setup.log.lines.filter((line) => line.startsWith('info'));
    assert.deepEqual(lines, [`info ${packagePath}: ${bytes} bytes, 1 members, SHA-256 ${sha256}`]);
  });

  it('lets nobody write to package and record any more', async () => {
    await start();
    const { packagePath, recordPath } = await setup.acquire();
    for (const path of [packagePath, recordPath]) {
      assert.equal((await stat(path)).mode & 0o777, 0o444, path);
    }
  });

  it('takes a disk as it is that knows no read-only files, and says so', async () => {
    await start();
    setup.disk.fail('chmod', 'ENOTSUP');
    const { packagePath, recordPath } = await setup.acquire();
    assert.deepEqual(
      setup.log.lines.filter((line) => line.startsWith('warn')),
      [packagePath, recordPath].map(
        (path) => `warn ${path} could not be made read-only: ENOTSUP: said the disk`,
      ),
    );
  });

  it('is logged in the custody log, with the hashes of package and record', async () => {
    await start();
    const { packagePath, recordPath, sha256: digest } = await setup.acquire();
    const [line, ...others] = chainIn(await readFile(`${setup.folder}/custody.jsonl`, 'utf8'));
    const { acquiredBy, acquiredWith } = setup.circumstances;
    assert.deepEqual(line, {
      seq: 1,
      atUtc: new Date(setup.clock.now()).toISOString(),
      event: 'acquired',
      by: acquiredBy,
      with: acquiredWith,
      file: basename(packagePath),
      sha256: digest,
      recordSha256: sha256(await readFile(recordPath)),
      note: '',
      previous: '0'.repeat(64),
    });
    assert.deepEqual(others, []);
  });

  it('names the case in record and custody log, where the workspace has one', async () => {
    await start();
    const { recordPath } = await setup.acquire({ caseNote: 'INC-4821' });
    const record = JSON.parse(await readFile(recordPath, 'utf8')) as { case?: string };
    const [line] = chainIn(await readFile(`${setup.folder}/custody.jsonl`, 'utf8'));
    assert.deepEqual([record.case, line?.note], ['INC-4821', 'case: INC-4821']);
  });

  it('holds a lock while it is at work, and is listed as unfinished; neither stays', async () => {
    await start();
    const lockPath = `${setup.pathOf()}.part.lock`;
    const held: boolean[] = [];
    let listed: unknown;
    await setup.acquire({
      onProgress: (step) => {
        held.push(existsSync(lockPath));
        if (step.phase === 'checking') {
          listed ??= setup.unfinished.list();
        }
      },
    });
    assert.deepEqual([held[0], ...new Set(held.slice(1))], [false, true]);
    const { root, ready } = setup;
    assert.deepEqual(await listed, [
      {
        packagePath: setup.pathOf(),
        root,
        folder: 'investigation-packages',
        actionId: ready.id,
        device: 'ws-042.contoso.com',
        connection: 'Contoso',
      },
    ]);
    assert.deepEqual(await setup.unfinished.list(), []);
    assert.deepEqual(await readdir(setup.storage), ['unfinished-downloads.json']);
    assert.deepEqual((await readdir(setup.folder)).sort(), [
      '.gitignore',
      '.ignore',
      'custody.jsonl',
      basename(setup.pathOf()).replace('.zip', '.acquisition.json'),
      basename(setup.pathOf()),
    ]);
  });
});
