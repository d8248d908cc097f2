import { MalformedQuery } from '../errors.ts';
import type { Action, EdmType, Operand, Value } from './operands.ts';
import { comparableTime, property } from './operands.ts';
import type { Token, TokenKind } from './tokens.ts';
import { tokenise } from './tokens.ts';

const comparisons: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left !== null && right !== null && left > right,
  ge: (left, right) => left !== null && right !== null && left >= right,
  lt: (left, right) => left !== null && right !== null && left < right,
  le: (left, right) => left !== null && right !== null && left <= right,
};

const textTests: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** Turns a `$filter` expression into a test of an action, or throws what the service answers. */
export function parseFilter(expression: string): (action: Action) => boolean {
  const parser = new FilterParser(expression);
  const whole = parser.whole();
  return (action) => whole.of(action) === true;
}

/** Recursive descent, one method a level of precedence: or, and, not, comparison, operand. */
class FilterParser {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokenise(expression);
  }

  whole(): Operand {
    const operand = this.#or();
    if (this.#peek().kind !== 'end') {
      throw this.#syntaxError();
    }
    return this.#boolean(operand);
  }

  #or(): Operand {
    return this.#chain(
      'or',
      () => this.#and(),
      (left, right) => left || right,
    );
  }

  #and(): Operand {
    return this.#chain(
      'and',
      () => this.#not(),
      (left, right) => left && right,
    );
  }

  #chain(word: string, part: () => Operand, combine: (left: boolean, right: boolean) => boolean): Operand {
    let left = part();
    while (this.#takeWord(word)) {
      const before = this.#boolean(left);
      const after = this.#boolean(part());
      left = bool((action) => combine(before.of(action) === true, after.of(action) === true));
    }
    return left;
  }

  #not(): Operand {
    if (!this.#takeWord('not')) {
      return this.#comparison();
    }
    const operand = this.#boolean(this.#not());
    return bool((action) => operand.of(action) !== true);
  }

  #comparison(): Operand {
    const left = this.#operand();
    if (this.#takeWord('in')) {
      const choices = this.#list().map((choice) => this.#matched(left, choice, 'Equal'));
      return bool((action) => choices.some((choice) => choice.of(action) === left.of(action)));
    }
    const word = this.#peek();
    const compare =
      word.kind === 'word' && Object.hasOwn(comparisons, word.text) ? comparisons[word.text] : undefined;
    if (compare === undefined) {
      return left;
    }
    this.#next++;
    const other = this.#operand();
    const right = this.#matched(left, other, word.text);
    const self = this.#matched(other, left, word.text);
    return bool((action) => compare(self.of(action), right.of(action)));
  }

  #operand(): Operand {
    const token = this.#peek();
    this.#next++;
    switch (token.kind) {
      case '(': {
        const inner = this.#or();
        this.#expect(')');
        return inner;
      }
      case 'string':
        return constant('Edm.String', token.text.slice(1, -1).replaceAll("''", "'"));
      case 'number':
        return constant('Edm.Int32', Number(token.text));
      case 'date':
        return constant('Edm.DateTimeOffset', comparableTime(token.text.toUpperCase()));
      case 'guid':
        return constant('Edm.Guid', token.text.toLowerCase());
      case 'word':
        return this.#word(token.text);
      default:
        this.#next--;
        throw this.#syntaxError();
    }
  }

  #word(word: string): Operand {
    if (word === 'null') {
      return constant('null', null);
    }
    if (word === 'true' || word === 'false') {
      return constant('Edm.Boolean', word === 'true');
    }
    return this.#peek().kind === '(' ? this.#call(word) : property(word, '$filter');
  }

  #call(name: string): Operand {
    const operands = this.#list();
    const [text, part] = operands;
    const test = Object.hasOwn(textTests, name) ? textTests[name] : undefined;
    if (test === undefined) {
      throw new MalformedQuery(`An unknown function with name '${name}' was found.`);
    }
    if (operands.length !== 2 || text?.type !== 'Edm.String' || part?.type !== 'Edm.String') {
      throw new MalformedQuery(
        `No function signature for the function with name '${name}' matches the specified arguments.`,
      );
    }
    return bool((action) => test(String(text.of(action)), String(part.of(action))));
  }

  #list(): Operand[] {
    this.#expect('(');
    const operands = [this.#operand()];
    while (this.#peek().kind === ',') {
      this.#next++;
      operands.push(this.#operand());
    }
    this.#expect(')');
    return operands;
  }

  /** `operand` in the type of `other`; a quoted literal is taken for a GUID, and nothing else is converted. */
  #matched(other: Operand, operand: Operand, kind: string): Operand {
    if (other.type === operand.type || other.type === 'null' || operand.type === 'null') {
      return operand;
    }
    if (other.type === 'Edm.Guid' && operand.type === 'Edm.String' && operand.isLiteral) {
      return { type: 'Edm.Guid', of: (action) => String(operand.of(action)).toLowerCase() };
    }
    if (other.type === 'Edm.String' && other.isLiteral && operand.type === 'Edm.Guid') {
      return operand;
    }
    throw new MalformedQuery(
      'A binary operator with incompatible types was detected. ' +
        `Found operand types '${other.type}' and '${operand.type}' for operator kind '${kind}'.`,
    );
  }

  #boolean(operand: Operand): Operand {
    if (operand.type !== 'Edm.Boolean') {
      throw new MalformedQuery('The $filter expression must evaluate to a single boolean value.');
    }
    return operand;
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)];
    if (token === undefined) {
      throw this.#syntaxError();
    }
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    const taken = token.kind === 'word' && token.text === word;
    this.#next += taken ? 1 : 0;
    return taken;
  }

  #expect(kind: TokenKind): void {
    if (this.#peek().kind !== kind) {
      throw this.#syntaxError();
    }
    this.#next++;
  }

  #syntaxError(): MalformedQuery {
    const at = this.#tokens[this.#next]?.at ?? this.#expression.length;
    return new MalformedQuery(`Syntax error at position ${at} in '${this.#expression}'.`);
  }
}

function constant(type: EdmType, value: Value): Operand {
  return { type, of: () => value, isLiteral: true };
}

function bool(of: (action: Action) => boolean): Operand {
  return { type: 'Edm.Boolean', of };
}
