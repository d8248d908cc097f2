import assert from 'node:assert/strict';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { SeededRandom } from '../../../support/random.ts';

describe('The lines of a text', () => {
  const lines = (text: string) => {
    const member = new MemberText('a.txt', Buffer.from(text));
    return Array.from({ length: member.lineCount }, (_, line) => member.line(line));
  };

  it('end with line feeds, and with carriage returns before them', () => {
    assert.deepEqual(lines('a\r\nb\nc\r\r\nd'), ['a', 'b', 'c', 'd']);
  });

  it('end with carriage returns where there is nothing else', () => {
    assert.deepEqual(lines('a\rb\rc'), ['a', 'b', 'c']);
    assert.deepEqual(lines(' 0%\r100%\nb'), [' 0%\r100%', 'b']);
  });

  it('are none in an empty text, and none behind the last line break', () => {
    assert.deepEqual(lines(''), []);
    assert.deepEqual(lines('a\n'), ['a']);
    assert.deepEqual(lines('\n\n'), ['', '']);
  });

  it('lie where their bytes are, whatever the characters', () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 200; round++) {
      const parts = Array.from({ length: random.below(9) }, () =>
        random.pick(['a', 'ö', '€', '😀', '\0', '\u202e', ' ']),
      );
      const text = Array.from(
        { length: 5 },
        () => `some plain words ${parts.join('')}${random.below(99)}`,
      ).join('\r\n');
      const bytes = Buffer.from(random.pick(['', '\ufeff']) + text);
      const member = new MemberText('a.txt', bytes);
      for (let line = 0; line < member.lineCount; line++) {
        const rest = bytes.subarray(member.lineOffset(line)).toString('utf8');
        assert.ok(rest.startsWith(member.line(line)), `${round} ${line}`);
      }
    }
  });

  it('are found in a line of many megabytes within a moment', () => {
    const started = computedMs();
    assert.deepEqual(lines('x'.repeat(20_000_000)).length, 1);
    assert.ok(computedMs() - started < 2000);
  });
});
