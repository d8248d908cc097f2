import { env } from 'vscode';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size with the unit that fits, in powers of 1000: `15.2 MB`. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return new Intl.NumberFormat(env.language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

export function percent(part: number, whole: number): string {
  return new Intl.NumberFormat(env.language, { style: 'percent' }).format(
    whole ? Math.min(1, part / whole) : 1,
  );
}
