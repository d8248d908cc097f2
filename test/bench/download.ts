import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { silentLogger } from '../../src/defender/logger.ts';
import { acquirePackage } from '../../src/evidence/acquisition.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { UnfinishedDownloads } from '../../src/evidence/download/unfinishedDownloads.ts';
import { repositoryRoot } from '../host/paths.ts';
import { median, ratio } from './median.ts';
import { inScratchFolder } from './scratchFolder.ts';

const run = promisify(execFile);
const MiB = 1024 * 1024;
const wantedMiB = 1024;
const turns = 5;

interface Description {
  apiHost: string;
  scope: string;
  authority: string;
  tenantId: string;
  clients: { confidential: { clientId: string; clientSecret: string } };
}

/** A package to disk with its SHA-256, beside what a person would type instead. */
export async function benchDownload(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const free = await statfs(folder);
    const sizeMiB = Math.min(wantedMiB, Math.floor((free.bavail * free.bsize) / MiB / 3));
    const { server, description } = await startServer(sizeMiB * MiB);
    try {
      const notes = sizeMiB < wantedMiB ? [`only ${sizeMiB} MiB: the disk has no room for ${wantedMiB}`] : [];
      return [...notes, ...(await measure(folder, sizeMiB, await clientFor(description)))];
    } finally {
      server.kill();
    }
  });
}

async function measure(folder: string, sizeMiB: number, client: DefenderClient): Promise<string[]> {
  const page = await client.listMachineActions({ type: 'CollectInvestigationPackage', status: 'Succeeded' });
  const id = page.actions[0]?.id ?? '';
  const file = join(folder, 'package');
  const acquired: { download: number; verification: number }[] = [];
  const curlAndOpenssl: number[] = [];
  const curl: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const url = (await client.getPackageUri(id)).reveal().href;
    acquired.push(await acquire(client, id, folder));
    curlAndOpenssl.push(
      await timed(file, async () => {
        await run('curl', ['-so', file, url]);
        await run('openssl', ['sha256', file]);
      }),
    );
    curl.push(await timed(file, () => run('curl', ['-so', file, url])));
  }
  const mine = median(acquired.map(({ download }) => download));
  const verification = median(acquired.map((one) => one.verification));
  const [both, bare] = [median(curlAndOpenssl), median(curl)];
  return [
    `${sizeMiB} MiB over loopback, same disk, in turns, median of ${turns}`,
    `download, SHA-256, record and custody log, synced ${mine.toFixed(2)} s, curl && openssl sha256 ${both.toFixed(2)} s: ratio ${ratio(mine, both)}`,
    `beside curl alone, without a hash (${bare.toFixed(2)} s): ratio ${ratio(mine, bare)}`,
    `the verification of the archive takes ${verification.toFixed(2)} s more`,
  ];
}

/** @returns seconds of a whole acquisition, and those of the proof of the archive within it apart */
async function acquire(
  client: DefenderClient,
  actionId: string,
  folder: string,
): Promise<{ download: number; verification: number }> {
  const root = await mkdtemp(join(folder, 'workspace-'));
  const services = { files: nodeFiles, clock: systemClock, logger: silentLogger };
  const unfinished = new UnfinishedDownloads({ ...services, folder: join(root, 'storage') });
  let checkedFromMs = 0;
  let checkedToMs = 0;
  const startedMs = performance.now();
  await acquirePackage(
    {
      actionId,
      root,
      folder: 'packages',
      connection: { name: 'bench', cloud: 'custom', tenantId: '', clientId: '', apiHost: '' },
      acquiredBy: { account: '', osUser: '' },
      acquiredWith: { extension: '', version: '', vscode: '' },
    },
    { ...services, client, fetch, unfinished },
    {
      signal: new AbortController().signal,
      onProgress: ({ phase }) => {
        if (phase === 'checking') {
          checkedToMs = performance.now();
          checkedFromMs ||= checkedToMs;
        }
      },
    },
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const verification = (checkedToMs - checkedFromMs) / 1000;
  await rm(root, { recursive: true });
  return { download: seconds - verification, verification };
}

async function timed(file: string, work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  const seconds = (performance.now() - startedMs) / 1000;
  await rm(file);
  return seconds;
}

async function startServer(bytes: number): Promise<{ server: ChildProcess; description: Description }> {
  const args = ['test/simulator/main.ts', '--json', '--no-limits', '--link-seconds', '3600'];
  const server = spawn(process.execPath, [...args, '--package-bytes', String(bytes)], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of server.stdout) {
    text += String(chunk);
    if (text.endsWith('\n')) {
      break;
    }
  }
  return { server, description: JSON.parse(text) as Description };
}

async function clientFor({
  apiHost,
  authority,
  tenantId,
  scope,
  clients,
}: Description): Promise<DefenderClient> {
  const { clientId, clientSecret } = clients.confidential;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  });
  const response = await fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  const { access_token: token } = (await response.json()) as { access_token: string };
  // The tenant of the bench has no limits, and what is measured is not the wait for them.
  const linkPace = { run: <T>(send: () => Promise<T>) => send(), throttled: () => undefined };
  return new DefenderClient({ apiHost, fetch, linkPace, getToken: () => Promise.resolve(token) });
}
