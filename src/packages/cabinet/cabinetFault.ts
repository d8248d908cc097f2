/** What is wrong with a cabinet, or cannot be read in it. */
export type CabinetFault = {
  /** Bytes from the beginning of the cabinet to where the fault is. */
  offset: number;
} & (
  | { kind: 'notACabinet' }
  /** More bytes than are looked at. */
  | { kind: 'tooLarge'; size: number }
  /** The bytes end within the part, or before as many of it as the header says. */
  | { kind: 'truncated'; part: 'header' | 'folders' | 'files' | 'cabinet' }
  /** A version other than 1.3, of which everything else here is said. */
  | { kind: 'version'; major: number; minor: number }
  /** Bytes behind what the header says the cabinet has; a signature may be there. */
  | { kind: 'trailingBytes'; length: number }
  /** The data of a folder are said to begin behind the end. */
  | { kind: 'folderStart'; folder: number }
  /** A file is said to be in a folder that is not there. */
  | { kind: 'noFolder'; file: number }
  /** A file's name has no end, so that the files behind it cannot be found. */
  | { kind: 'name'; file: number }
  /** The folder is compressed in a way that is not read. */
  | { kind: 'method'; folder: number; method: string }
  /** The rest, or the beginning, is in another cabinet of the set. */
  | { kind: 'continued'; folder: number; in: 'previous' | 'next' }
  /** A block of a folder is damaged: nothing from it on is read. */
  | { kind: 'block'; folder: number; block: number; what: BlockFault }
  /** The folder has less content than the file is said to have in it. */
  | { kind: 'folderEnd'; folder: number; length: number }
  /** More content than may be read. */
  | { kind: 'budget' }
);

export type BlockFault =
  | 'truncated' // the cabinet ends within it
  | 'checksum'
  | 'size' // it unpacks to another size than it says, or says more than a block may have
  | 'signature' // it does not begin as MSZIP does
  | 'inflate'; // its compressed data are invalid
