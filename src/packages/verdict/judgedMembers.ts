import { pathParts } from '../layout/artifact.ts';
import type { PackageLayout } from '../layout/packageLayout.ts';
import type { ArtifactText, PackageTexts } from '../packageTexts.ts';
import type { Table } from '../table/table.ts';
import { headerLine, readCsv } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';
import type { JudgedMember } from './commandVerdict.ts';

interface Counted {
  readonly rowCount: number;
  readonly foundSource: boolean;
}

/** What there is of each member, for the verdict on the command that made it. */
export function judgedMembers(
  members: readonly { readonly path: string; readonly size: number }[],
  { members: laidOut, root }: PackageLayout,
  texts: PackageTexts,
  read: readonly ArtifactText[],
): JudgedMember[] {
  const textOf = new Map(read.map(({ text }) => [text.path, text]));
  const depth = pathParts(root).length;
  return laidOut.map(({ path, index, artifact }) => {
    const text = textOf.get(path);
    const counted = text && countRows(text, artifact, texts);
    return {
      path,
      below: pathParts(path).slice(depth).join('/'),
      artifact,
      size: members[index]?.size ?? 0,
      rowCount: counted?.rowCount,
      message: text && (counted?.rowCount === 0 || artifact === 'firewallCopy') ? firstLine(text) : '',
      foundSource: counted?.foundSource ?? true,
    };
  });
}

/** A member with nothing in it had a source that was empty; one with a message only may have had none. */
function countRows(text: MemberText, artifact: ArtifactText['artifact'], texts: PackageTexts): Counted {
  if (text.isBlank) {
    return { rowCount: 0, foundSource: true };
  }
  switch (artifact) {
    case 'uninstallKey': {
      const dump = texts.uninstallKeys.find(({ path }) => path === text.path)?.dump;
      return { rowCount: dump?.valueCount ?? 0, foundSource: (dump?.keyCount ?? 0) > 0 };
    }
    case 'tempListing': {
      const table = texts.tempListings.find(({ path }) => path === text.path)?.table;
      return { rowCount: table?.rowCount ?? 0, foundSource: (table?.checks.length ?? 0) > 0 };
    }
    case 'prefetchList': {
      // A folder that was found has totals, if of nothing.
      const table = texts.prefetchList?.table;
      return { rowCount: table?.rowCount ?? 0, foundSource: (table?.checks.length ?? 0) > 0 };
    }
    case 'installedPrograms':
      // Its products may stand in the table as the registry has them.
      return { rowCount: Math.max(0, readCsv(text, headerLine(text)).count - 1), foundSource: true };
    default:
      return { rowCount: rowsOf(tableOf(artifact, texts), text.path), foundSource: true };
  }
}

/** Of the member; a member that is not read into a table of its own has its lines. */
function rowsOf(table: Table | undefined, path: string): number {
  if (!table || table.rowCount === 0) {
    return table ? 0 : 1;
  }
  // Most tables have one member: the last row tells as well as all of them.
  for (let row = table.rowCount - 1; row >= 0; row--) {
    if (table.source(row).member === path) {
      return row + 1;
    }
  }
  return 0;
}

function tableOf(artifact: ArtifactText['artifact'], texts: PackageTexts): Table | undefined {
  switch (artifact) {
    case 'summary':
      return texts.summary?.table;
    case 'registry':
      return texts.registry.table;
    case 'scheduledTasks':
      return texts.scheduledTasks?.triggers;
    case 'systemInformation':
      return texts.system?.table;
    case 'connections':
    case 'arp':
    case 'dnsCache':
    case 'ipConfig':
    case 'firewallCopy':
    case 'firewallLog':
    case 'processes':
    case 'services':
    case 'smbSessions':
    case 'localGroups':
    case 'signedInUsers':
    case 'supportLog':
      return texts[artifact];
    default:
      return undefined;
  }
}

const longestMessage = 300;

function firstLine(text: MemberText): string {
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line).trim();
    if (content !== '') {
      return content.slice(0, longestMessage);
    }
  }
  return '';
}
