import type { CabinetFile, FileAttribute } from './cabinet.ts';
import type { FieldReader } from './fields.ts';

/** Bytes of a name, as the format allows. */
export const longestName = 255;

const attributeBits: readonly (readonly [FileAttribute, number])[] = [
  ['readOnly', 0x01],
  ['hidden', 0x02],
  ['system', 0x04],
  ['archive', 0x20],
  ['execute', 0x40],
];
const utf8Name = 0x80;

/** What stands in the place of a folder's number for a file that is in other cabinets as well. */
const continuations: Readonly<Record<number, CabinetFile['continues']>> = {
  0xfffd: 'fromPrevious',
  0xfffe: 'toNext',
  0xffff: 'both',
};

/**
 * @returns undefined when its name has no end
 * @throws CabinetEnded
 */
export function readFile(fields: FieldReader, index: number, folders: number): CabinetFile | undefined {
  const size = fields.uint32();
  const start = fields.uint32();
  const place = fields.uint16();
  const modifiedAt = dosTime(fields.uint16(), fields.uint16());
  const bits = fields.uint16();
  const name = fields.untilNul(longestName);
  if (!name) {
    return undefined;
  }
  const continues = continuations[place];
  const folder = continues === undefined ? place : continues === 'toNext' ? folders - 1 : 0;
  return {
    index,
    name: fileName(name, (bits & utf8Name) !== 0),
    size,
    ...(folder >= 0 && folder < folders && { folder }),
    start,
    ...(continues !== undefined && { continues }),
    ...(modifiedAt !== undefined && { modifiedAt }),
    attributes: attributeBits.filter(([, bit]) => bits & bit).map(([attribute]) => attribute),
  };
}

/** Without the mark a name is in a code page that nothing names: what is not ASCII is shown as in the commonest one. */
function fileName(bytes: Buffer, isUtf8: boolean): string {
  return isUtf8 ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes);
}

function dosTime(date: number, time: number): string | undefined {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  const [hour, minute, second] = [time >> 11, (time >> 5) & 63, (time & 31) * 2];
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // What is too much for a month or a day leads into another one.
  const isDate = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return isDate && minute < 60 && second < 60 ? moment.toISOString().slice(0, 19) : undefined;
}
