import type { ArchiveFault } from '../../../evidence/archive/archiveFault.ts';
import type { MemberMark } from '../../archive/archiveMember.ts';
import type { ArchiveList } from '../../archive/packageArchive.ts';
import type { FileChange } from '../../archive/fileIdentity.ts';
import type { ReadFault } from '../../archive/readFault.ts';
import { t } from './translate.ts';

/** What is strange about a member, seen from its entry. @param nameOf a member's name by its index */
export function markWords(mark: MemberMark, nameOf: (index: number) => string): string {
  switch (mark.kind) {
    case 'empty':
      return t('has no name');
    case 'parentFolder':
      return t('name leads out of its folder (..)');
    case 'absolute':
      return t('name begins with a slash');
    case 'drive':
      return t('name begins with a drive');
    case 'backslash':
      return t('name has backslashes');
    case 'nul':
      return t('name has a NUL');
    case 'control':
      return t('name has control characters');
    case 'bidi':
      return t('name has characters that turn the direction of writing');
    case 'invisible':
      return t('name has invisible characters');
    case 'encoding':
      return t('name is not valid UTF-8');
    case 'duplicate':
      return t('another member has the same name');
    case 'caseTwin':
      return t('Windows takes its name for that of {0}', nameOf(mark.other));
    case 'overlap':
      return mark.other === undefined
        ? t('shares bytes with the directory: not read')
        : t('shares bytes with {0}: not read', nameOf(mark.other));
    case 'encrypted':
      return t('encrypted: not read');
    case 'method':
      return t('compressed by method {0}: not read', mark.method);
    case 'entry':
      return t('its entry in the directory is wrong: {0}', mark.fields.join(', '));
    case 'tooLarge':
      return t('said to be larger than what is read of a member');
    case 'cut':
      return t('the archive ends within it');
    case 'sizeUnknown':
      return t('its size is not known');
  }
}

/** Why a member was not read, or not to its end, or what else is wrong with it. */
export function readFaultWords(fault: ReadFault): string {
  switch (fault.kind) {
    case 'changed':
      return t('The package on the disk is another one by now: {0}.', changeWords(fault.changes));
    case 'limit':
      return t('Only the first {0} bytes are read.', fault.bytes);
    case 'disk':
      return t('The file could not be read: {0}.', fault.code);
    case 'closed':
      return t('The package was closed.');
    default:
      return archiveFaultWords(fault);
  }
}

function changeWords(changes: readonly FileChange[]): string {
  const words: Record<FileChange, string> = {
    gone: t('it is gone'),
    replaced: t('it was replaced'),
    size: t('its size changed'),
    modified: t('it was written to'),
  };
  return changes.map((change) => words[change]).join(', ');
}

export function archiveFaultWords(fault: ArchiveFault): string {
  switch (fault.kind) {
    case 'size':
      return fault.found === undefined
        ? t('It has more bytes than the {0} that it declares.', fault.declared)
        : t('It declares {0} bytes and has {1}.', fault.declared, fault.found);
    case 'crc':
      return t('Its content does not fit its CRC-32.');
    case 'inflate':
      return t('Its compressed data are damaged.');
    case 'notAZip':
      return t('There is no archive in the file.');
    case 'truncated':
      return t('The end is missing, from byte {0} on.', fault.offset);
    case 'noMembers':
      return t('The archive is empty.');
    case 'tooLarge':
      return t('The directory is larger than what is read.');
    case 'leadingBytes':
      return t('{0} bytes stand before the archive.', fault.length);
    case 'gap':
      return t('{0} bytes at {1} belong to no member.', fault.length, fault.offset);
    case 'trailingBytes':
      return t('{0} bytes stand behind the archive.', fault.length);
    case 'endRecord':
      return t('The end of the archive is wrong about: {0}.', fault.fields.join(', '));
    case 'directory':
      return t('Its entry in the directory is wrong: {0}.', fault.fields.join(', '));
    case 'overlap':
      return t('It shares bytes with something else, and is not read.');
    case 'localHeader':
      return t('Its own header differs from the directory: {0}.', fault.fields.join(', '));
    case 'descriptor':
      return t('What repeats its sizes behind its content differs.');
    case 'encrypted':
      return t('It is encrypted.');
    case 'method':
      return t('It is compressed by method {0}, which is not read.', fault.method);
    case 'otherContent':
      return t('The file is not what its name says.');
    case 'json':
    case 'longText':
    case 'errorAnswer':
      return t('Its content could not be read.');
  }
}

/** What is to be known of the archive as a whole. */
export function archiveRemarks(list: ArchiveList): string[] {
  const { source, endsEarly, declaredMembers, members, faults, faultCount } = list;
  const shown = faults.slice(0, mostShown).map((fault) => {
    const words = archiveFaultWords(fault);
    return fault.member === undefined ? words : `${fault.member}: ${words}`;
  });
  return [
    ...(source === 'foundDirectory'
      ? [t('What should lead to the directory of the archive is missing: it was found by searching.')]
      : []),
    ...(source === 'headers'
      ? [t('The directory of the archive is missing: the members were found one after the other.')]
      : []),
    ...(endsEarly
      ? [
          declaredMembers === undefined
            ? t('The archive ends early: members may be missing.')
            : t(
                'The archive ends early: it declares {0} members, {1} were found.',
                declaredMembers,
                members.length,
              ),
        ]
      : []),
    ...shown,
    ...(faultCount > shown.length ? [t('{0} more faults of the archive.', faultCount - shown.length)] : []),
  ];
}

const mostShown = 20;

/** What the file is, where it is no archive. */
export function contentTitle(content: ArchiveList['content']): string {
  const titles: Record<ArchiveList['content'], string> = {
    zip: t('a zip archive'),
    empty: t('an empty file'),
    html: t('an HTML page'),
    json: t('a JSON text'),
    xml: t('an XML text'),
    gzip: t('a gzip file'),
    text: t('a text'),
    binary: t('a binary file'),
  };
  return titles[content];
}

export function methodTitle(method: number): string {
  return method === 0 ? t('Stored') : method === 8 ? t('Deflate') : t('Method {0}', method);
}
