import type { Collection, LocalUser } from './collectedHost.ts';
import { consoleText } from './consoleText.ts';
import { systemVolume } from './prefetchFiles.ts';
import { lines, secondsAfter } from './text.ts';

interface Entry {
  readonly name: string;
  /** In bytes; none for what is no file. */
  readonly size?: number;
  readonly tag?: '<DIR>' | '<JUNCTION>';
  readonly owner: string;
}

const ownerWidth = 23;

/** `dir /A /Q /S /T` of a user's temporary folder: date, size, owner, name; totals for each folder, and for all. */
export function tempFiles(collection: Collection, user: LocalUser): Buffer {
  const { locale } = collection.host;
  const { words } = locale;
  const folder = `C:\\Users\\${user.name}\\AppData\\Local\\Temp`;
  if (!user.signedIn) {
    return consoleText(lines(words.noPath), locale.language);
  }
  const random = collection.choices(`temp ${user.name}`);
  const when = (): string =>
    locale.listedTime(secondsAfter(collection.startedAt, -random.integer(60, 600_000)));
  const row = ({ name, size, tag, owner }: Entry): string => {
    const field = tag === undefined ? locale.number(size ?? 0).padStart(18) : `    ${tag.padEnd(14)}`;
    // An owner that is longer is cut, and touches the name.
    return `${when()}${field} ${owner.slice(0, ownerWidth).padEnd(ownerWidth)}${name}`;
  };
  const owner = `CONTOSO\\${user.name}`;
  const dots: Entry[] = ['.', '..'].map((name) => ({ name, tag: '<DIR>', owner }));
  const files = (count: number): Entry[] =>
    Array.from({ length: count }, () => ({
      name: random.pick([
        `tmp${random.hex(4).toUpperCase()}.tmp`,
        `Outlook Logging ${random.hex(2)}.etl`,
        `~DF${random.hex(16).toUpperCase()}.TMP`,
      ]),
      size: random.integer(100, 9_000_000),
      owner: random.pick([owner, owner, 'BUILTIN\\Administrators']),
    }));
  const folders: readonly (readonly [path: string, entries: Entry[]])[] = [
    [
      folder,
      [
        ...dots,
        ...files(34),
        { name: 'msdtadmin', tag: '<DIR>', owner: 'NT SERVICE\\TrustedInstaller' },
        { name: 'Verlauf [C:\\Users\\Public]', tag: '<JUNCTION>', owner: 'NT AUTHORITY\\SYSTEM' },
        { name: 'upd (1).exe', size: 48_128, owner: 'NT AUTHORITY\\SYSTEM' },
      ],
    ],
    [`${folder}\\msdtadmin`, [...dots, ...files(5)]],
  ];
  const totals = (entries: readonly Entry[]): string => {
    const found = entries.filter(({ tag }) => tag === undefined);
    const bytes = found.reduce((sum, { size = 0 }) => sum + size, 0);
    return `${locale.number(found.length).padStart(16)} ${words.files} ${locale.number(bytes).padStart(14)} ${words.bytes}`;
  };
  const serial = systemVolume(collection).serialNumber.toString(16).toUpperCase().padStart(8, '0');
  const all = folders.flatMap(([, entries]) => entries);
  const directories = all.filter(({ tag }) => tag !== undefined).length;
  return consoleText(
    lines(
      words.volume,
      `${words.serial}${serial.slice(0, 4)}-${serial.slice(4)}`,
      folders.flatMap(([path, entries]) => [
        '',
        `${words.directory}${path}`,
        '',
        ...entries.map(row),
        totals(entries),
      ]),
      '',
      words.allFiles,
      totals(all),
      `${locale.number(directories).padStart(16)} ${words.directories} ${locale.number(random.integer(1e9, 9e11))} ${words.free}`,
    ),
    locale.language,
  );
}
