import type { CabinetFault } from '../../cabinet/cabinetFault.ts';
import type { PrefetchFault } from '../../prefetch/prefetchFault.ts';
import { t } from './translate.ts';

export function prefetchFaultWords(fault: PrefetchFault): string {
  switch (fault.kind) {
    case 'notPrefetch':
      return t('It is no prefetch file.');
    case 'packing':
      return t('It is packed in a way that is not read: {0}.', fault.method);
    case 'tooLarge':
      return t('It announces {0} bytes, which is more than is unpacked.', fault.size);
    case 'checksum':
      return t('It does not fit its checksum.');
    case 'packed':
      return t('It cannot be unpacked from byte {0} on.', fault.offset);
    case 'version':
      return t('It has the version {0}, which is not known.', fault.version);
    case 'truncated':
      return t('It ends too early: {0}.', fault.part);
    case 'size':
      return t('It declares {0} bytes and has {1}.', fault.declared, fault.found);
    case 'layout':
      return t('Its information has an unknown length: {0}.', fault.length);
    case 'count':
      return t('It declares {0} files and names {1}.', fault.declared, fault.found);
    case 'tooMany':
      return t('It has more entries than are read: {0}.', fault.part);
    case 'overlap':
      return t('Its texts share their bytes: {0}.', fault.part);
    case 'time':
      return t('It has a time that cannot be written: {0}.', fault.part);
  }
}

export function cabinetFaultWords(fault: CabinetFault): string {
  switch (fault.kind) {
    case 'notACabinet':
      return t('It is no cabinet.');
    case 'tooLarge':
      return t('It has {0} bytes, which is more than is looked at.', fault.size);
    case 'truncated':
      return t('It ends too early: {0}.', fault.part);
    case 'version':
      return t('It has the version {0}, which is not known.', `${fault.major}.${fault.minor}`);
    case 'trailingBytes':
      return t('{0} bytes stand behind its end.', fault.length);
    case 'folderStart':
      return t('Data of it are said to begin behind its end.');
    case 'noFolder':
      return t('A file of it is said to be where nothing is.');
    case 'name':
      return t('The name of a file has no end: those behind it are not found.');
    case 'method':
      return t('Compressed by {0}, which is not read.', fault.method);
    case 'continued':
      return t('The rest is in another cabinet.');
    case 'block':
      return t('A part is damaged: nothing from it on is read.');
    case 'folderEnd':
      return t('It has less content than its files are said to have.');
    case 'budget':
      return t('It has more content than is read.');
  }
}
