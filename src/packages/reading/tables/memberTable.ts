import type { ArchiveMember } from '../../archive/archiveMember.ts';
import type { Artifact } from '../../layout/artifact.ts';
import { first, later, type Table } from '../../table/table.ts';
import type { OpenedPackage } from '../openedPackage.ts';
import { memberKind } from '../words/artifactWords.ts';
import { markWords, methodTitle } from '../words/archiveWords.ts';
import { encodingWords } from '../words/encodingWords.ts';
import { ListTable } from './listTable.ts';

interface ListedMember {
  readonly name: string;
  readonly member: ArchiveMember;
  readonly artifact: Artifact;
}

/** What is in the archive, hostile and damaged members included. */
export function memberTable(opened: OpenedPackage): Table {
  const { members, reading } = opened;
  const nameOf = (index: number) => members[index]?.name ?? '';
  const items = members.map(({ name, member }, index): ListedMember => {
    return { name, member, artifact: reading.layout.members[index]?.artifact ?? 'other' };
  });
  const remarks = ({ name, member }: ListedMember) =>
    [...member.marks.map((mark) => markWords(mark, nameOf)), ...opened.faultsOf(name)].join('; ');
  const decoded = new Map(reading.texts.map((text) => [text.path, encodingWords(text)]));
  const encodingOf = ({ name }: ListedMember) => decoded.get(name) ?? '';
  return new ListTable(
    'members',
    [
      { column: first('path'), text: ({ name }) => name },
      { column: first('size', 'size'), text: ({ member }) => String(member.entry.size) },
      { column: first('kind'), text: ({ artifact }) => memberKind(artifact) },
      { column: first('marks'), text: remarks },
      {
        column: first('modified', 'time'),
        text: ({ member }) => dosTimeText(member.entry.modified),
        number: () => NaN,
        proof: () => 'unproven',
      },
      { column: later('encoding'), text: encodingOf },
      { column: later('packed', 'size'), text: ({ member }) => String(member.entry.compressedSize) },
      { column: later('method'), text: ({ member }) => methodTitle(member.entry.method) },
      {
        column: later('crc'),
        text: ({ member }) => member.entry.crc.toString(16).toUpperCase().padStart(8, '0'),
      },
      { column: later('offset', 'number'), text: ({ member }) => String(member.entry.localOffset) },
      { column: later('index', 'number'), text: ({ member }) => String(member.index) },
    ],
    items,
    { source: ({ name }) => ({ member: name, offset: 0, line: 0 }) },
  );
}

/** @param modified in the form of MS-DOS, which has no zone; empty for none */
function dosTimeText(modified: number): string {
  const [date, time] = [modified >>> 16, modified & 0xffff];
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [1980 + (date >>> 9), two((date >>> 5) & 15), two(date & 31)].join('-');
  return date === 0 ? '' : `${day} ${two(time >>> 11)}:${two((time >>> 5) & 63)}:${two(2 * (time & 31))}`;
}
