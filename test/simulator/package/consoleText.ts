import type { Language } from './hostLocale.ts';

/** Code page 850, as far as the words of the hosts need it. */
const page850: Readonly<Partial<Record<string, number>>> = {
  ü: 0x81,
  é: 0x82,
  â: 0x83,
  ä: 0x84,
  à: 0x85,
  ç: 0x87,
  ê: 0x88,
  è: 0x8a,
  î: 0x8c,
  Ä: 0x8e,
  É: 0x90,
  ô: 0x93,
  ö: 0x94,
  û: 0x96,
  ù: 0x97,
  Ö: 0x99,
  Ü: 0x9a,
  ß: 0xe1,
  '\u00a0': 0xff,
};

/** What a console tool writes: one byte for each character. German hosts have their console's code page, others Windows-1252. */
export function consoleText(text: string, language: Language): Buffer {
  const plain = text.replaceAll('\u2019', "'");
  return language === 'german'
    ? Buffer.from(Array.from(plain, (character) => page850[character] ?? character.charCodeAt(0)))
    : Buffer.from(plain, 'latin1');
}
