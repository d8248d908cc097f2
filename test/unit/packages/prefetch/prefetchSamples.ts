import assert from 'node:assert/strict';
import type { Prefetch } from '../../../../src/packages/prefetch/readPrefetch.ts';
import { readPrefetch } from '../../../../src/packages/prefetch/readPrefetch.ts';
import type { PrefetchFault } from '../../../../src/packages/prefetch/prefetchFault.ts';
import type { BuiltPrefetch } from '../../../fixtures/prefetch/prefetchBytes.ts';

export const volume = {
  devicePath: '\\VOLUME{01d6828290579d13-4290933e}',
  serialNumber: 0x4290933e,
  createdAt: 0x01d6828290579d13n,
  directories: [
    '\\VOLUME{01d6828290579d13-4290933e}\\WINDOWS',
    '\\VOLUME{01d6828290579d13-4290933e}\\WINDOWS\\SYSTEM32',
  ],
};

/** A program with one run, which a test changes as it needs. */
export const sample: BuiltPrefetch = {
  version: 30,
  executableName: 'CMD.EXE',
  hash: 0x0bd30981,
  runCount: 1,
  lastRuns: [133_000_000_000_000_001n],
  image: '\\DEVICE\\HARDDISKVOLUME3\\WINDOWS\\SYSTEM32\\CMD.EXE',
  files: [
    `${volume.devicePath}\\WINDOWS\\SYSTEM32\\NTDLL.DLL`,
    `${volume.devicePath}\\WINDOWS\\SYSTEM32\\CMD.EXE`,
  ],
  volumes: [volume],
};

/** What is read from a file without faults. */
export function readWhole(file: Uint8Array, fileName?: string): Prefetch {
  const { prefetch, faults } = readPrefetch(file, fileName);
  assert.deepEqual(faults, []);
  return prefetch ?? assert.fail('nothing was read');
}

export function faultsOf(file: Uint8Array): PrefetchFault[] {
  return readPrefetch(file).faults;
}
