/**
 * How sure the cells of a row are. The collector damages rows in one known way: it cuts a line at every comma, keeps
 * some pieces at the front and some at the end, and in what is left turns quotation marks into apostrophes and puts
 * one pair of quotation marks around it.
 */
export type FusedProof =
  | 'proven' // undone, in the only way that gives a whole row; doing it again gives the line
  | 'read' // the same, but for apostrophes inside a value that may have been quotation marks
  | 'intact' // the row was not damaged
  | 'failed'; // it cannot be undone, or in several ways

export interface UnfusedRow {
  readonly proof: FusedProof;
  /** Of the whole row; of a failed one, the line alone. */
  readonly cells: readonly string[];
}

export interface FusedShape {
  /** Pieces that are kept at the front, and at the end. */
  readonly front: number;
  readonly back: number;
}

/** Characters; what is longer is no service, and could be cut into more pieces than fit into memory. */
const longestLine = 100_000;

/** What the collector does to a line. */
export function fuse(line: string, { front, back }: FusedShape): string {
  const pieces = line.split(',');
  const middle = pieces.slice(front, pieces.length - back).join(',');
  return [
    ...pieces.slice(0, front),
    `"${middle.replaceAll('"', "'")}"`,
    ...pieces.slice(pieces.length - back),
  ].join(',');
}

/** Undoes what the collector did to a line, where that can be done in one way only. */
export function unfuse(line: string, shape: FusedShape): UnfusedRow {
  if (line.length > longestLine) {
    return { proof: 'failed', cells: [line] };
  }
  const width = shape.front + shape.back + 1;
  const restored = restore(line, shape, width);
  if (restored) {
    const cells = cellsOf(restored.line);
    if (cells?.length === width && fuse(restored.line, shape) === line) {
      return { proof: restored.hasInnerMarks ? 'read' : 'proven', cells };
    }
    return { proof: 'failed', cells: [line] };
  }
  const intact = cellsOf(line);
  return intact?.length === width ? { proof: 'intact', cells: intact } : { proof: 'failed', cells: [line] };
}

/** @returns undefined when the line is not what the collector makes of any row */
function restore(
  line: string,
  { front, back }: FusedShape,
  width: number,
): { line: string; hasInnerMarks: boolean } | undefined {
  const pieces = line.split(',');
  if (pieces.length < width) {
    return undefined;
  }
  const head = pieces.slice(0, front).join(',');
  const tail = pieces.slice(pieces.length - back).join(',');
  const quoted = pieces.slice(front, pieces.length - back).join(',');
  const run = quoted.slice(1, -1);
  if (quoted.length < 2 || !quoted.startsWith('"') || !quoted.endsWith('"') || run.includes('"')) {
    return undefined;
  }
  // A value that the front leaves open goes on in the run, and one that the run leaves open in the tail.
  const isOpenBefore = isOdd(count(head, '"'));
  const isOpenBehind = isOdd(count(tail, '"'));
  if ((!isOpenBefore && !/^(,*'|,*$)/.test(run)) || (!isOpenBehind && !/('|^),*$/.test(run))) {
    return undefined;
  }
  const separators =
    width -
    1 -
    outerCommas(head, false) -
    outerCommas(tail, isOpenBehind) -
    (isOpenBefore ? 0 : 1) -
    (isOpenBehind ? 0 : 1);
  const middle = restoreRun(run, separators, isOpenBefore, isOpenBehind);
  return middle && { line: `${head},${middle.text},${tail}`, hasInnerMarks: middle.hasInnerMarks };
}

interface Edge {
  /** The apostrophe that ends a value, and the one that begins the next. */
  readonly start: number;
  readonly end: number;
  /** Commas between them: more than one when cells between have no value. */
  readonly weight: number;
}

