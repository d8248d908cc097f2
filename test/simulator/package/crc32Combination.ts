// The CRC-32 of joined data from the CRCs of its parts, as zlib does it: gigabytes need not be read for it.
const polynomial = 0xedb88320;

/** The CRC-32 of `count` copies, one after the other, of `length` bytes whose CRC-32 is `crc`. */
export function repeatedCrc32(crc: number, length: number, count: number): number {
  let result = 0;
  let copies = { crc, length };
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      result = joined(result, copies.crc, copies.length);
    }
    copies = { crc: joined(copies.crc, copies.crc, copies.length), length: copies.length * 2 };
  }
  return result;
}

function joined(first: number, second: number, secondLength: number): number {
  return (product(first, powerOfX(secondLength * 8)) ^ second) >>> 0;
}

/** x to the power of `exponent`, modulo the polynomial; the highest bit stands for 1. */
function powerOfX(exponent: number): number {
  let result = 0x80000000;
  let square = 0x40000000;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      result = product(result, square);
    }
    square = product(square, square);
  }
  return result;
}

function product(left: number, right: number): number {
  let sum = 0;
  let shifted = right;
  for (let bit = 31; bit >= 0; bit--) {
    if ((left >>> bit) & 1) {
      sum ^= shifted;
    }
    shifted = shifted & 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
  }
  return sum >>> 0;
}
