import type { FileHandle } from 'node:fs/promises';
import type { Files } from '../../src/evidence/disk/files.ts';
import { systemError } from '../support/testDisk.ts';
import { arrives, fails, half, size, type Fault } from './fault.ts';

const where = 'The disk';
const part = /\.zip\.part$/;
const recordPart = /\.acquisition\.json\.part$/;
const custody = /custody\.jsonl$/;
const before = { from: [], links: 0 };

type Failing = [fault: string, operation: keyof Files, code: string, path: RegExp, promise: Fault['promise']];

const operations: Failing[] = [
  [
    'is read-only (EROFS): the folder cannot be made',
    'mkdir',
    'EROFS',
    /investigation/,
    fails('AcquisitionError: notWritable', before),
  ],
  [
    'denies access (EACCES): the folder cannot be made',
    'mkdir',
    'EACCES',
    /investigation/,
    fails('AcquisitionError: notWritable', before),
  ],
  [
    'is full when the folder is kept out of git',
    'writeFile',
    'ENOSPC',
    /\.gitignore$/,
    fails('AcquisitionError: diskFull', before),
  ],
  [
    'denies access to the lock',
    'writeFile',
    'EACCES',
    /part\.lock$/,
    fails('AcquisitionError: notWritable', before),
  ],
  ['is full when the file is made', 'open', 'ENOSPC', part, fails('AcquisitionError: diskFull')],
  ['denies access to the file', 'open', 'EACCES', part, fails('AcquisitionError: notWritable')],
  [
    'has too long a path (ENAMETOOLONG)',
    'open',
    'ENAMETOOLONG',
    part,
    fails('AcquisitionError: pathTooLong'),
  ],
  ['has no more open files to give (EMFILE)', 'open', 'EMFILE', part, fails('AcquisitionError: diskError')],
  [
    'is full when the record is written',
    'writeFile',
    'ENOSPC',
    recordPart,
    fails('AcquisitionError: diskFull', { keeps: size }),
  ],
  [
    'denies the record its name',
    'rename',
    'EACCES',
    recordPart,
    fails('AcquisitionError: notWritable', { keeps: size }),
  ],
  [
    'is full when the package gets its name',
    'rename',
    'ENOSPC',
    part,
    fails('AcquisitionError: diskFull', { keeps: size }),
  ],
  [
    'denies the package its name',
    'rename',
    'EPERM',
    part,
    fails('AcquisitionError: notWritable', { keeps: size }),
  ],
  [
    'denies the custody log',
    'open',
    'EACCES',
    custody,
    fails('AcquisitionError: custodyNotWritten', { keeps: 'package', data: { code: 'EACCES' } }),
  ],
  [
    'is full when the custody log is locked',
    'writeFile',
    'ENOSPC',
    /custody\.jsonl\.lock$/,
    fails('AcquisitionError: custodyNotWritten', { keeps: 'package', data: { code: 'ENOSPC' } }),
  ],
  ['does not say how much room it has', 'statfs', 'ENOSYS', /./, arrives()],
];

type Changing = [
  fault: string,
  path: RegExp,
  change: (file: FileHandle) => object,
  promise: Fault['promise'],
];

const contents: Changing[] = [
  [
    'is full at the first byte',
    part,
    () => writing(() => Promise.reject(systemError('ENOSPC'))),
    fails('AcquisitionError: diskFull'),
  ],
  [
    'is over its quota at the first byte',
    part,
    () => writing(() => Promise.reject(systemError('EDQUOT'))),
    fails('AcquisitionError: diskFull'),
  ],
  ['is full in the middle', part, fullAfter(half), fails('AcquisitionError: diskFull')],
  [
    'takes no byte and does not say why',
    part,
    () => writing(() => Promise.resolve({ bytesWritten: 0 })),
    fails('AcquisitionError: diskFull'),
  ],
  ['takes each block in pieces', part, shortWrites, arrives()],
  [
    'is full when the bytes are brought to rest (fsync)',
    part,
    () => syncing('ENOSPC'),
    fails('AcquisitionError: diskFull'),
  ],
  [
    'is broken when the bytes are brought to rest (fsync)',
    part,
    () => syncing('EIO'),
    fails('AcquisitionError: diskError'),
  ],
  [
    'is full in the middle of a custody line',
    custody,
    tornLine,
    fails('AcquisitionError: custodyNotWritten', { keeps: 'package', data: { code: 'ENOSPC' } }),
  ],
  [
    'is broken when the custody line is brought to rest (fsync)',
    custody,
    () => syncing('EIO'),
    fails('AcquisitionError: custodyNotWritten', { keeps: 'package', data: { code: 'EIO' } }),
  ],
];

/** Whatever a file is written with. */
function writing(write: () => Promise<unknown>): object {
  return { write, writev: write, writeFile: write, appendFile: write };
}

function syncing(code: string): object {
  const sync = (): Promise<never> => Promise.reject(systemError(code));
  return { sync, datasync: sync };
}

function fullAfter(bytes: number): (file: FileHandle) => object {
  return (file) => {
    let left = bytes;
    return limited(file, () => {
      if (left === 0) {
        throw systemError('ENOSPC');
      }
      const taken = left;
      return { most: taken, written: (count: number) => (left -= count) };
    });
  };
}

function shortWrites(file: FileHandle): object {
  return limited(file, () => ({ most: 30_001, written: () => undefined }));
}

/** Half of a line is written, and then the disk is full. */
function tornLine(file: FileHandle): object {
  return fullAfter(100)(file);
}

/** The file, of whose writes the disk takes a part alone. */
function limited(
  file: FileHandle,
  limit: () => { most: number; written: (count: number) => unknown },
): object {
  const real = file.write.bind(file) as (
    data: Uint8Array,
    at: number,
    length: number,
    position?: number | null,
  ) => Promise<{ bytesWritten: number }>;
  const write = async (
    data: Uint8Array,
    at = 0,
    length = data.length - at,
    position?: number | null,
  ): Promise<object> => {
    const { most, written } = limit();
    const result = await real(data, at, Math.min(most, length), position);
    written(result.bytesWritten);
    return result;
  };
  const writev = (
    [first = Buffer.alloc(0), ...rest]: Uint8Array[],
    position?: number | null,
  ): Promise<object> => write(Buffer.concat([first, ...rest]), 0, undefined, position);
  return { write, writev };
}

export const diskFaults: Fault[] = [
  ...operations.map(([fault, operation, code, path, promise]): Fault => ({
    where,
    fault,
    strike: (stage) => stage.setup.disk.fail(operation, code, path),
    promise,
  })),
  ...contents.map(([fault, path, change, promise]): Fault => ({
    where,
    fault,
    strike: (stage) => stage.changeFile(path, change),
    promise,
  })),
  {
    where,
    fault: 'has too little room, which it says before the first byte',
    strike: ({ setup }) =>
      setup.disk.replace('statfs', () => Promise.resolve({ blocks: 1e9, bavail: 8192, bsize: 4096 })),
    promise: fails('AcquisitionError: noSpace', { data: { expectedBytes: size } }),
  },
];
