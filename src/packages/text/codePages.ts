/** A code page of one byte per character. Windows has two for each language: `windows-…` for programs, the other for consoles. */
export type CodePage =
  'windows-1252' | 'windows-1250' | 'windows-1251' | 'cp850' | 'cp437' | 'cp852' | 'cp866';

/** The code pages of a host. */
export interface HostPages {
  readonly programs: CodePage;
  /** What its console tools write, the likeliest first. */
  readonly consoles: readonly CodePage[];
  /** Letters of its languages, in lower case. */
  readonly letters: string;
}

const western: HostPages = {
  programs: 'windows-1252',
  consoles: ['cp850', 'cp437'],
  letters: 'àáâãäåæçèéêëìíîïñòóôöøùúûüßœ',
};
const american: HostPages = { ...western, consoles: ['cp437', 'cp850'] };
const central: HostPages = {
  programs: 'windows-1250',
  consoles: ['cp852'],
  letters: 'áâäąăćčçďđéěęëíîľłńňóôöőřśšşťţúůűüýźżžß',
};
const cyrillic: HostPages = {
  programs: 'windows-1251',
  consoles: ['cp866'],
  letters: 'абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїў',
};

/** @param locale of the system, as in `de;Deutsch` or `en-us;English`; Western Europe's pages where it is unknown */
export function hostPages(locale = ''): HostPages {
  const [tag = ''] = locale.toLowerCase().split(';', 1);
  const [language = ''] = tag.split('-', 1);
  if (tag === 'en-us') {
    return american;
  }
  if (/^(cs|sk|pl|hu|ro|hr|sl|sq|bs)$/.test(language) || tag.startsWith('sr-latn')) {
    return central;
  }
  return /^(ru|uk|be|bg|mk|kk)$/.test(language) ? cyrillic : western;
}

// The first 128 characters of each are those of ASCII. What Windows-1252 does not define stays what it is.
const own: Readonly<Partial<Record<CodePage, string>>> = {
  'windows-1252':
    '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
    '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178' +
    Array.from({ length: 96 }, (_, at) => String.fromCharCode(0xa0 + at)).join(''),
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
    'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧' +
    '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp852:
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤' +
    'đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
};

const known = new Map<CodePage, string>();

/** The characters of the bytes from 0x80 on. */
export function highCharacters(page: CodePage): string {
  const characters = own[page] ?? known.get(page) ?? fromPlatform(page);
  known.set(page, characters);
  return characters;
}

function fromPlatform(page: CodePage): string {
  const bytes = Uint8Array.from({ length: 128 }, (_, at) => 0x80 + at);
  return new TextDecoder(page.replace('cp', 'ibm')).decode(bytes);
}

/** Bytes that are decoded at a time. */
const pieceBytes = 4 * 1024 * 1024;

/** A character for each byte. */
export function decodePage(bytes: Buffer, page: CodePage): string {
  const codes = Uint16Array.from({ length: 256 }, (_, byte) =>
    byte < 0x80 ? byte : highCharacters(page).charCodeAt(byte - 0x80),
  );
  const pieces: string[] = [];
  const decoded = new Uint16Array(Math.min(bytes.length, pieceBytes));
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const length = Math.min(pieceBytes, bytes.length - from);
    let all = 0;
    for (let at = 0; at < length; at++) {
      const code = codes[bytes[from + at] ?? 0] ?? 0;
      decoded[at] = code;
      all |= code;
    }
    // A text without a character beyond Latin-1 takes half the memory.
    pieces.push(
      all > 0xff
        ? Buffer.from(decoded.buffer, 0, length * 2).toString('utf16le')
        : Buffer.from(decoded.subarray(0, length)).toString('latin1'),
    );
  }
  return pieces.join('');
}
