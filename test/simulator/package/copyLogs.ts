import type { Collection } from './collectedHost.ts';
import { workFolder } from './collectedHost.ts';
import type { PrefetchFile } from './prefetchFiles.ts';
import { lines, secondsAfter } from './text.ts';

const rule = '-'.repeat(79);
// Older than the age limit, and therefore seen and left behind.
const skipped = 42;

/** From when on prefetch files are copied, and events: a week before, at midnight. */
export function copiedSince({ startedAt }: Collection): string {
  return secondsAfter(startedAt, -7 * 86_400)
    .toISOString()
    .slice(0, 10);
}

/** When the copy of the prefetch files begins, after the start of the collection. */
export const copiedAfterSeconds = 5;

/** Robocopy's log, which is all that the file called a list is: a banner, progress, and totals in the host's format. */
export function prefetchList(collection: Collection, files: readonly PrefetchFile[]): string {
  const { locale } = collection.host;
  const since = copiedSince(collection).replaceAll('-', '');
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const [started, source, target, pattern, options, folders, copied, copiedBytes, times, ended] =
    locale.words.copyLabels.map((label) => label.padStart(8));
  const startedAt = secondsAfter(collection.startedAt, copiedAfterSeconds);
  return lines(
    '',
    rule,
    '   ROBOCOPY     ::     Robust File Copy for Windows                              ',
    rule,
    '',
    ` ${started ?? ''} : ${locale.longTime(startedAt)}`,
    ` ${source ?? ''} : C:\\Windows\\Prefetch\\`,
    ` ${target ?? ''} : ${workFolder(collection)}\\Prefetch Files\\Prefetch\\`,
    '',
    ` ${pattern ?? ''} : *.*`,
    '',
    ` ${options ?? ''} : *.* /S /E /DCOPY:DA /COPY:DAT /PURGE /MIR /MAXAGE:${since} /R:1000000 /W:30 `,
    '',
    rule,
    '',
    `\t                 ${files.length + skipped}\tC:\\Windows\\Prefetch\\`,
    files.flatMap((file) => [
      `\t    ${locale.words.newFile.padEnd(10)}\t\t${String(file.bytes.length).padStart(8)}\t${file.name}`,
      '  0%  \r100%  ',
    ]),
    '',
    rule,
    '',
    '               Total    Copied   Skipped  Mismatch    FAILED    Extras',
    ` ${folders ?? ''} :${[1, 0, 1, 0, 0, 0].map(column).join('')}`,
    ` ${copied ?? ''} :${[files.length + skipped, files.length, skipped, 0, 0, 0].map(column).join('')}`,
    // Grouped by lakhs, as on the host that was seen: a number is not always written in threes.
    ` ${copiedBytes ?? ''} : ${(bytes * 10).toLocaleString('en-IN')}`,
    ` ${times ?? ''} :   0:00:01   0:00:00                       0:00:00   0:00:00`,
    ` ${ended ?? ''} : ${locale.longTime(secondsAfter(startedAt, 1))}`,
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
    ` Start Time: ${collection.host.locale.time(secondsAfter(collection.startedAt, (at - 60) * 14_400))}`,
    'Start: Signature Update',
    'MpCmdRun: End Time: 0x00000000',
  ]);
  return lines(entries.flat());
}
