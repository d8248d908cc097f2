import type { Random } from '../tenant/random.ts';
import { english, french, german, type Words } from './hostWords.ts';

export type Language = 'english' | 'american' | 'german' | 'french';

/** How a host writes times, numbers and words. */
export interface HostLocale {
  readonly language: Language;
  /** As `systeminfo` states it: without summer time. */
  readonly statedZone: string;
  readonly name: string;
  /** With seconds, as PowerShell and the task scheduler write it. */
  readonly time: (date: Date) => string;
  /** With minutes and two spaces, as `dir` writes it. */
  readonly listedTime: (date: Date) => string;
  /** Spelled out, as robocopy writes it. */
  readonly longTime: (date: Date) => string;
  readonly number: (value: number) => string;
  readonly words: Words;
}

interface Region {
  readonly tag: string;
  readonly timeZone: string;
  readonly statedZone: string;
  readonly name: string;
  readonly words: Words;
  /** Of a date's parts: `d` and `M` as they are, `dd` and `MM` with two digits. */
  readonly date: string;
  readonly isTwelveHours: boolean;
}

const regions: Readonly<Record<Language, Region>> = {
  english: {
    tag: 'en-IN',
    timeZone: 'Asia/Kolkata',
    statedZone: '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi',
    name: 'en-gb;English (United Kingdom)',
    words: english,
    date: 'dd-MM-yyyy',
    isTwelveHours: false,
  },
  american: {
    tag: 'en-US',
    timeZone: 'America/Los_Angeles',
    statedZone: '(UTC-08:00) Pacific Time (US & Canada)',
    name: 'en-us;English (United States)',
    words: english,
    date: 'M/d/yyyy',
    isTwelveHours: true,
  },
  german: {
    tag: 'de-DE',
    timeZone: 'Europe/Berlin',
    statedZone: '(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien',
    name: 'de;Deutsch (Deutschland)',
    words: german,
    date: 'dd.MM.yyyy',
    isTwelveHours: false,
  },
  french: {
    tag: 'fr-FR',
    timeZone: 'Europe/Paris',
    statedZone: '(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris',
    name: 'fr;Français (France)',
    words: french,
    date: 'dd/MM/yyyy',
    isTwelveHours: false,
  },
};

export const languages: readonly Language[] = ['english', 'american', 'german', 'french'];

export function localeOf(random: Random): HostLocale {
  return hostLocale(random.pick(['english', 'english', 'american', 'german', 'french'] as const));
}

export function hostLocale(language: Language): HostLocale {
  const region = regions[language];
  const { timeZone, words, isTwelveHours } = region;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const spelled = new Intl.DateTimeFormat(region.tag, {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'medium',
    hour12: isTwelveHours,
  });
  const parts = (date: Date): number[] => (clock.format(date).match(/\d+/g) ?? []).map(Number);
  const day = (date: Date): string => {
    const [month = 0, dayOfMonth = 0, year = 0] = parts(date);
    const two = (value: number): string => String(value).padStart(2, '0');
    const values: Record<string, string> = {
      dd: two(dayOfMonth),
      d: String(dayOfMonth),
      MM: two(month),
      M: String(month),
      yyyy: String(year),
    };
    return region.date.replaceAll(/dd?|MM?|yyyy/g, (part) => values[part] ?? part);
  };
  const timeOfDay = (date: Date, hasSeconds: boolean, hourDigits: number): string => {
    const [, , , hour = 0, minute = 0, second = 0] = parts(date);
    const shown = isTwelveHours ? hour % 12 || 12 : hour;
    const digits = [minute, ...(hasSeconds ? [second] : [])].map((value) => String(value).padStart(2, '0'));
    const half = isTwelveHours ? (hour < 12 ? ' AM' : ' PM') : '';
    return `${[String(shown).padStart(hourDigits, '0'), ...digits].join(':')}${half}`;
  };
  return {
    language,
    statedZone: region.statedZone,
    name: region.name,
    time: (date) => `${day(date)} ${timeOfDay(date, true, isTwelveHours ? 1 : 2)}`,
    listedTime: (date) => `${twoDigits(day(date))}  ${timeOfDay(date, false, 2)}`,
    longTime: (date) => spelled.format(date),
    // The spaces between French thousands are narrow ones that the console does not have.
    number: (value) => value.toLocaleString(region.tag).replaceAll('\u202f', '\u00a0'),
    words,
  };
}

/** `dir` writes all dates in the same width. */
function twoDigits(date: string): string {
  return date.replaceAll(/\b\d\b/g, (digit) => `0${digit}`);
}
