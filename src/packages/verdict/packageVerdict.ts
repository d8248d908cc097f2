import type { CollectionSummary } from '../artifacts/summary.ts';
import {
  judgeCommands,
  type CommandState,
  type CommandVerdict,
  type JudgedPackage,
} from './commandVerdict.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import type { HostFacts } from './hostFacts.ts';
import { neverAsked, type NeverAsked } from './neverAsked.ts';

/** What a package can and cannot tell. */
export interface PackageVerdict {
  /** One for each row of the summary. */
  readonly commands: readonly CommandVerdict[];
  readonly counts: Readonly<Record<CommandState, number>>;
  /** Undefined when there is no summary to say what was asked, or none whose rows can be read. */
  readonly neverAsked: readonly NeverAsked[] | undefined;
  /** SIDs of users whose part of the registry could not be read, as they were not signed in. */
  readonly notSignedIn: readonly string[];
  readonly coverage: Coverage | undefined;
  /** GUIDs of other collections on the same host, in lower case. */
  readonly earlierCollections: readonly string[];
  readonly host: HostFacts;
}

export function packageVerdict(
  summary: CollectionSummary | undefined,
  judged: JudgedPackage,
  host: HostFacts,
  mentionedGuids: Iterable<string>,
  prefetchSkipped?: number,
): PackageVerdict {
  const commands = summary ? judgeCommands(summary, judged) : [];
  const counts: Record<CommandState, number> = {
    data: 0,
    sourceEmpty: 0,
    sourceMissing: 0,
    failed: 0,
    absent: 0,
  };
  for (const { state } of commands) {
    counts[state]++;
  }
  const sids = host.users.filter(({ sid, isLoaded }) => sid.startsWith('S-1-5-21-') && !isLoaded);
  return {
    commands,
    counts,
    neverAsked: summary && commands.length > 0 ? neverAsked(summary.commands) : undefined,
    notSignedIn: sids.map(({ sid }) => sid),
    coverage: summary && coverageOf(summary, prefetchSkipped),
    earlierCollections: [...new Set(mentionedGuids)].filter((guid) => guid !== host.guid),
    host,
  };
}
