/** What a query for a key brought. */
export type KeyAnswer = 'data' | 'empty' | 'missing';

const hives: Readonly<Partial<Record<string, string>>> = {
  hklm: 'hkey_local_machine',
  hku: 'hkey_users',
  hkcu: 'hkey_current_user',
  hkcr: 'hkey_classes_root',
  hkcc: 'hkey_current_config',
};
const backslash = 0x5c;
/** No query names a longer one, in characters; a hostile key may have as many levels. */
const longestKey = 2000;

/** Lower case, with the hive's name in full. */
export function plainKey(key: string): string {
  const lower = key.toLowerCase();
  const hiveEnd = lower.indexOf('\\');
  const hive = hiveEnd < 0 ? lower : lower.slice(0, hiveEnd);
  let end = lower.length;
  while (end > hive.length && lower.charCodeAt(end - 1) === backslash) {
    end--;
  }
  return (hives[hive] ?? hive) + lower.slice(hive.length, end);
}

/** What a dump has of a key, which has content when it has a value, or a key below it. */
export class KeyAnswers {
  /** Keys that have others below them, in plain form, with those of the dump that are right below. */
  readonly #below = new Map<string, { path: string; hasValues: boolean }[]>();

  /** @param withValues full paths of keys, as are those of the empty ones */
  constructor(withValues: readonly string[], empty: readonly string[]) {
    let above = '';
    let siblings: { path: string; hasValues: boolean }[] = [];
    for (const [paths, hasValues] of [
      [withValues, true],
      [empty, false],
    ] as const) {
      for (const path of paths) {
        const end = Math.max(0, path.lastIndexOf('\\', longestKey));
        // A dump lists what is in a key together.
        if (end !== above.length || !path.startsWith(above)) {
          above = path.slice(0, end);
          siblings = this.#belowOf(plainKey(above));
        }
        siblings.push({ path, hasValues });
      }
    }
  }

  of(key: string): KeyAnswer {
    const asked = plainKey(key);
    if (this.#below.has(asked)) {
      return 'data';
    }
    const siblings = this.#below.get(aboveOf(asked)) ?? [];
    const found = siblings.filter(({ path }) => path.length === asked.length && plainKey(path) === asked);
    return found.some(({ hasValues }) => hasValues) ? 'data' : found.length > 0 ? 'empty' : 'missing';
  }

  #belowOf(path: string): { path: string; hasValues: boolean }[] {
    for (let above = path; !this.#below.has(above); above = aboveOf(above)) {
      this.#below.set(above, []);
    }
    return this.#below.get(path) ?? [];
  }
}

function aboveOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('\\')));
}
