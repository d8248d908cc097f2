import { first, later, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { wholeNumber, wholeNumbers } from '../text/groupedNumber.ts';
import type { MemberText } from '../text/memberText.ts';

/** Characters from behind the time to behind the size, and of the owner: a longer owner is cut. */
const sizeWidth = 19;
const ownerWidth = 23;

/** Date and time of day at the beginning of an entry. */
const timePattern = /^\d[\d./-]{5,12}\s{1,4}\d{1,2}[:.h]\d{2}(?:\s?[AP]\.?M\.?)?/i;
const programs = /\.(?:exe|dll|com|scr|pif|sys|ps1|psm1|bat|cmd|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk)$/i;

interface Entry {
  readonly time: string;
  /** Digits; empty for a directory. */
  readonly size: string;
  /** As in `<DIR>`; empty for a file. */
  readonly tag: string;
  readonly owner: string;
  readonly name: string;
}

/** What the entries of one directory, or of the whole listing, come to. */
interface Totals {
  files: number;
  directories: number;
  bytes: number;
}

/**
 * `dir /A /Q /S /T`: a line with a directory's path, its entries, its totals, and totals of all directories at the end.
 * Everything is told by its place, as the words are in the host's language.
 */
export function readTempListing(text: MemberText): Table {
  const table = new TableBuilder('tempFiles', [
    first('modified', 'localTime'),
    first('owner'),
    first('size', 'size'),
    first('path'),
    first('program', 'flag'),
    first('otherOwner', 'flag'),
    later('kind'),
  ]);
  const all: Totals = { files: 0, directories: 0, bytes: 0 };
  const stated: Totals = { files: 0, directories: 0, bytes: 0 };
  let here: Totals = { files: 0, directories: 0, bytes: 0 };
  let directory: string | undefined;
  /** Lines with totals since the last directory: its own, then those of all files, then of all directories. */
  let totalLines = 0;
  let [listed, agreeing] = [0, 0];
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const path = directoryOf(content);
    if (path !== undefined) {
      directory = path;
      here = { files: 0, directories: 0, bytes: 0 };
      totalLines = 0;
      continue;
    }
    const entry = directory === undefined ? undefined : readEntry(content);
    if (entry) {
      for (const totals of [here, all]) {
        totals.files += entry.tag === '' || /LINK>$/.test(entry.tag) ? 1 : 0;
        totals.directories += isDirectory(entry) ? 1 : 0;
        totals.bytes += Number(entry.size);
      }
      if (entry.name !== '.' && entry.name !== '..') {
        table.add(text, line, cellsOf(entry, directory ?? ''));
      }
    } else if (directory !== undefined && /^\s+\d/.test(content.slice(0, 100))) {
      const [count = 0, bytes = 0] = wholeNumbers(content);
      totalLines++;
      if (totalLines === 1) {
        listed++;
        agreeing += count === here.files && bytes === here.bytes ? 1 : 0;
      } else if (totalLines === 2) {
        [stated.files, stated.bytes] = [count, bytes];
      } else {
        stated.directories = count;
      }
    } else if (directory !== undefined && totalLines === 0) {
      table.addUnparsed(text, line);
    }
  }
  if (directory !== undefined) {
    table.check('directories', listed, agreeing);
    table.check('files', stated.files, all.files);
    table.check('bytes', stated.bytes, all.bytes);
    table.check('subdirectories', stated.directories, all.directories);
  }
  return table;
}

/** ` Directory of C:\Users\…`: one space, some words, a path from its drive or share on. */
function directoryOf(line: string): string | undefined {
  if (!/^ \S/.test(line)) {
    return undefined;
  }
  const drive = /\s[A-Za-z]:\\|\s\\\\/.exec(line.slice(0, 200));
  return drive ? line.slice(drive.index + 1).trimEnd() : undefined;
}

function readEntry(line: string): Entry | undefined {
  const [time] = timePattern.exec(line.slice(0, 60)) ?? [];
  if (time === undefined) {
    return undefined;
  }
  const rest = line.slice(time.length);
  const field = rest.slice(0, sizeWidth).trim();
  const tag = /^<[A-Z]+>$/.test(field) ? field : '';
  const size = tag === '' ? wholeNumber(field) : '';
  const name = rest.slice(sizeWidth + ownerWidth);
  return size === undefined || name === ''
    ? undefined
    : { time, size, tag, owner: rest.slice(sizeWidth, sizeWidth + ownerWidth).trim(), name };
}

function isDirectory({ tag }: Entry): boolean {
  return tag !== '' && !/LINK>$/.test(tag);
}

function cellsOf({ time, owner, size, name, tag }: Entry, directory: string): string[] {
  const path = `${directory.endsWith('\\') ? directory : `${directory}\\`}${name}`;
  const kind = tag === '' ? 'file' : tag.slice(1, -1);
  const isProgram = tag === '' && programs.test(name);
  return [time, owner, size, path, isProgram ? '1' : '', isOther(owner, directory) ? '1' : '', kind];
}

const userFolder = /^[A-Z]:\\[^\\]+\\([^\\]+)\\/i;

/** Whether what is below a user's folder is not the user's own. The listing cuts a long owner. */
function isOther(owner: string, directory: string): boolean {
  const [, user] = userFolder.exec(`${directory}\\`) ?? [];
  if (user === undefined || !owner.includes('\\')) {
    return false;
  }
  const [domain = '', own = ''] = owner.toLowerCase().split('\\', 2);
  const folder = user.toLowerCase();
  const isCut = owner.length >= ownerWidth - 1 && own !== '';
  // A second profile of the same name has the domain behind it: `ann.CONTOSO`.
  return folder !== own && !folder.startsWith(`${own}.${domain}`) && !(isCut && folder.startsWith(own));
}
