import type { Fact, Overview } from './messages.ts';
import { moreCommands, moreRemarks } from './words/remarkWords.ts';

/** Lines of the verdict; the collector runs some ninety commands, and all of them are in the table of its summary. */
const mostLines = 1000;
const mostRemarks = 200;
/** Characters: a list of many users fits in, and a text of a whole member does not. */
const longestValue = 20_000;
const longestText = 1000;

/** What a window, and a tree, can show, whatever a hostile package says of itself. */
export function bounded(overview: Overview): Overview {
  const { facts, clock, coverage, lines, remarks } = overview;
  const [more, others] = [lines.length - mostLines, remarks.length - mostRemarks];
  return {
    ...overview,
    facts: facts.map(boundedFact),
    clock: clock.map(boundedFact),
    coverage: coverage.map(boundedFact),
    lines: lines.slice(0, mostLines).map((line) => ({ ...line, what: cut(line.what), why: cut(line.why) })),
    remarks: [
      ...(more > 0 ? [moreCommands(more)] : []),
      ...remarks.slice(0, mostRemarks).map((text) => cut(text)),
      ...(others > 0 ? [moreRemarks(others)] : []),
    ],
  };
}

function boundedFact(fact: Fact): Fact {
  return {
    ...fact,
    value: cut(fact.value, longestValue),
    ...(fact.note !== undefined && { note: cut(fact.note) }),
  };
}

function cut(text: string, longest = longestText): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