/** @returns undefined unless there is exactly one way to find so many separators in the run */
function restoreRun(
  run: string,
  separators: number,
  isOpenBefore: boolean,
  isOpenBehind: boolean,
): { text: string; hasInnerMarks: boolean } | undefined {
  const isEmpty = !run.includes("'");
  if (isEmpty && !isOpenBefore && !isOpenBehind) {
    return run.length === separators ? { text: run, hasInnerMarks: false } : undefined;
  }
  // Commas at an end that is not inside a value are cells without one.
  const from = isOpenBefore ? 0 : run.indexOf("'");
  const to = isOpenBehind ? run.length : run.lastIndexOf("'") + 1;
  const body = run.slice(from, to);
  const inner = separators - from - (run.length - to);
  // A value is open at both ends of the body, but for the marks of its own at those ends.
  const start = isOpenBefore ? 0 : 1;
  const end = isOpenBehind ? body.length : body.length - 1;
  if (inner < 0 || end < start) {
    return undefined;
  }
  const chosen = onlyChoice(edgesOf(body, start, end), inner);
  if (!chosen) {
    return undefined;
  }
  const values: string[] = [];
  let at = start;
  for (const edge of chosen) {
    values.push(body.slice(at, edge.start), `"${','.repeat(edge.weight)}"`);
    at = edge.end + 1;
  }
  values.push(body.slice(at, end));
  const isInner = (index: number) => index % 2 === 0;
  const text = values.map((value, index) => (isInner(index) ? value.replaceAll("''", '""') : value)).join('');
  return {
    text: `${run.slice(0, from)}${start ? '"' : ''}${text}${end < body.length ? '"' : ''}${run.slice(to)}`,
    hasInnerMarks: values.some((value, index) => isInner(index) && value.includes("''")),
  };
}

/** Every place that can be the end of a value and the beginning of the next. */
function edgesOf(body: string, start: number, end: number): Edge[] {
  const edges: Edge[] = [];
  for (let at = body.indexOf("',", start); at >= 0 && at < end; at = body.indexOf("',", at + 1)) {
    let next = at + 1;
    while (body[next] === ',') {
      next++;
    }
    if (next < end && body[next] === "'") {
      edges.push({ start: at, end: next, weight: next - at - 1 });
    }
  }
  return edges;
}

/**
 * The edges whose weights come to a sum, when there is one choice only. Edges that share an apostrophe exclude each
 * other.
 */
function onlyChoice(edges: readonly Edge[], sum: number): Edge[] | undefined {
  // Per number of edges looked at, in how many ways (2 for more) each sum comes about.
  const ways: Uint8Array[] = [new Uint8Array(sum + 1)];
  ways[0]?.fill(1, 0, 1);
  for (const [index, { weight }] of edges.entries()) {
    const without = ways[index];
    const compatible = ways[compatibleWith(edges, index)];
    ways.push(
      Uint8Array.from({ length: sum + 1 }, (_, total) =>
        Math.min(2, (without?.[total] ?? 0) + (total >= weight ? (compatible?.[total - weight] ?? 0) : 0)),
      ),
    );
  }
  if (ways.at(-1)?.[sum] !== 1) {
    return undefined;
  }
  const chosen: Edge[] = [];
  let rest = sum;
  for (let index = edges.length; index > 0;) {
    const edge = edges[index - 1];
    if (!edge || ways[index - 1]?.[rest] === 1) {
      index--;
    } else {
      chosen.unshift(edge);
      rest -= edge.weight;
      index = compatibleWith(edges, index - 1);
    }
  }
  return chosen;
}

/** How many of the edges before one do not touch it: all of them, or all but the last. */
function compatibleWith(edges: readonly Edge[], index: number): number {
  const before = edges[index - 1];
  const edge = edges[index];
  return before && edge && before.end >= edge.start ? index - 1 : index;
}

/** The cells of a line as ConvertTo-Csv writes it; undefined for a line that it does not write. */
function cellsOf(line: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ;) {
    let end = at;
    if (line[at] === '"') {
      end = line.indexOf('"', at + 1);
      while (end >= 0 && line[end + 1] === '"') {
        end = line.indexOf('"', end + 2);
      }
      if (end < 0) {
        return undefined;
      }
      cells.push(line.slice(at + 1, end).replaceAll('""', '"'));
      end++;
    } else {
      cells.push('');
    }
    if (end === line.length) {
      return cells;
    }
    if (line[end] !== ',') {
      return undefined;
    }
    at = end + 1;
  }
}

function outerCommas(text: string, startsInside: boolean): number {
  let commas = 0;
  let isInside = startsInside;
  for (const character of text) {
    if (character === '"') {
      isInside = !isInside;
    } else if (character === ',' && !isInside) {
      commas++;
    }
  }
  return commas;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}
