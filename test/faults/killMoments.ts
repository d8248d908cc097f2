import type { FileHandle } from 'node:fs/promises';
import type { AcquisitionProgress } from '../../src/evidence/acquisitionTypes.ts';
import type { Files } from '../../src/evidence/disk/files.ts';
import type { TestDisk } from '../support/testDisk.ts';

/** Bytes of the package in whose download processes are killed. */
export const killedBytes = 1_000_000;

/** What a process is stopped by: then it stands still, to be killed or to be let go on. */
export interface Trap {
  disk: TestDisk;
  /** Stops the whole process. */
  stop: () => void;
  onProgress: (listen: (progress: AcquisitionProgress) => void) => void;
  /** Told of the requests for links and packages. */
  onRequest: (listen: (what: 'link' | 'package', when: 'sent' | 'answered') => void) => void;
}

type Arm = (trap: Trap) => void;

export interface KillMoment {
  words: string;
  /** Sets the trap that the process stops in. */
  arm?: Arm;
  /** Instead: it is killed when so many bytes are sure, and no more come. */
  sureBytes?: number;
  /** What the next process finds: nothing to go on with, what the last checkpoint holds, all bytes, or the package. */
  leaves: 'nothing' | 'checkpoint' | 'all' | 'package';
  /** A lock that stays until the log is written to again: a known fault. */
  leftLock?: string;
}

const part = /\.zip\.part$/;
const state = /[/\\][0-9a-f]{32}\.json$/;
const list = /unfinished-downloads\.json\.new$/;
const record = /\.acquisition\.json\.part$/;
const custody = /custody\.jsonl$/;

const requests: KillMoment[] = [
  { words: 'before a link is asked for', arm: request('link', 'sent'), leaves: 'nothing' },
  { words: 'when the link has come', arm: request('link', 'answered'), leaves: 'nothing' },
  { words: 'before the package is asked for', arm: request('package', 'sent'), leaves: 'nothing' },
  { words: 'when the answer has begun', arm: request('package', 'answered'), leaves: 'nothing' },
];

const beginnings: KillMoment[] = [
  {
    words: 'while the list of unfinished downloads is written',
    arm: before('rename', list),
    leaves: 'nothing',
  },
  { words: 'when the file has just been made', arm: madeFile, leaves: 'nothing' },
  {
    words: 'while the first state is written',
    arm: before('rename', /[0-9a-f]{32}\.json\.new$/),
    leaves: 'nothing',
  },
  { words: 'before the first byte', arm: progress('transferring', 0), leaves: 'nothing' },
  { words: 'after the first piece', arm: progress('transferring', 1), leaves: 'nothing' },
  {
    words: 'in the middle of the bytes',
    arm: progress('transferring', killedBytes / 2),
    leaves: 'checkpoint',
  },
];

const onTheWay = [100_000, 300_000, 500_000, 700_000, 900_000].map((sureBytes): KillMoment => ({
  words: `when ${sureBytes.toLocaleString('en')} of ${killedBytes.toLocaleString('en')} bytes are sure`,
  sureBytes,
  leaves: 'checkpoint',
}));

const endings: KillMoment[] = [
  { words: 'after the last byte', arm: progress('transferring', killedBytes), leaves: 'checkpoint' },
  { words: 'before the last bytes are brought to rest (fsync)', arm: lastSync, leaves: 'checkpoint' },
  { words: 'before the archive is proven', arm: progress('checking', 0), leaves: 'all' },
  { words: 'when the archive was proven', arm: progress('checking', killedBytes), leaves: 'all' },
  { words: 'before the record is written', arm: before('writeFile', record), leaves: 'all' },
  { words: 'before the record gets its name', arm: before('rename', record), leaves: 'all' },
  { words: 'between the record and the package', arm: before('rename', part), leaves: 'all' },
  { words: 'before the package is made read-only', arm: before('chmod', /\.zip$/), leaves: 'package' },
  {
    words: 'between the package and its custody line',
    arm: before('writeFile', /custody\.jsonl\.lock$/),
    leaves: 'package',
  },
  { words: 'in the middle of the custody line', arm: halfLine, leaves: 'package' },
  {
    words: 'before the custody line is brought to rest (fsync)',
    arm: lineSync,
    leaves: 'package',
    leftLock: 'custody.jsonl.lock',
  },
  { words: 'before the download is forgotten', arm: before('rename', list, 2), leaves: 'package' },
  { words: 'before its state is removed', arm: before('rm', state), leaves: 'package' },
];

export const killMoments: KillMoment[] = [...requests, ...beginnings, ...onTheWay, ...endings];

function request(what: 'link' | 'package', when: 'sent' | 'answered'): Arm {
  return ({ onRequest, stop }) =>
    onRequest((whatNow, whenNow) => {
      if (whatNow === what && whenNow === when) {
        stop();
      }
    });
}

function progress(phase: 'transferring' | 'checking', bytes: number): Arm {
  return ({ onProgress, stop }) => {
    let isOver = false;
    onProgress((step) => {
      if (!isOver && step.phase === phase && step.bytes >= bytes) {
        isOver = true;
        stop();
      }
    });
  };
}

/** Before an operation is done for the so manieth time. */
function before(operation: keyof Files, path: RegExp, time = 1): Arm {
  return ({ disk, stop }) => {
    const real = disk.files[operation] as (...values: unknown[]) => Promise<unknown>;
    let seen = 0;
    disk.replace(operation, (...values) => {
      if (path.test(String(values[0])) && ++seen === time) {
        stop();
      }
      return real(...values);
    });
  };
}

function madeFile({ disk, stop }: Trap): void {
  disk.changeFile(part, () => {
    stop();
    return {};
  });
}

function lastSync({ disk, stop, onProgress }: Trap): void {
  let isAll = false;
  onProgress((step) => {
    isAll = step.phase === 'transferring' && step.bytes === killedBytes;
  });
  disk.changeFile(part, (file) => stoppingAtSync(file, () => isAll && stop()));
}

function lineSync({ disk, stop }: Trap): void {
  disk.changeFile(custody, (file) => stoppingAtSync(file, stop));
}

function stoppingAtSync(file: FileHandle, stop: () => unknown): Partial<FileHandle> {
  const [sync, datasync] = [file.sync.bind(file), file.datasync.bind(file)];
  const first = (real: () => Promise<void>) => (): Promise<void> => {
    stop();
    return real();
  };
  return { sync: first(sync), datasync: first(datasync) };
}

function halfLine({ disk, stop }: Trap): void {
  disk.changeFile(custody, (file) => {
    const real = file.write.bind(file) as (data: Uint8Array, at: number, length: number) => Promise<unknown>;
    const write = async (line: Uint8Array): Promise<void> => {
      await real(line, 0, Math.floor(line.length / 2));
      stop();
    };
    return { write } as unknown as Partial<FileHandle>;
  });
}
