import type { Table } from '../table/table.ts';
import { bytesBetween } from './bytesBetween.ts';
import type { LogBytes } from './eventLogs.ts';
import { isText } from './fileArtifacts.ts';
import { bytesPerLine } from './hexView.ts';
import { bytesView, hexPart, longestText, textView } from './memberView.ts';
import type { OpenedPackage } from './openedPackage.ts';
import type { PackageArtifacts } from './packageArtifacts.ts';
import { QuestionFault } from './questionFault.ts';
import { isOfBytes } from './rowDetails.ts';
import { memberBytes } from './securityArtifacts.ts';
import { within } from './supportCabinet.ts';
import type { RowPlace, ThreadAnswers } from './threadMessages.ts';
import { faultWords } from './words/faultWords.ts';

/** Where a row is in what `memberAnswer` shows of its member. */
export function placeOf(table: Table, row: number): RowPlace {
  const { member, offset, line } = table.source(row);
  const start = offset - (offset % hexPart);
  return isOfBytes(table) && start > 0
    ? {
        member: `${member}@${start}`,
        offset,
        line: (offset - (offset % bytesPerLine) - start) / bytesPerLine,
      }
    : { member, offset, line };
}

/** Bytes that tell whether a member is a text. */
const headBytes = 65_536;

/** A file of the package, or of a cabinet in it. */
interface ShownFile {
  readonly size: number;
  readonly bytes: LogBytes;
  /** What was found wrong with it so far, in words. */
  readonly faults: () => readonly string[];
}

/**
 * A member as a text, or as a hex view. @param name with `@` and a number of bytes for a part of a long hex view
 * @throws QuestionFault, the signal's reason
 */
export async function memberAnswer(
  opened: OpenedPackage,
  artifacts: PackageArtifacts,
  name: string,
  signal: AbortSignal,
): Promise<ThreadAnswers['member']> {
  const { file, start } = await findPart(opened, artifacts, name, signal);
  const head = await bytesBetween(file.bytes(signal), 0, headBytes);
  const isShownAsText = start === undefined && isText(head);
  const from = start ?? 0;
  const end = isShownAsText ? longestText : from + hexPart;
  const bytes =
    head.length < headBytes && from === 0 ? head : await bytesBetween(file.bytes(signal), from, end);
  const faults = file.faults();
  if (bytes.length === 0 && faults.length > 0) {
    throw new QuestionFault(faults.join(' '));
  }
  const view = isShownAsText
    ? textView(bytes, file.size, opened.originOf(name))
    : bytesView(bytes, from, file.size);
  return faults.length === 0 ? view : { ...view, text: `${view.text}\n${faults.join(' ')}`, isWhole: false };
}

/** Bytes that another editor is given: it takes them all at once, and keeps them. */
const mostBytes = 64 * 1024 * 1024;

/**
 * A member that is no text, whole and as it was declared. @param name as for `memberAnswer`
 * @throws QuestionFault, the signal's reason
 */
export async function bytesAnswer(
  opened: OpenedPackage,
  artifacts: PackageArtifacts,
  name: string,
  signal: AbortSignal,
): Promise<ThreadAnswers['bytes']> {
  const { file, member } = await findPart(opened, artifacts, name, signal);
  if (file.size > mostBytes || isText(await bytesBetween(file.bytes(signal), 0, headBytes))) {
    return { member };
  }
  const bytes = await bytesBetween(file.bytes(signal), 0, mostBytes + 1);
  return bytes.length === file.size && file.faults().length === 0 ? { member, bytes } : { member };
}

/** What a name stands for; with the byte that it begins at where it is a part. */
async function findPart(
  opened: OpenedPackage,
  artifacts: PackageArtifacts,
  name: string,
  signal: AbortSignal,
): Promise<{ file: ShownFile; member: string; start?: number }> {
  const whole = await findFile(opened, artifacts, name, signal);
  if (whole) {
    return { file: whole, member: name };
  }
  const [, member = '', start] = /^(.*)@(\d{1,15})$/s.exec(name) ?? [];
  const file = await findFile(opened, artifacts, member, signal);
  if (!file) {
    throw new QuestionFault(faultWords.noMember(name));
  }
  return { file, member, start: Number(start) };
}

async function findFile(
  opened: OpenedPackage,
  artifacts: PackageArtifacts,
  name: string,
  signal: AbortSignal,
): Promise<ShownFile | undefined> {
  const named = opened.member(name);
  if (named) {
    const { size } = named.member.entry;
    return { size, bytes: memberBytes(opened, named), faults: () => opened.faultsOf(name) };
  }
  if (name.includes(within)) {
    await artifacts.openCabinets();
    signal.throwIfAborted();
  }
  for (const cabinet of artifacts.cabinets) {
    const file = cabinet.file(name);
    if (file) {
      return { size: file.size, bytes: (own) => cabinet.pieces(file, own), faults: () => [] };
    }
  }
  return undefined;
}

/** The bytes of the log that a table is made of. */
export async function logBytesOf(
  opened: OpenedPackage,
  artifacts: PackageArtifacts,
  member: string,
  signal: AbortSignal,
): Promise<LogBytes | undefined> {
  return (await findFile(opened, artifacts, member, signal))?.bytes;
}
