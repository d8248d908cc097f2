import { cellOf } from '../joins/byNumber.ts';
import type { HostFacts } from '../verdict/hostFacts.ts';
import { testimony } from '../verdict/hostName.ts';
import { artifactFor } from './catalogue.ts';
import type { PackageKind } from '../layout/packageLayout.ts';
import type { Overview, VerdictLine } from './messages.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { bounded } from './overviewBounds.ts';
import type { PackageArtifact } from './packageArtifact.ts';
import type { PackageArtifacts } from './packageArtifacts.ts';
import { archiveRemarks, contentTitle, markWords } from './words/archiveWords.ts';
import { clockFacts } from './words/clockWords.ts';
import { coverageFacts, hostFactList } from './words/factWords.ts';
import { neverAskedWhy, placeTitle } from './words/neverAskedWords.ts';
import { markedMembers, noArchive, otherPackages, repairRemarks } from './words/remarkWords.ts';
import { commandWhy, layoutTitle, verdictSentence, type Completeness } from './words/verdictWords.ts';

/** Members with strange names or damage that are named in the overview; all of them are in the list of members. */
const mostRemarks = 50;

/** What the package is, whether it is whole, and what it can and cannot tell. */
export function overviewOf(opened: OpenedPackage, artifacts: PackageArtifacts): Overview {
  const { archive, reading } = opened;
  const { verdict, layout, clock } = reading;
  const { members, content } = archive.list;
  const isArchive = members.length > 0;
  const completeness: Completeness = {
    counts: verdict.counts,
    commands: verdict.commands.length,
    hasSummary: verdict.neverAsked !== undefined,
    damagedMembers: damagedMembers(opened),
    endsEarly: archive.list.endsEarly,
  };
  const { failed, absent } = verdict.counts;
  const overview: Overview = {
    ...headline(layout.kind, isArchive ? undefined : noArchive(contentTitle(content)), completeness),
    isComplete:
      completeness.hasSummary &&
      failed + absent + completeness.damagedMembers === 0 &&
      !completeness.endsEarly,
    facts: layout.kind === 'windows' ? hostFactList(hostOf(opened, artifacts)) : [],
    clock: layout.kind === 'windows' ? clockFacts(clock) : [],
    coverage: coverageFacts(verdict.coverage, verdict.earlierCollections),
    lines: verdictLines(opened, artifacts),
    artifacts: artifacts.list.map(viewOf),
    remarks: [
      ...otherPackages(layout.otherRoots),
      ...archiveRemarks(archive.list),
      ...repairRemarks(reading.tables),
      ...memberRemarks(opened),
    ],
  };
  return bounded(overview);
}

/** What the file is comes first where nobody can say what should be in it. */
function headline(
  kind: PackageKind,
  noArchive: string | undefined,
  completeness: Completeness,
): Pick<Overview, 'verdict' | 'layout'> {
  const title = noArchive ?? layoutTitle(kind);
  const sentence = verdictSentence(completeness);
  return kind === 'windows' || completeness.hasSummary || completeness.damagedMembers > 0
    ? { verdict: sentence, layout: title }
    : { verdict: title, layout: sentence };
}

/** The events of a log name their host, once they were read. */
function hostOf({ reading }: OpenedPackage, artifacts: PackageArtifacts): HostFacts {
  const { host } = reading.verdict;
  const events = artifacts.get('securityEvents')?.readTable;
  const said = events ? testimony('securityLog', cellOf(events, 0, 'computer')) : [];
  const [first] = said;
  return { ...host, name: host.name || (first?.name ?? ''), nameWitnesses: [...host.nameWitnesses, ...said] };
}

function viewOf(artifact: PackageArtifact): Overview['artifacts'][number] {
  const { id, title, group, rowCount, state, unparsedLines, faults } = artifact;
  const counted = rowCount !== undefined && { rowCount };
  return { id, title, group, ...counted, state, unparsedLines, faults: [...faults] };
}

/** As far as they were read, or their entries say that they cannot be. */
function damagedMembers({ members, damaged }: OpenedPackage): number {
  const unreadable = new Set(['overlap', 'encrypted', 'method', 'cut']);
  return members.filter(
    ({ name, member }) => damaged.has(name) || member.marks.some(({ kind }) => unreadable.has(kind)),
  ).length;
}

function verdictLines({ reading }: OpenedPackage, artifacts: PackageArtifacts): VerdictLine[] {
  const { commands, neverAsked = [] } = reading.verdict;
  return [
    ...commands.map((verdict): VerdictLine => {
      const { command, artifact } = verdict;
      const id = artifactFor(artifact);
      const shown = id === undefined ? undefined : artifacts.get(id);
      // A log without an event is a file all the same: that is known once it was read.
      const isEmpty = verdict.state === 'data' && shown?.state === 'sourceEmpty';
      const state = isEmpty ? 'sourceEmpty' : verdict.state;
      return {
        what: command.name === '' ? command.commandLine : command.name,
        state,
        why: commandWhy({ ...verdict, state }, shown?.rowCount ?? 0),
        ...(shown && { artifact: shown.id }),
      };
    }),
    ...neverAsked.map((place): VerdictLine => ({
      what: placeTitle(place),
      state: 'neverAsked',
      why: neverAskedWhy(place),
    })),
  ];
}

function memberRemarks(opened: OpenedPackage): string[] {
  const { members } = opened;
  const nameOf = (index: number) => members[index]?.name ?? '';
  const marked = members.flatMap(({ name, member }) => {
    const said = [...member.marks.map((mark) => markWords(mark, nameOf)), ...opened.faultsOf(name)];
    return said.length > 0 ? [`${name}: ${said.join('; ')}`] : [];
  });
  return [...marked.slice(0, mostRemarks), ...markedMembers(marked.length - mostRemarks)];
}
