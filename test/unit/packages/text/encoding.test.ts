import assert from 'node:assert/strict';
import type { Encoding, EncodingEvidence } from '../../../../src/packages/text/encoding.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';

describe('The encoding of a text', () => {
  const words = 'Größe € 1\r\nzwei\r\n';
  const wide = Buffer.from(words, 'utf16le');
  const swapped = Buffer.from(wide).swap16();
  const console1252 = Buffer.from('Gr\u00f6\u00dfe \u0080 1\r\nzwei\r\n', 'latin1');
  const cases: [string, Uint8Array, Encoding, EncodingEvidence][] = [
    ['UTF-8 with a mark', Buffer.from(`\ufeff${words}`), 'utf-8', 'mark'],
    ['UTF-8 without one', Buffer.from(words), 'utf-8', 'valid'],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'utf-16le', 'mark'],
    [
      'UTF-16 the other way round with a mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]),
      'utf-16be',
      'mark',
    ],
    ['UTF-16 without one', wide, 'utf-16le', 'nuls'],
    ['UTF-16 the other way round without one', swapped, 'utf-16be', 'nuls'],
    ['bytes that are no UTF-8', console1252, 'windows-1252', 'letters'],
  ];
  for (const [name, bytes, encoding, evidence] of cases) {
    it(`is told for ${name}, and the text is the same`, () => {
      const text = new MemberText('a.txt', bytes);
      assert.deepEqual([text.encoding, text.evidence, text.text], [encoding, evidence, words]);
      assert.deepEqual([text.lineCount, text.line(0), text.line(1)], [2, 'Größe € 1', 'zwei']);
    });

    it(`leaves the lines of ${name} where they are in the bytes`, () => {
      const text = new MemberText('a.txt', bytes);
      const behind = new MemberText('b.txt', bytes.subarray(text.lineOffset(1)));
      assert.ok(behind.text.startsWith(encoding.startsWith('utf-16') ? behind.text : 'zwei'));
      const marker =
        encoding === 'utf-16be'
          ? Buffer.from('zwei', 'utf16le').swap16()
          : Buffer.from('zwei', encoding === 'utf-16le' ? 'utf16le' : 'latin1');
      assert.equal(Buffer.from(bytes).indexOf(marker), text.lineOffset(1));
    });
  }

  it('is not made a wide one by a NUL or two', () => {
    const text = new MemberText('a.txt', Buffer.from(`name\0x\0 ${'plain words '.repeat(20)}`));
    assert.equal(text.encoding, 'utf-8');
  });

  it('is not made a wide one by many NULs, where line breaks are narrow', () => {
    const text = new MemberText('a.txt', Buffer.from('a\0b\0c\0d\0\r\n'.repeat(50)));
    assert.deepEqual([text.encoding, text.lineCount], ['utf-8', 50]);
  });

  it('is UTF-8 also when the member breaks off within a character', () => {
    const cut = new MemberText('a.txt', Buffer.from('Größe').subarray(0, 5));
    assert.deepEqual([cut.encoding, cut.text], ['utf-8', 'Grö\ufffd']);
  });

  it('is not UTF-8 for a character at the end alone', () => {
    assert.equal(new MemberText('a.txt', Buffer.from('Stra\u00df', 'latin1')).text, 'Straß');
  });

  it('is UTF-8 also where some of its bytes are damaged, and lines stay where they are', () => {
    const bytes = Buffer.from('Größe der Prüfung überall\r\n'.repeat(40));
    bytes[bytes.indexOf(0xc3)] = 0xff;
    const text = new MemberText('a.txt', bytes);
    assert.deepEqual([text.encoding, text.evidence], ['utf-8', 'mostlyValid']);
    assert.deepEqual(
      [text.line(0), text.line(1)],
      ['Gr\ufffd\ufffdße der Prüfung überall', 'Größe der Prüfung überall'],
    );
    assert.equal(bytes.toString('utf8', text.lineOffset(39)).trimEnd(), text.line(39));
  });

  it('is nothing to stumble over in an empty, a single-byte or a cut wide member', () => {
    assert.equal(new MemberText('a.txt', new Uint8Array()).lineCount, 0);
    assert.equal(new MemberText('a.txt', new Uint8Array([0xff])).text, 'ÿ');
    assert.equal(new MemberText('a.txt', wide.subarray(0, wide.length - 1)).lineCount, 2);
    assert.equal(new MemberText('a.txt', Buffer.from([0xff, 0xfe, 0x41])).text, '');
  });
});
