import assert from 'node:assert/strict';
import { plainText, visibleText } from '../../../../src/views/words/visibleText.ts';

describe('Visible text', () => {
  const shown: [string, string, string][] = [
    ['a line break', 'a\nb', 'a\\u000ab'],
    ['a tab', 'a\tb', 'a\\u0009b'],
    ['a null character', 'a\0b', 'a\\u0000b'],
    ['a colour of a terminal', '\x1b[31mred', '\\u001b[31mred'],
    ['a control character of Latin-1', 'a\x85b', 'a\\u0085b'],
    ['a turn of direction', 'ws-042\u202egpj.exe', 'ws-042\\u202egpj.exe'],
    ['an isolated direction', '\u2067ws\u2069', '\\u2067ws\\u2069'],
    ['an Arabic mark', 'a\u061cb', 'a\\u061cb'],
    ['no width', 'ws\u200b042', 'ws\\u200b042'],
    ['a joiner', 'ws\u200d042', 'ws\\u200d042'],
    ['a soft hyphen', 'ws\u00ad042', 'ws\\u00ad042'],
    ['a byte order mark', '\ufeffws', '\\ufeffws'],
    ['a mark of an annotation', 'ws\ufff9', 'ws\\ufff9'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a paragraph separator', 'a\u2029b', 'a\\u2029b'],
    ['a filler that shows nothing', 'ws\u3164', 'ws\\u3164'],
    ['a half-width filler', 'ws\uffa0', 'ws\\uffa0'],
    ['a grapheme joiner', 'ws\u034f', 'ws\\u034f'],
    ['a variation that varies nothing', 'ws\ufe0f-\ufe00', 'ws\\ufe0f-\\ufe00'],
    ['a tag, beyond 16 bits', 'ws\u{e0041}1', 'ws\\u{e0041}1'],
    ['a variation beyond 16 bits', 'ws\u{e0100}', 'ws\\u{e0100}'],
    ['several', '\r\n', '\\u000d\\u000a'],
  ];
  for (const [words, text, visible] of shown) {
    it(`shows ${words} as its code point`, () => {
      assert.equal(visibleText(text), visible);
    });
  }

  for (const text of [
    '',
    'ws-042.contoso.com',
    'Uppföljning av ärende 118',
    'e\u0301',
    '工作站',
    'محطة',
    'prix : 5\u00a0€',
    '⚠️ INC-4821',
    '💻',
    'C:\\u202e',
    '$(error) [x](y)',
  ]) {
    it(`leaves alone what can be seen: ${JSON.stringify(text)}`, () => {
      assert.equal(visibleText(text), text);
    });
  }
});

describe('Plain text', () => {
  const plain: [string, string, string][] = [
    ['an icon', '$(error) ws-042', '$ (error) ws-042'],
    ['several icons', '$(a)$(b~spin)', '$ (a)$ (b~spin)'],
    ['a dollar before an icon', '$$(a)', '$$ (a)'],
    ['a link', '[Retry](command:workbench.action.quit)', '[Retry] (command:workbench.action.quit)'],
    ['a link behind an icon', '$(a)[b](https://c.example)', '$ (a)[b] (https://c.example)'],
    ['an icon in a link', '[$(a)](b)', '[$ (a)] (b)'],
    ['an icon whose parts an invisible character holds apart', '$\u200b(a)', '$\\u200b(a)'],
  ];
  for (const [words, text, expected] of plain) {
    it(`is not drawn as ${words}`, () => {
      const result = plainText(text);
      assert.equal(result, expected);
      assert.doesNotMatch(result, /\$\(|\]\(/);
    });
  }

  it('keeps brackets and dollars that mean nothing', () => {
    assert.equal(plainText('SRV$ (old) [a] b'), 'SRV$ (old) [a] b');
  });
});
