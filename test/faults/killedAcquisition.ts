// A window of its own: acquires a package, and may stand still at a moment at which it is to be killed.
import { readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import { systemClock } from '../../src/defender/clock.ts';
import type { Fetch } from '../../src/defender/http.ts';
import { acquirePackage } from '../../src/evidence/acquisition.ts';
import type { AcquisitionProgress, AcquisitionRequest } from '../../src/evidence/acquisitionTypes.ts';
import { QuotaLedger } from '../../src/evidence/quota/quotaLedger.ts';
import { UnfinishedDownloads } from '../../src/evidence/download/unfinishedDownloads.ts';
import { RecordingLogger } from '../support/recordingLogger.ts';
import { TestDisk } from '../support/testDisk.ts';
import { killMoments, type Trap } from './killMoments.ts';

export interface WindowTask {
  request: AcquisitionRequest;
  token: string;
  storage: string;
  /** Which of the moments it is killed at; none where it is left alone. */
  moment?: number;
}

/** The lines that it prints, as JSON. */
export type WindowLine =
  | { said: 'ready' }
  | { said: 'stopped' }
  | { said: 'ended'; sha256?: string; wasThere?: boolean; error?: string; log: string };

const task = JSON.parse(process.argv[2] ?? '') as WindowTask;
const say = (line: WindowLine): number => writeSync(1, `${JSON.stringify(line)}\n`);

/** The whole process stands still until it is told to go on, or killed. */
function stand(said: 'ready' | 'stopped'): void {
  say({ said });
  if (readSync(0, Buffer.alloc(1)) === 0) {
    // Whoever should have done so is gone.
    process.exit(1);
  }
}

const disk = new TestDisk();
const logger = new RecordingLogger();
const steps: ((progress: AcquisitionProgress) => void)[] = [];
const requests: Parameters<Trap['onRequest']>[0][] = [];
if (task.moment !== undefined) {
  killMoments[task.moment]?.arm?.({
    disk,
    stop: () => stand('stopped'),
    onProgress: (listen) => steps.push(listen),
    onRequest: (listen) => requests.push(listen),
  });
}

function told(what: 'link' | 'package'): Fetch {
  return async (url, request) => {
    const isMeant = what === 'package' || url.endsWith('/getPackageUri');
    const tell = (when: 'sent' | 'answered'): void =>
      requests.forEach((listen) => {
        if (isMeant) {
          listen(what, when);
        }
      });
    tell('sent');
    const response = await fetch(url, request);
    tell('answered');
    return response;
  };
}

/** Each piece takes a second on this clock, so that each wants a checkpoint. */
let aheadMs = 0;
const clock = {
  now: () => systemClock.now() + aheadMs,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal),
};

const { files } = disk;
const linkPace = new QuotaLedger({
  files,
  clock: systemClock,
  folder: join(task.storage, 'link-quota'),
  key: task.request.connection.tenantId,
  logger,
});
const client = new DefenderClient({
  apiHost: task.request.connection.apiHost,
  fetch: told('link'),
  logger,
  linkPace,
  getToken: () => Promise.resolve(task.token),
});
const unfinished = new UnfinishedDownloads({ files, clock, logger, folder: task.storage });

stand('ready');
try {
  const { sha256, wasThere } = await acquirePackage(
    task.request,
    { client, fetch: told('package'), files, clock, logger, unfinished },
    {
      signal: new AbortController().signal,
      onProgress: (step) => {
        aheadMs += step.phase === 'transferring' ? 1000 : 0;
        steps.forEach((listen) => listen(step));
      },
    },
  );
  say({ said: 'ended', sha256, wasThere, log: logger.text });
} catch (error) {
  say({ said: 'ended', error: (error as Error).message, log: logger.text });
}
