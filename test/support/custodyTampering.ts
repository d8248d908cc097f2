import type { SeededRandom } from './random.ts';

type Tampering = (lines: readonly string[], at: number, random: SeededRandom) => string[];

const tamperings: Tampering[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at, random) => lines.toSpliced(at, 0, random.pick(lines)),
  (lines, at, random) => {
    const other = random.below(lines.length);
    return lines.with(at, lines[other] ?? '').with(other, lines[at] ?? '');
  },
  (lines, at, random) => lines.with(at, withOtherCharacter(lines[at] ?? '', random)),
  (lines, at) => lines.with(at, `${lines[at] ?? ''}\r`),
  (lines, at) => lines.with(at, (lines[at] ?? '').replace('":', '" :')),
  (lines, at) => lines.with(at, (lines[at] ?? '').replace('number', 'another number')),
  (lines, at, random) => lines.with(at, (lines[at] ?? '').slice(0, random.below(300))),
  (lines, at) => lines.slice(0, at),
  (lines, at) =>
    lines.map((line, index) => (index < at ? line : line.replace(/"seq":\d+/, `"seq":${index}`))),
];

/** Does one to three things to lines that nobody may do. */
export function tamper(lines: readonly string[], random: SeededRandom): string[] {
  let tampered = [...lines];
  for (let count = random.below(3); count >= 0; count--) {
    if (tampered.length > 0) {
      tampered = random.pick(tamperings)(tampered, random.below(tampered.length), random);
    }
  }
  return tampered;
}

function withOtherCharacter(line: string, random: SeededRandom): string {
  const at = random.below(line.length);
  return line.slice(0, at) + String.fromCharCode(32 + random.below(95)) + line.slice(at + 1);
}
