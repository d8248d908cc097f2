import type { RegistryDump } from '../artifacts/registry/registryDump.ts';
import type { Command, CollectionSummary } from '../artifacts/summary.ts';
import { pathParts, plain, type Artifact } from '../layout/artifact.ts';
import { commandArtifact, queriedKey, sidIn } from './commandKind.ts';

/**
 * How a command of the collector ended: there are data; it ran and found its source empty, or missing; it failed; of
 * what it should have written there is no trace.
 */
export type CommandState = 'data' | 'sourceEmpty' | 'sourceMissing' | 'failed' | 'absent';

/** Why a source could not be read: the user was not signed in, so that the registry had no such hive. */
export type MissingReason = 'userNotSignedIn';

export interface CommandVerdict {
  readonly command: Command;
  readonly state: CommandState;
  readonly artifact: Artifact;
  /** Paths in the archive. */
  readonly members: readonly string[];
  /** What the command wrote instead of data, in the host's language. */
  readonly message?: string;
  readonly reason?: MissingReason;
}

/** What there is of a member. */
export interface JudgedMember {
  readonly path: string;
  /** Below the package's root. */
  readonly below: string;
  readonly artifact: Artifact;
  /** In bytes. */
  readonly size: number;
  /** Undefined for members that are not read as text. */
  readonly rowCount: number | undefined;
  /** The first line of a member without rows. */
  readonly message: string;
  /** Whether the member says that there was something to look into. */
  readonly foundSource: boolean;
}

export interface JudgedPackage {
  readonly members: readonly JudgedMember[];
  readonly registry: RegistryDump;
  /** SIDs whose hives were loaded. */
  readonly loaded: ReadonlySet<string>;
}

export function judgeCommands({ commands }: CollectionSummary, judged: JudgedPackage): CommandVerdict[] {
  const byPath = new Map(judged.members.map((member) => [plainTarget(member.below), member]));
  const claimed = new Set(commands.flatMap(({ target }) => byPath.get(plainTarget(target)) ?? []));
  return commands.map((command) => {
    const target = byPath.get(plainTarget(command.target));
    const artifact = target?.artifact ?? commandArtifact(command);
    // The file of another command, as that of another user, says nothing of a file that is not here.
    const hasOwnFile = /\.[a-z\d]{2,4}$/i.test(command.target);
    const members = target
      ? [target]
      : judged.members.filter((each) => each.artifact === artifact && !(hasOwnFile && claimed.has(each)));
    const { state, message } = stateOf(command, artifact, members, judged);
    const sid = sidIn(command);
    const isSignedOff = state === 'sourceMissing' && sid !== undefined && !judged.loaded.has(sid);
    return {
      command,
      state,
      artifact,
      members: members.map(({ path }) => path),
      ...(message && { message }),
      ...(isSignedOff && isOfRegistry(artifact) && { reason: 'userNotSignedIn' as const }),
    };
  });
}

function stateOf(
  command: Command,
  artifact: Artifact,
  members: readonly JudgedMember[],
  { members: all, registry }: JudgedPackage,
): { state: CommandState; message?: string | undefined } {
  if (!command.isCompleted) {
    return { state: 'failed' };
  }
  if (members.length === 0) {
    return stateOfCopy(artifact, all);
  }
  const key = artifact === 'registry' ? queriedKey(command) : undefined;
  if (key !== undefined) {
    const answer = registry.answer(key);
    return { state: answer === 'data' ? 'data' : answer === 'empty' ? 'sourceEmpty' : 'sourceMissing' };
  }
  if (members.some(({ rowCount, size }) => (rowCount ?? size) > 0)) {
    return { state: 'data' };
  }
  const { message, foundSource } = members[0] ?? { message: '', foundSource: false };
  return { state: foundSource ? 'sourceEmpty' : 'sourceMissing', message };
}

/** Commands that copy files leave what they said, also when there was nothing to copy. */
function stateOfCopy(
  artifact: Artifact,
  all: readonly JudgedMember[],
): { state: CommandState; message?: string } {
  const said = (log: Artifact) => all.find((member) => member.artifact === log);
  const firewall = artifact === 'firewallLog' ? said('firewallCopy') : undefined;
  if (firewall) {
    return { state: 'sourceMissing', message: firewall.message };
  }
  const prefetch = artifact === 'prefetchFile' ? said('prefetchList') : undefined;
  // Files that the log lists were copied, and should be here.
  return prefetch?.rowCount === 0
    ? { state: prefetch.foundSource ? 'sourceEmpty' : 'sourceMissing' }
    : { state: 'absent' };
}

function isOfRegistry(artifact: Artifact): boolean {
  return artifact === 'registry' || artifact === 'uninstallKey';
}

function plainTarget(path: string): string {
  return pathParts(path).map(plain).join('/');
}
