import { MalformedQuery } from '../errors.ts';

export type TokenKind = 'word' | 'string' | 'number' | 'date' | 'guid' | '(' | ')' | ',' | '/' | ':' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['date', /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)/iy],
  ['guid', /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/iy],
  ['number', /-?\d+(?:\.\d+)?/y],
  ['word', /[a-z_]\w*/iy],
  ['string', /'(?:[^']|'')*'/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
  ['/', /\//y],
  [':', /:/y],
];

/** Splits an OData expression; every malformed one ends in the error that the service gives. */
export function tokenise(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (expression[at] === ' ' || expression[at] === '\t') {
      at++;
    }
    if (at >= expression.length) {
      tokens.push({ kind: 'end', text: '', at });
      return tokens;
    }
    const token = tokenAt(expression, at);
    if (token === undefined) {
      throw expression[at] === "'"
        ? new MalformedQuery(`There is an unterminated string literal at position ${at} in '${expression}'.`)
        : new MalformedQuery(
            `Syntax error: character '${expression[at] ?? ''}' is not valid at position ${at} in '${expression}'.`,
          );
    }
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(expression: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined && (kind === 'string' || isWhole(kind, expression, at + text.length))) {
      return { kind, text, at };
    }
  }
  return undefined;
}

/** Whether no letter or digit is glued to what was found, as in `2025x`. A lambda's variable ends at its colon. */
function isWhole(kind: TokenKind, expression: string, end: number): boolean {
  const glue = kind === 'word' || kind === ':' ? /[\w'.-]/ : /[\w'.:-]/;
  return !glue.test(expression.charAt(end)) || !glue.test(expression.charAt(end - 1));
}
