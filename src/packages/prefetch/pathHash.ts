/**
 * The hash that Windows gives a program's prefetch file, when nothing but its path goes into it. For a program that
 * hosts others (svchost, dllhost, rundll32 and more) its arguments go into it too, and for an app its package.
 * @param path in upper case, from the device on: `\DEVICE\HARDDISKVOLUME2\WINDOWS\EXPLORER.EXE`
 * @returns eight hexadecimal digits, as they stand in the file's name
 */
export function pathHash(path: string, version: number): string {
  const isXp = version === 17;
  let hash = isXp ? 0 : 314_159;
  for (const byte of Buffer.from(path, 'utf16le')) {
    hash = (Math.imul(hash, 37) + byte) >>> 0;
  }
  return hashText(isXp ? mixed(hash) : hash);
}

/** The eight digits in which prefetch files are named. */
export function hashText(hash: number): string {
  return hash.toString(16).toUpperCase().padStart(8, '0');
}

/** What Windows XP and Server 2003 do to the hash at the end. */
function mixed(hash: number): number {
  return Math.abs(Math.imul(hash, 314_159_269)) % 1_000_000_007;
}
