/** Longer ones would leave no room for what was done in a comment or a line of the custody log. */
export const longestCase = 200;

/** @param kept what was kept of the case number or note of a workspace; of anything else there is none */
export function readCase(kept: unknown): string {
  return typeof kept === 'string' ? kept.slice(0, longestCase) : '';
}
