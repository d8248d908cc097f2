import type { PrefetchFile } from './binaryMembers.ts';
import type { Collection } from './collectedHost.ts';
import { workFolder } from './collectedHost.ts';
import { lines, localTime, secondsAfter } from './text.ts';

const rule = '-'.repeat(79);
// Older than the age limit, and therefore seen and left behind.
const skipped = 42;

/** Robocopy's log, which is all that the file called a list is: a banner, progress, and totals in the host's format. */
export function prefetchList(collection: Collection, files: readonly PrefetchFile[]): string {
  const since = secondsAfter(collection.startedAt, -7 * 86_400)
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return lines(
    '',
    rule,
    '   ROBOCOPY     ::     Robust File Copy for Windows                              ',
    rule,
    '',
    `  Started : ${localTime(collection.startedAt)}`,
    '   Source : C:\\Windows\\Prefetch\\',
    `     Dest : ${workFolder(collection)}\\Prefetch Files\\Prefetch\\`,
    '',
    '    Files : *.*',
    '',
    `  Options : *.* /S /E /DCOPY:DA /COPY:DAT /PURGE /MIR /MAXAGE:${since} /R:1000000 /W:30 `,
    '',
    rule,
    '',
    `\t                 ${files.length + skipped}\tC:\\Windows\\Prefetch\\`,
    files.flatMap((file) => [
      `\t    New File  \t\t${String(file.bytes.length).padStart(8)}\t${file.name}`,
      '100%  ',
    ]),
    '',
    rule,
    '',
    '               Total    Copied   Skipped  Mismatch    FAILED    Extras',
    '    Dirs :         1         0         1         0         0         0',
    `   Files : ${[files.length + skipped, files.length, skipped, 0, 0, 0].map(column).join('')}`,
    // Grouped by lakhs, as on the host that was seen: a number is not always written in threes.
    `   Bytes : ${(bytes * 10).toLocaleString('en-IN')}`,
    '   Times :   0:00:01   0:00:00                       0:00:00   0:00:00',
    `   Ended : ${localTime(secondsAfter(collection.startedAt, 1))}`,
  );
}

function column(count: number): string {
  return String(count).padStart(10);
}

/** What Defender's own collector writes about its run. */
export function supportLog(collection: Collection): string {
  const entries = Array.from({ length: 60 }, (_, at) => [
    rule,
    `MpCmdRun: Command Line: "C:\\Program Files\\Windows Defender\\MpCmdRun.exe" SignatureUpdate -ScheduleJob -${at}`,
    ` Start Time: ${localTime(secondsAfter(collection.startedAt, (at - 60) * 14_400))}`,
    'Start: Signature Update',
    'MpCmdRun: End Time: 0x00000000',
  ]);
  return lines(entries.flat());
}
