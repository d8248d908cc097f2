import type { DecodedText } from '../../packageReading.ts';
import { t } from './translate.ts';

/** What a text is encoded in, and what that follows from. */
export function encodingWords({ encoding, evidence }: Pick<DecodedText, 'encoding' | 'evidence'>): string {
  const name = encoding.replace(/^(cp|utf)/, (start) => start.toUpperCase()).replace('windows', 'Windows');
  switch (evidence) {
    case 'mark':
      return t('{0}, as the mark at its beginning says', name);
    case 'nuls':
      return t('{0}, by the zeros in every other byte', name);
    case 'valid':
      return t('{0}, as all of its bytes are valid', name);
    case 'mostlyValid':
      return t('{0}, as nearly all of its bytes are valid: some are damaged', name);
    case 'letters':
      return t('{0}, as its words are none in other code pages', name);
    case 'locale':
      return t('{0}, by the language of the host and the tool that wrote it', name);
    case 'lastResort':
      return t('{0}, as a guess: nothing tells the code page', name);
  }
}

/** In which code page a member is, to stand behind its name; nothing for encodings that leave no doubt. */
export function pageWords(texts: readonly DecodedText[], member: string): string {
  const text = texts.find(({ path }) => path === member);
  return text && (!text.encoding.startsWith('utf') || text.evidence === 'mostlyValid')
    ? ` (${encodingWords(text)})`
    : '';
}
