import { env, l10n } from 'vscode';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in one rounded-down unit. Both in milliseconds since 1970. */
export function timeAgo(at: number, now: number): string {
  const ms = Math.max(0, now - at);
  if (ms < minute) {
    return l10n.t('{0} s ago', Math.floor(ms / 1000));
  }
  if (ms < hour) {
    return l10n.t('{0} min ago', Math.floor(ms / minute));
  }
  return ms < day ? l10n.t('{0} h ago', Math.floor(ms / hour)) : l10n.t('{0} d ago', Math.floor(ms / day));
}

/** A time of this machine's zone, named, since evidence is read in several. */
export function localTime(at: number): string {
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'long' }).format(at);
}

/** A day of this machine's zone. */
export function longDate(at: number): string {
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'full' }).format(at);
}

/** The clock alone: for something that happened or will happen about now. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(env.language, { timeStyle: 'medium' }).format(at);
}

/** `2026-11-21 03:04:05Z` */
export function utcTime(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace(/\.\d+/, '');
}

/** `2026-11-21 03:04:05Z (21 Nov 2026, 04:04:05 CET)` */
export function utcAndLocalTime(at: number): string {
  return `${utcTime(at)} (${localTime(at)})`;
}

/** A wait or time left: `40 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) {
    return l10n.t('{0} s', seconds);
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? l10n.t('{0} min {1} s', minutes, seconds % 60)
    : l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
