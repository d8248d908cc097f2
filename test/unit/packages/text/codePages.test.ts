import assert from 'node:assert/strict';
import type { Encoding } from '../../../../src/packages/text/encoding.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';

/** A byte for each character, written as `\x94` where it is no ASCII. */
function bytesOf(bytes: string): Buffer {
  return Buffer.from(bytes, 'latin1');
}

describe('The code page of a text', () => {
  const words: [string, string, Encoding, string][] = [
    [
      'a German sentence',
      'Die Besitzerinformationen können nicht abgerufen werden.',
      'windows-1252',
      'Die Besitzerinformationen k\xf6nnen nicht abgerufen werden.',
    ],
    [
      'a German sentence',
      'Die Besitzerinformationen können nicht abgerufen werden.',
      'cp850',
      'Die Besitzerinformationen k\x94nnen nicht abgerufen werden.',
    ],
    [
      'a German path',
      'C:\\Users\\Jörg\\Überprüfung\\Straße',
      'windows-1252',
      'C:\\Users\\J\xf6rg\\\xdcberpr\xfcfung\\Stra\xdfe',
    ],
    [
      'a German path',
      'C:\\Users\\Jörg\\Überprüfung\\Straße',
      'cp850',
      'C:\\Users\\J\x94rg\\\x9aberpr\x81fung\\Stra\xe1e',
    ],
    [
      'a German heading',
      'Schlüssel außerhalb: Größe',
      'windows-1252',
      'Schl\xfcssel au\xdferhalb: Gr\xf6\xdfe',
    ],
    ['a German heading', 'Schlüssel außerhalb: Größe', 'cp850', 'Schl\x81ssel au\xe1erhalb: Gr\x94\xe1e'],
    [
      'a French sentence',
      "Le système n'a pas trouvé la clé de Registre spécifiée.",
      'windows-1252',
      "Le syst\xe8me n'a pas trouv\xe9 la cl\xe9 de Registre sp\xe9cifi\xe9e.",
    ],
    [
      'a French sentence',
      "Le système n'a pas trouvé la clé de Registre spécifiée.",
      'cp850',
      "Le syst\x8ame n'a pas trouv\x82 la cl\x82 de Registre sp\x82cifi\x82e.",
    ],
    [
      'a French heading',
      "L'opération a réussi à l'hôte, été comme hiver",
      'windows-1252',
      "L'op\xe9ration a r\xe9ussi \xe0 l'h\xf4te, \xe9t\xe9 comme hiver",
    ],
    [
      'a French heading',
      "L'opération a réussi à l'hôte, été comme hiver",
      'cp850',
      "L'op\x82ration a r\x82ussi \x85 l'h\x93te, \x82t\x82 comme hiver",
    ],
    [
      'a Spanish sentence',
      'El sistema no encontró la ruta; contraseña de la sesión',
      'windows-1252',
      'El sistema no encontr\xf3 la ruta; contrase\xf1a de la sesi\xf3n',
    ],
    [
      'a Spanish sentence',
      'El sistema no encontró la ruta; contraseña de la sesión',
      'cp850',
      'El sistema no encontr\xa2 la ruta; contrase\xa4a de la sesi\xa2n',
    ],
    [
      'an Italian sentence',
      'Il comando è stato eseguito correttamente; attività perché',
      'windows-1252',
      'Il comando \xe8 stato eseguito correttamente; attivit\xe0 perch\xe9',
    ],
    [
      'an Italian sentence',
      'Il comando è stato eseguito correttamente; attività perché',
      'cp850',
      'Il comando \x8a stato eseguito correttamente; attivit\x85 perch\x82',
    ],
    [
      'a Danish sentence',
      'Systemet kan ikke finde den angivne sti på værten; nøgle',
      'windows-1252',
      'Systemet kan ikke finde den angivne sti p\xe5 v\xe6rten; n\xf8gle',
    ],
    [
      'a Danish sentence',
      'Systemet kan ikke finde den angivne sti på værten; nøgle',
      'cp850',
      'Systemet kan ikke finde den angivne sti p\x86 v\x91rten; n\x9bgle',
    ],
    [
      'a Swedish sentence',
      'Det går inte att hitta sökvägen. Åtkomst nekad',
      'windows-1252',
      'Det g\xe5r inte att hitta s\xf6kv\xe4gen. \xc5tkomst nekad',
    ],
    [
      'a Swedish sentence',
      'Det går inte att hitta sökvägen. Åtkomst nekad',
      'cp850',
      'Det g\x86r inte att hitta s\x94kv\x84gen. \x8ftkomst nekad',
    ],
    [
      'a Portuguese sentence',
      'O sistema não pode encontrar o caminho; informações do usuário é',
      'windows-1252',
      'O sistema n\xe3o pode encontrar o caminho; informa\xe7\xf5es do usu\xe1rio \xe9',
    ],
    [
      'a Portuguese sentence',
      'O sistema não pode encontrar o caminho; informações do usuário é',
      'cp850',
      'O sistema n\xc6o pode encontrar o caminho; informa\x87\xe4es do usu\xa0rio \x82',
    ],
    [
      'figures with spaces between',
      '18\u00a0234 octets, 1\u00a0000\u00a0000',
      'windows-1252',
      '18\xa0234 octets, 1\xa0000\xa0000',
    ],
    [
      'figures with spaces between',
      '18\u00a0234 octets, 1\u00a0000\u00a0000',
      'cp850',
      '18\xff234 octets, 1\xff000\xff000',
    ],
    [
      'a word in double lines',
      '║ Größe ║\r\n╠═══════╣',
      'cp850',
      '\xba Gr\x94\xe1e \xba\r\n\xcc\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xb9',
    ],
    ['a drawn line', '────────\r\n', 'cp850', '\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\r\n'],
    ['single lines only CP437 has', '╓──╖ größer', 'cp437', '\xd6\xc4\xc4\xb7 gr\x94\xe1er'],
  ];
  for (const [name, text, encoding, bytes] of words) {
    it(`is ${encoding} by the words of ${name}, wherever they come from`, () => {
      for (const origin of [{}, { locale: 'de;Deutsch', isOfConsole: true }, { locale: 'fr;Français' }]) {
        const read = new MemberText('a.txt', bytesOf(bytes), origin);
        assert.deepEqual([read.text, read.encoding, read.evidence], [text, encoding, 'letters']);
      }
    });
  }

  const foreign: [string, string, Encoding, string][] = [
    [
      'pl;Polski',
      'System nie może odnaleźć określonej ścieżki; właściciel',
      'windows-1250',
      'System nie mo\xbfe odnale\x9f\xe6 okre\x9clonej \x9ccie\xbfki; w\xb3a\x9cciciel',
    ],
    [
      'pl;Polski',
      'System nie może odnaleźć określonej ścieżki; właściciel',
      'cp852',
      'System nie mo\xbee odnale\xab\x86 okre\x98lonej \x98cie\xbeki; w\x88a\x98ciciel',
    ],
    [
      'cs;Čeština',
      'Systém nemůže nalézt uvedenou cestu; připojení',
      'windows-1250',
      'Syst\xe9m nem\xf9\x9ee nal\xe9zt uvedenou cestu; p\xf8ipojen\xed',
    ],
    [
      'cs;Čeština',
      'Systém nemůže nalézt uvedenou cestu; připojení',
      'cp852',
      'Syst\x82m nem\x85\xa7e nal\x82zt uvedenou cestu; p\xfdipojen\xa1',
    ],
    [
      'hu;Magyar',
      'A rendszer nem találja a megadott elérési utat; működő gép',
      'windows-1250',
      'A rendszer nem tal\xe1lja a megadott el\xe9r\xe9si utat; m\xfbk\xf6d\xf5 g\xe9p',
    ],
    [
      'hu;Magyar',
      'A rendszer nem találja a megadott elérési utat; működő gép',
      'cp852',
      'A rendszer nem tal\xa0lja a megadott el\x82r\x82si utat; m\xfbk\x94d\x8b g\x82p',
    ],
    [
      'ru;Русский',
      'Системе не удается найти указанный путь.',
      'windows-1251',
      '\xd1\xe8\xf1\xf2\xe5\xec\xe5 \xed\xe5 \xf3\xe4\xe0\xe5\xf2\xf1\xff \xed\xe0\xe9\xf2\xe8 \xf3\xea\xe0\xe7\xe0\xed\xed\xfb\xe9 \xef\xf3\xf2\xfc.',
    ],
    [
      'ru;Русский',
      'Системе не удается найти указанный путь.',
      'cp866',
      '\x91\xa8\xe1\xe2\xa5\xac\xa5 \xad\xa5 \xe3\xa4\xa0\xa5\xe2\xe1\xef \xad\xa0\xa9\xe2\xa8 \xe3\xaa\xa0\xa7\xa0\xad\xad\xeb\xa9 \xaf\xe3\xe2\xec.',
    ],
  ];
  for (const [locale, text, encoding, bytes] of foreign) {
    it(`is ${encoding} by the words, where the host is in ${locale}`, () => {
      for (const isOfConsole of [true, false]) {
        const read = new MemberText('a.txt', bytesOf(bytes), { locale, isOfConsole });
        assert.deepEqual([read.text, read.encoding, read.evidence], [text, encoding, 'letters']);
      }
    });
  }

  it('is by the tool and the language where the bytes say nothing, and else a guess', () => {
    // An acute a in Windows-1252, a sharp s for consoles: both stand in words like this one.
    const bytes = bytesOf('Str\xe1en');
    const told = (origin?: { locale?: string; isOfConsole?: boolean }) => {
      const { text, encoding, evidence } = new MemberText('a.txt', bytes, origin);
      return [text, encoding, evidence];
    };
    assert.deepEqual(told({ locale: 'de;Deutsch', isOfConsole: true }), ['Strßen', 'cp850', 'locale']);
    assert.deepEqual(told({ locale: 'en-us;English', isOfConsole: true }), ['Strßen', 'cp437', 'locale']);
    assert.deepEqual(told({ locale: 'de;Deutsch' }), ['Stráen', 'windows-1252', 'locale']);
    assert.deepEqual(told({ isOfConsole: true }), ['Stráen', 'windows-1252', 'lastResort']);
  });

  it('is not told by signs that no page makes letters of', () => {
    for (const [bytes, text] of [
      ['Windows\x99 Update', 'Windows™ Update'],
      ['\x93Datei\x94', '“Datei”'],
    ] as const) {
      const read = new MemberText('a.txt', bytesOf(bytes));
      assert.deepEqual([read.text, read.encoding], [text, 'windows-1252']);
    }
  });

  it('has a character for each byte, so that lines are where their bytes are', () => {
    const every = Uint8Array.from({ length: 256 }, (_, at) => at);
    for (const locale of ['de;', 'en-us;', 'pl;', 'ru;']) {
      for (const start of ['k\x94nnen\r\n', 'k\xf6nnen\r\n', '\xe1\r\n']) {
        const bytes = Buffer.concat([bytesOf(start), every, bytesOf('\r\n\x84\x81\r\nend')]);
        const text = new MemberText('a.txt', bytes, { locale, isOfConsole: true });
        assert.equal(text.text.length, bytes.length);
        assert.equal(text.line(text.lineCount - 1), 'end');
        assert.equal(text.lineOffset(text.lineCount - 1), bytes.length - 3);
      }
    }
  });

  it('is told within a moment for 50 MB of anything', () => {
    const started = computedMs();
    const { text } = new MemberText(
      'a.txt',
      Buffer.alloc(50_000_000, 'gr\x94\xe1er und gr\x94\xe1er ', 'latin1'),
    );
    assert.ok(text.startsWith('größer'));
    assert.ok(computedMs() - started < 5000);
  });
});
