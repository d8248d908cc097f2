import type { CabinetFault } from './cabinetFault.ts';

/** A cabinet as it was opened: what is in it is listed, and nothing of it unpacked. */
export interface Cabinet {
  /** All of its bytes. */
  bytes: Buffer;
  /** Its place in a set of cabinets that continue each other. */
  set: CabinetSet;
  folders: CabinetFolder[];
  /** In the cabinet's order. */
  files: CabinetFile[];
  /** What the application that wrote it put into the header, and how much of that each folder and block has. */
  reserve: { header: Buffer; folderLength: number; blockLength: number };
  /** In the order of reading. The blocks were not looked at. */
  faults: CabinetFault[];
}

export interface CabinetSet {
  /** The same in all of them. */
  id: number;
  /** From 0 on. */
  index: number;
  previous?: CabinetNeighbour;
  next?: CabinetNeighbour;
}

/** Another cabinet of the set, by the names that this one has for it. */
export interface CabinetNeighbour {
  name: string;
  disk: string;
}

export type CabinetMethod = 'none' | 'MSZIP' | 'Quantum' | 'LZX' | 'unknown';

/** Files that are compressed as one. */
export interface CabinetFolder {
  index: number;
  method: CabinetMethod;
  /** Whether the method is one that is read here. */
  isReadable: boolean;
  /** Bytes from the beginning of the cabinet to its first block. */
  start: number;
  blocks: number;
  /** Whether its first block begins in the cabinet before, so that nothing of it can be unpacked from this one. */
  isContinued: boolean;
}

export interface CabinetFile {
  index: number;
  /** As the cabinet has it, with folders and control characters if there are any: nothing to be trusted. */
  name: string;
  /** Bytes. */
  size: number;
  /** Undefined when there is no such folder. */
  folder?: number;
  /** Bytes of the folder's content before it. */
  start: number;
  /** Which other cabinets of the set have parts of it. */
  continues?: 'fromPrevious' | 'toNext' | 'both';
  /** ISO 8601 without a zone: the local time of the computer that wrote it, to two seconds; undefined when it is none. */
  modifiedAt?: string;
  attributes: FileAttribute[];
}

export type FileAttribute = 'readOnly' | 'hidden' | 'system' | 'archive' | 'execute';
