import { truncate, type Respond } from '../simulator/index.ts';
import type { ContentKind } from '../../src/evidence/archive/contentKind.ts';
import type { ArchiveFault } from '../../src/evidence/archive/archiveFault.ts';
import { damaged, encrypted, gzipped, withBody, zipWith200 } from './bodies.ts';
import { fails, half, size, type Fault } from './fault.ts';

const where = 'The package host sends, with 200,';

const other: [words: string, body: Buffer | string, content: ContentKind][] = [
  ['the page of a web gateway', '<!doctype html><title>Web gateway</title>', 'html'],
  ['an error in JSON', '{"error":{"code":"BlobNotFound"}}', 'json'],
  ['an error in XML', '\ufeff<?xml version="1.0"?><Error><Code>ServerBusy</Code></Error>', 'xml'],
  ['a gzip file', gzipped, 'gzip'],
  ['a line of text', 'Please try again later.', 'text'],
  ['a cabinet', Buffer.from('MSCF\0\0\0\0'), 'binary'],
];

const broken: [words: string, respond: Respond, fault: ArchiveFault['kind']][] = [
  ['half of the package, and no sign that this is not all', truncate(half), 'truncated'],
  ['a package without its last byte', truncate(size - 1), 'truncated'],
  [
    'a package and bytes behind it',
    withBody((bytes) => Buffer.concat([bytes, Buffer.from('behind')])),
    'trailingBytes',
  ],
  ['a package that is there twice', withBody((bytes) => Buffer.concat([bytes, bytes])), 'leadingBytes'],
  ['a package with another byte in a member', withBody((bytes) => damaged(bytes, half)), 'crc'],
  ['a package with another byte in its directory', withBody((bytes) => damaged(bytes, -40)), 'localHeader'],
  [
    'a package with a gap in the middle',
    withBody((bytes) => Buffer.concat([bytes.subarray(0, half), bytes.subarray(half + 1000)])),
    'overlap',
  ],
  ['a package that is encrypted', withBody(encrypted), 'encrypted'],
  ['a package without a member', withBody(() => Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`)), 'noMembers'],
];

export const contentFaults: Fault[] = [
  ...other.map(([words, body, content]): Fault => ({
    where,
    fault: words,
    strike: (stage) => stage.host(zipWith200(body)),
    promise: fails('AcquisitionError: notAPackage', { data: { content } }),
  })),
  {
    where,
    fault: 'a package that the host compressed on the way',
    strike: (stage) =>
      stage.host(() => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipped })),
    promise: fails('AcquisitionError: notAPackage', { data: { content: 'gzip' } }),
  },
  ...broken.map(([words, respond, fault]): Fault => ({
    where,
    fault: words,
    strike: (stage) => stage.host(respond),
    promise: fails('AcquisitionError: damaged', { data: { fault } }),
  })),
];
