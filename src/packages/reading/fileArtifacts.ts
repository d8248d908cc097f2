import { readGeneric } from '../artifacts/generic.ts';
import type { TextOrigin } from '../text/encoding.ts';
import { MemberText } from '../text/memberText.ts';
import type { Table } from '../table/table.ts';
import { loadEvents } from './eventLogs.ts';
import type { NamedMember } from './namedMembers.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { PackageArtifact } from './packageArtifact.ts';
import { memberBytes } from './securityArtifacts.ts';
import { EventTable } from './tables/eventTable.ts';
import { HexTable } from './tables/hexTable.ts';

/** A table of a kind that the file's content suggests: rows and columns, labels and values, lines, or bytes. */
export function fileTable(id: string, name: string, bytes: Uint8Array, origin?: TextOrigin): Table {
  return isText(bytes) ? readGeneric(new MemberText(name, bytes, origin)) : new HexTable(id, name, bytes);
}

/** Whether bytes are a text, of whatever encoding: hardly any control character is in one. */
export function isText(bytes: Uint8Array): boolean {
  const { text } = new MemberText('', bytes.subarray(0, sampledBytes));
  const controls = text.match(/[\u0000-\u0008\u000e-\u001f]/g)?.length ?? 0;
  return controls * 200 <= text.length;
}

const sampledBytes = 65_536;

export function isEventLogName(name: string): boolean {
  return /\.evtx$/i.test(name);
}

/** A member of a kind that nobody told of, as it stands. */
export function fileArtifact(
  opened: OpenedPackage,
  named: NamedMember,
  group: string,
  signal: AbortSignal,
): PackageArtifact {
  const { name } = named;
  const id = `file/${name}`;
  return new PackageArtifact({
    id,
    title: name,
    group,
    state: 'data',
    bytes: named.member.entry.size,
    load: async () => {
      if (isEventLogName(name)) {
        return loadEvents(new EventTable(id, name, false), memberBytes(opened, named), signal);
      }
      const { bytes } = await opened.readWhole(named, signal);
      return { table: fileTable(id, name, bytes, opened.originOf(name)), faults: opened.faultsOf(name) };
    },
  });
}
