import type { RowSource, TimeProof } from '../../table/table.ts';
import { rowMarks } from '../../table/table.ts';
import type { LetterEvidence } from '../../joins/volumeLetters.ts';
import { t } from './translate.ts';

/** Where a row is from. @param isText whether the member has lines */
export function sourceWords({ member, line, offset }: RowSource, isText: boolean): string {
  if (line === 0 && offset === 0) {
    return member;
  }
  return isText ? t('{0}, line {1}, byte {2}', member, line + 1, offset) : t('{0}, byte {1}', member, offset);
}

/** A time that no clock says, with why. */
export function unsureTime(text: string, proof: TimeProof): string {
  const why = proofWords(proof);
  return why === undefined ? text : `${text} (${why})`;
}

/** What is to be known of a row beside its cells. */
export function markWordsOf(marks: number): string[] {
  const has = (mark: keyof typeof rowMarks) => (marks & rowMarks[mark]) !== 0;
  return [
    ...(has('collector') ? [t('A trace of the collector itself')] : []),
    ...(has('raw') ? [t('Could not be read in columns: shown as it stands')] : []),
    ...(has('unsure') ? [t('Its text allows another reading, too')] : []),
    ...(has('unreadable')
      ? [t('The collector could not read the path and the command line of the process')]
      : []),
    ...(has('fromServices') ? [t('The command line is from the list of services')] : []),
    ...(has('letterBySerial') ? [letterWords('serial')] : []),
    ...(has('letterByPaths') ? [letterWords('paths')] : []),
  ];
}

/** What a drive letter follows from that the source does not have. */
export function letterWords(evidence: LetterEvidence): string {
  return evidence === 'serial'
    ? t('The drive letter is added: its listing has the serial number of the volume')
    : t(
        'The drive letter is added: several paths of the volume are seen with it elsewhere, and none with another one',
      );
}

export function drivePathTitle(title = t('Path')): string {
  return t('{0} with drive letter', title);
}

/** Why a time is not shown in UTC. */
export function proofWords(proof: TimeProof): string | undefined {
  switch (proof) {
    case 'unproven':
      return t('Local time of the host; nothing proves its place in UTC');
    case 'never':
      return t('Stands for never');
    default:
      return undefined;
  }
}

export function remarkTitle(): string {
  return t('Remarks');
}

/** Columns of an export: what people put to a row, and a time as it stands in the package. */
export const exportTitles = {
  tags: () => t('Tags'),
  comment: () => t('Comment'),
  original: (title: string) => t('{0} (in the package)', title),
} as const;

export function xmlTitle(): string {
  return t('The event as XML');
}

export function memberFaultTitle(): string {
  return t('Damage of the file');
}

/** The last line of a member that is too long to be shown as a whole. */
export function cutLine(shownBytes: number, totalBytes: number): string {
  return t('The first {0} of {1} bytes are shown.', shownBytes, totalBytes);
}

export const relatedTitles = {
  parent: (name: string, pid: string) => t('Parent process: {0} ({1})', name, pid),
  child: (name: string, pid: string) => t('Child process: {0} ({1})', name, pid),
  process: (name: string, pid: string) => t('Process: {0} ({1})', name, pid),
  service: (name: string) => t('Service: {0}', name),
  registryService: (name: string) => t('Service in the registry: {0}', name),
  socket: (protocol: string, local: string, remote: string) =>
    t('Connection: {0} {1} to {2}', protocol, local, remote),
  listener: (protocol: string, local: string) => t('Listens: {0} {1}', protocol, local),
  prefetch: (program: string) => t('Prefetch file: {0}', program),
  run: (time: string) => t('Run: {0}', time),
  lastRun: (program: string, time: string) => t('Last run (BAM): {0} {1}', program, time),
  trigger: (schedule: string) => t('Trigger: {0}', schedule),
  task: (name: string) => t('Task: {0}', name),
  event: (name: string) => t('Event: {0}', name),
  artifact: (title: string) => t('What it collected: {0}', title),
} as const;
