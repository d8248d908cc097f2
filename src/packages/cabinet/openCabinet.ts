import type { Cabinet, CabinetFolder, CabinetMethod, CabinetNeighbour } from './cabinet.ts';
import type { CabinetFault } from './cabinetFault.ts';
import { CabinetEnded, FieldReader } from './fields.ts';
import { longestName, readFile } from './files.ts';

/** The largest cabinet that is looked at. */
export const largestCabinet = 512 * 1024 * 1024;

const headerFlags = { previous: 1, next: 2, reserve: 4 } as const;
const methods: readonly CabinetMethod[] = ['none', 'MSZIP', 'Quantum', 'LZX'];

/**
 * Lists what is in a cabinet, as far as it can be read: what the bytes hold is never a reason to throw.
 * @param file all of the cabinet, which is kept and must not change
 */
export function openCabinet(file: Uint8Array): Cabinet {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const cabinet: Cabinet = {
    bytes,
    set: { id: 0, index: 0 },
    folders: [],
    files: [],
    reserve: { header: Buffer.alloc(0), folderLength: 0, blockLength: 0 },
    faults: [],
  };
  if (bytes.toString('latin1', 0, 4) !== 'MSCF') {
    cabinet.faults.push({ offset: 0, kind: 'notACabinet' });
  } else if (bytes.length > largestCabinet) {
    cabinet.faults.push({ offset: 0, kind: 'tooLarge', size: bytes.length });
  } else {
    readParts(cabinet);
  }
  return cabinet;
}

type Part = Extract<CabinetFault, { kind: 'truncated' }>['part'];

/** Where the parts are that the header leads to. */
interface Plan {
  folders: number;
  files: number;
  filesStart: number;
}

function readParts(cabinet: Cabinet): void {
  const { bytes, faults } = cabinet;
  let part: Part = 'header';
  const fields = new FieldReader(bytes, 0);
  try {
    const plan = readHeader(fields, cabinet);
    part = 'folders';
    readFolders(fields, plan, cabinet);
    part = 'files';
    fields.at = plan.filesStart;
    readFiles(fields, plan, cabinet);
  } catch (error) {
    if (!(error instanceof CabinetEnded)) {
      throw error;
    }
    faults.push({ offset: Math.min(fields.at, bytes.length), kind: 'truncated', part });
  }
}

/** @throws CabinetEnded */
function readHeader(fields: FieldReader, { bytes, faults, set, reserve }: Cabinet): Plan {
  fields.at = 8;
  const size = fields.uint32();
  fields.at = 16;
  const filesStart = fields.uint32();
  fields.at = 24;
  const [minor, major] = [fields.uint8(), fields.uint8()];
  const [folders, files, flags] = [fields.uint16(), fields.uint16(), fields.uint16()];
  set.id = fields.uint16();
  set.index = fields.uint16();
  if (major !== 1 || minor !== 3) {
    faults.push({ offset: 24, kind: 'version', major, minor });
  }
  if (size > bytes.length) {
    faults.push({ offset: bytes.length, kind: 'truncated', part: 'cabinet' });
  } else if (size < bytes.length) {
    faults.push({ offset: size, kind: 'trailingBytes', length: bytes.length - size });
  }
  if (flags & headerFlags.reserve) {
    const length = fields.uint16();
    reserve.folderLength = fields.uint8();
    reserve.blockLength = fields.uint8();
    reserve.header = fields.take(length);
  }
  if (flags & headerFlags.previous) {
    set.previous = readNeighbour(fields);
  }
  if (flags & headerFlags.next) {
    set.next = readNeighbour(fields);
  }
  return { folders, files, filesStart };
}

/** @throws CabinetEnded */
function readNeighbour(fields: FieldReader): CabinetNeighbour {
  const [name, disk] = [fields.untilNul(longestName), fields.untilNul(longestName)];
  if (!name || !disk) {
    throw new CabinetEnded();
  }
  return { name: name.toString('latin1'), disk: disk.toString('latin1') };
}

/** @throws CabinetEnded */
function readFolders(fields: FieldReader, plan: Plan, { bytes, folders, faults, reserve }: Cabinet): void {
  for (let index = 0; index < plan.folders; index++) {
    const offset = fields.at;
    const folder = readFolder(fields, index);
    fields.take(reserve.folderLength);
    folders.push(folder);
    if (folder.start > bytes.length) {
      faults.push({ offset, kind: 'folderStart', folder: index });
    }
    if (!folder.isReadable) {
      faults.push({ offset, kind: 'method', folder: index, method: folder.method });
    }
  }
}

/** @throws CabinetEnded */
function readFolder(fields: FieldReader, index: number): CabinetFolder {
  const [start, blocks, type] = [fields.uint32(), fields.uint16(), fields.uint16()];
  const method = methods[type & 15] ?? 'unknown';
  const isReadable = method === 'none' || method === 'MSZIP';
  return { index, method, isReadable, start, blocks, isContinued: false };
}

/** @throws CabinetEnded */
function readFiles(fields: FieldReader, plan: Plan, { files, folders, faults }: Cabinet): void {
  for (let index = 0; index < plan.files; index++) {
    const offset = fields.at;
    const file = readFile(fields, index, folders.length);
    if (!file) {
      faults.push({ offset, kind: 'name', file: index });
      return;
    }
    files.push(file);
    const folder = file.folder === undefined ? undefined : folders[file.folder];
    if (!folder) {
      faults.push({ offset, kind: 'noFolder', file: index });
    } else if (file.continues === 'fromPrevious' || file.continues === 'both') {
      folder.isContinued = true;
    }
  }
}
