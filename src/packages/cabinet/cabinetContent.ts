import {
  blockBytes,
  hasRightChecksum,
  packedBlocks,
  unpackBlock,
  type CutBlock,
  type PackedBlock,
} from './blocks.ts';
import type { ByteBudget } from './byteBudget.ts';
import type { Cabinet, CabinetFile, CabinetFolder } from './cabinet.ts';
import type { BlockFault, CabinetFault } from './cabinetFault.ts';

export interface ContentOptions {
  /** Every byte that is unpacked counts, also those before the ones that are asked for. */
  budget: ByteBudget;
  /** Where what is wrong goes; after a fault there is no more content. */
  faults: CabinetFault[];
}

/** A part of a folder's content. */
export interface ContentPiece {
  /** Bytes of the folder's content before it. */
  start: number;
  /** May be a part of the cabinet's own bytes. */
  bytes: Buffer;
}

/** Bytes of a folder's content: from `start` on, and nothing from `end` on. */
interface ContentRange {
  start: number;
  end: number;
}

/**
 * Unpacks a folder block by block, in memory that does not grow with it.
 * @param range what of its content has to be there; all of it when left out
 */
export function* folderContent(
  cabinet: Cabinet,
  folder: CabinetFolder,
  { budget, faults }: ContentOptions,
  range?: ContentRange,
): Generator<ContentPiece> {
  const { method, index, start: offset } = folder;
  if (method !== 'none' && method !== 'MSZIP') {
    faults.push({ offset, kind: 'method', folder: index, method });
    return;
  }
  if (folder.isContinued) {
    faults.push({ offset, kind: 'continued', folder: index, in: 'previous' });
    return;
  }
  const needed = range ?? { start: 0, end: Infinity };
  let window: Buffer = Buffer.alloc(0);
  let [number, start] = [0, 0];
  for (const block of packedBlocks(cabinet, folder)) {
    if (start >= needed.end) {
      return;
    }
    if (method === 'none' && isBefore(block, start, needed)) {
      start += block.size;
    } else {
      const bytes = checkedContent(block, method, { window, budget });
      if (!Buffer.isBuffer(bytes)) {
        faults.push(asFault(bytes, { offset: block.offset, folder: index, block: number }));
        return;
      }
      if (start + bytes.length > needed.start) {
        yield { start, bytes };
      }
      start += bytes.length;
      window = bytes.length === blockBytes ? bytes : Buffer.concat([window, bytes]).subarray(-blockBytes);
    }
    number++;
  }
  if (range && start < range.end) {
    faults.push({ offset, kind: 'folderEnd', folder: index, length: start });
  }
}

/** Whether a block ends before what is needed: without compression, what follows does not depend on it. */
function isBefore(block: PackedBlock | CutBlock, start: number, needed: ContentRange): block is PackedBlock {
  return !block.isCut && block.size > 0 && start + block.size <= needed.start;
}

type Obstacle = BlockFault | 'continued' | 'budget';

function checkedContent(
  block: PackedBlock | CutBlock,
  method: 'none' | 'MSZIP',
  { window, budget }: { window: Buffer; budget: ByteBudget },
): Buffer | Obstacle {
  if (block.isCut) {
    return 'truncated';
  }
  if (block.size === 0) {
    return 'continued';
  }
  if (!hasRightChecksum(block)) {
    return 'checksum';
  }
  return budget.take(block.size) ? unpackBlock(block, method, window) : 'budget';
}

function asFault(
  what: Obstacle,
  { offset, folder, block }: { offset: number; folder: number; block: number },
): CabinetFault {
  if (what === 'continued') {
    return { offset, kind: 'continued', folder, in: 'next' };
  }
  return what === 'budget' ? { offset, kind: 'budget' } : { offset, kind: 'block', folder, block, what };
}

/** Unpacks one file, piece by piece. */
export function* fileContent(
  cabinet: Cabinet,
  file: CabinetFile,
  { budget, faults }: ContentOptions,
): Generator<Buffer> {
  const folder = file.folder === undefined ? undefined : cabinet.folders[file.folder];
  if (!folder) {
    faults.push({ offset: 0, kind: 'noFolder', file: file.index });
    return;
  }
  if (file.size === 0) {
    return;
  }
  const range = { start: file.start, end: file.start + file.size };
  const found: CabinetFault[] = [];
  for (const { start, bytes } of folderContent(cabinet, folder, { budget, faults: found }, range)) {
    yield bytes.subarray(Math.max(0, range.start - start), range.end - start);
  }
  for (const fault of found) {
    const isElsewhere = fault.kind === 'folderEnd' && file.continues === 'toNext';
    const { offset } = fault;
    faults.push(isElsewhere ? { offset, kind: 'continued', folder: folder.index, in: 'next' } : fault);
  }
}

/** One file's content: all of it, or what is there before the fault. */
export interface FileReading {
  bytes: Buffer;
  faults: CabinetFault[];
}

/** Unpacks one file into memory, of which the budget says how much that may be. */
export function readCabinetFile(cabinet: Cabinet, file: CabinetFile, budget: ByteBudget): FileReading {
  const faults: CabinetFault[] = [];
  return { bytes: Buffer.concat([...fileContent(cabinet, file, { budget, faults })]), faults };
}
