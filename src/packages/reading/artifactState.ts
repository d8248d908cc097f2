import type { Artifact } from '../layout/artifact.ts';
import type { PackageVerdict } from '../verdict/packageVerdict.ts';
import type { CollectionState } from './messages.ts';

/** What is worst comes first. */
const order: readonly CollectionState[] = ['failed', 'absent', 'sourceMissing', 'sourceEmpty'];

/**
 * How it stands with something of which there are no rows.
 * @param isThere whether there is a member to read it from
 */
export function stateWithoutRows(
  { commands, neverAsked }: PackageVerdict,
  sources: readonly Artifact[],
  isThere: boolean,
): CollectionState {
  const states = new Set(
    commands.filter(({ artifact }) => sources.includes(artifact)).map(({ state }) => state),
  );
  if (isThere && states.has('data')) {
    return 'sourceEmpty';
  }
  const worst = order.find((state) => (states as ReadonlySet<CollectionState>).has(state));
  // Without a summary nobody knows what was asked.
  return worst ?? (isThere ? 'sourceEmpty' : neverAsked === undefined ? 'absent' : 'neverAsked');
}
