import type { CabinetFile } from '../cabinet/cabinet.ts';
import { MemberText } from '../text/memberText.ts';
import { LineTable } from '../artifacts/lineTable.ts';
import { fileTable, isEventLogName, isText } from './fileArtifacts.ts';
import { loadEvents } from './eventLogs.ts';
import { PackageArtifact } from './packageArtifact.ts';
import type { SupportCabinet } from './supportCabinet.ts';
import { EventTable } from './tables/eventTable.ts';

/** Files of a cabinet that are shown as tables of their own: each one takes unpacking those before it. */
const mostFiles = 500;

/** What is in the Defender's support cabinet: its logs line by line, its event logs event by event. */
export function cabinetArtifacts(
  cabinet: SupportCabinet,
  group: string,
  signal: AbortSignal,
): PackageArtifact[] {
  return cabinet.cabinet.files.slice(0, mostFiles).map(
    (file) =>
      new PackageArtifact({
        id: idOf(cabinet, file),
        title: file.name,
        group,
        state: file.size > 0 ? 'data' : 'sourceEmpty',
        bytes: file.size,
        load: () => load(cabinet, file, signal),
      }),
  );
}

function idOf(cabinet: SupportCabinet, file: CabinetFile): string {
  return `file/${cabinet.nameOf(file)}`;
}

/** Logs of the Defender have a line for each thing that happened, whatever else their lines look like. */
const lineLogs = /^MP(Detection|Log|Registry|Signature|ScanSkip|Cmd|Device|StateInfo)/i;

async function load(cabinet: SupportCabinet, file: CabinetFile, signal: AbortSignal) {
  const [id, name] = [idOf(cabinet, file), cabinet.nameOf(file)];
  if (isEventLogName(file.name)) {
    return loadEvents(new EventTable(id, name, false), (own) => cabinet.pieces(file, own), signal);
  }
  const { bytes, faults } = cabinet.read(file);
  const base = file.name.split(/[\\/]/).at(-1) ?? file.name;
  const table =
    lineLogs.test(base) && isText(bytes)
      ? new LineTable(id, new MemberText(name, bytes))
      : fileTable(id, name, bytes);
  return { table, faults };
}
