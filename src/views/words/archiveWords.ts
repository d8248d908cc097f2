import { l10n } from 'vscode';
import type { ArchiveFault } from '../../evidence/archive/archiveFault.ts';
import { plainText } from './visibleText.ts';

/** What is wrong with an archive, as a part of a sentence. */
export function faultWords({ kind, member = '' }: Pick<ArchiveFault, 'kind' | 'member'>): string {
  const name = plainText(member);
  switch (kind) {
    case 'notAZip':
      return l10n.t('it is no zip archive');
    case 'truncated':
      return l10n.t('its end is missing');
    case 'noMembers':
      return l10n.t('it is empty');
    case 'tooLarge':
      return l10n.t('its directory is larger than that of any package');
    case 'leadingBytes':
      return l10n.t('bytes that belong to nothing lie before it');
    case 'gap':
      return l10n.t('bytes that belong to nothing lie within it');
    case 'trailingBytes':
      return l10n.t('bytes that belong to nothing lie behind it');
    case 'endRecord':
      return l10n.t('its end record does not fit');
    case 'directory':
      return l10n.t('its directory does not fit');
    case 'overlap':
      return l10n.t('the member {0} reaches into another one', name);
    case 'localHeader':
      return l10n.t('the member {0} is not what the directory says', name);
    case 'descriptor':
      return l10n.t('the descriptor of the member {0} does not fit', name);
    case 'encrypted':
      return l10n.t('the member {0} is encrypted and cannot be proven', name);
    case 'method':
      return l10n.t('the member {0} is compressed in a way that cannot be proven', name);
    case 'size':
      return l10n.t('the member {0} has another size than declared', name);
    case 'crc':
      return l10n.t('the checksum (CRC-32) of the member {0} does not fit', name);
    case 'inflate':
      return name
        ? l10n.t('the member {0} cannot be unpacked', name)
        : l10n.t('it cannot be unpacked, or its checksum does not fit');
    case 'otherContent':
      return l10n.t('it is not of the kind that its name says');
    case 'json':
      return l10n.t('it is no JSON text that can be read');
    case 'longText':
      return l10n.t('it is longer than any report of a script');
    case 'errorAnswer':
      return l10n.t('it tells of an error and holds no result');
  }
}
