import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Collection } from './collectedHost.ts';
import { seededBytes } from './seededBytes.ts';

// The formats are real up to where a reader finds out what it has; behind the headers lies what does not compress.

const chunkSize = 65_536;
const headerSize = 4096;

/** An event log: the file header, then chunks with their own. */
export function eventLog(collection: Collection, targetBytes: number): Buffer {
  const chunks = Math.max(1, Math.round((targetBytes - headerSize) / chunkSize));
  const header = Buffer.alloc(headerSize);
  header.write('ElfFile\0', 'latin1');
  header.writeBigUInt64LE(BigInt(chunks - 1), 16);
  header.writeBigUInt64LE(BigInt(chunks * 90 + 1), 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(headerSize, 40);
  header.writeUInt16LE(chunks, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  const content = seededBytes(`${collection.guid} event log`, chunks * chunkSize);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const at = chunk * chunkSize;
    content.write('ElfChnk\0', at, 'latin1');
    content.writeBigUInt64LE(BigInt(chunk * 90 + 1), at + 8);
    content.writeBigUInt64LE(BigInt((chunk + 1) * 90), at + 16);
    content.writeUInt32LE(128, at + 40);
    content.writeUInt32LE(chunkSize, at + 44);
  }
  return Buffer.concat([header, content]);
}

export interface PrefetchFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const programs = [
  'CHROME.EXE',
  'CMD.EXE',
  'CONHOST.EXE',
  'CONTOSOVPN.EXE',
  'DLLHOST.EXE',
  'EXPLORER.EXE',
  'FINDSTR.EXE',
  'MSEDGE.EXE',
  'NET.EXE',
  'NETSTAT.EXE',
  'NOTEPAD.EXE',
  'OUTLOOK.EXE',
  'POWERSHELL.EXE',
  'QUERY.EXE',
  'QUSER.EXE',
  'REG.EXE',
  'ROBOCOPY.EXE',
  'RUNDLL32.EXE',
  'SCHTASKS.EXE',
  'SENSESAMPLEUPLOADER.EXE',
  'SVCHOST.EXE',
  'TASKHOSTW.EXE',
  'TEAMS.EXE',
  'UPD.EXE',
  'XCOPY.EXE',
];

/** Compressed prefetch files: `MAM`, the compression, the size unpacked, and the packed bytes. */
export function prefetchFiles(collection: Collection): PrefetchFile[] {
  const random = collection.choices('prefetch');
  return programs.map((program) => {
    const hash = createHash('md5')
      .update(`${collection.host.name} ${program}`)
      .digest('hex')
      .slice(0, 8)
      .toUpperCase();
    const bytes = seededBytes(`${collection.guid} ${program}`, random.integer(2_000, 11_000));
    bytes.write('MAM\x04', 'latin1');
    bytes.writeUInt32LE(bytes.length * 4, 4);
    return { name: `${program}-${hash}.pf`, bytes };
  });
}

/** A cabinet with one folder and the names of what Defender's own collection puts into it. */
export function supportCabinet(collection: Collection): Buffer {
  const names = [
    'MPDetection-20250801.log',
    'MPLog-20250801.log',
    'MPRegistry.txt',
    'MPStateInfo.txt',
    'MPOperationalEvents.evtx',
  ];
  const filler = seededBytes(`${collection.guid} cabinet`, 180_000);
  const files = names.map((name, at) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(90_000, 0);
    entry.writeUInt32LE(at * 90_000, 4);
    entry.writeUInt16LE(0x20, 14);
    return Buffer.concat([entry, Buffer.from(`${name}\0`, 'latin1')]);
  });
  const header = Buffer.alloc(36);
  const folder = Buffer.alloc(8);
  const filesLength = files.reduce((sum, { length }) => sum + length, 0);
  header.write('MSCF', 'latin1');
  header.writeUInt32LE(header.length + folder.length + filesLength + filler.length, 8);
  header.writeUInt32LE(header.length + folder.length, 16);
  header.writeUInt8(3, 24);
  header.writeUInt8(1, 25);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(names.length, 28);
  folder.writeUInt32LE(header.length + folder.length + filesLength, 0);
  folder.writeUInt16LE(Math.ceil(filler.length / 32_768), 4);
  folder.writeUInt16LE(0x1503, 6);
  return Buffer.concat([header, folder, ...files, filler]);
}
