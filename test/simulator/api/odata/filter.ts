import { MalformedQuery } from '../errors.ts';
import type { EntityType, Operand, Value } from './operands.ts';
import { bool, comparableTime, constant, property } from './operands.ts';
import { comparisons, textTests } from './operators.ts';
import type { Token, TokenKind } from './tokens.ts';
import { tokenise } from './tokens.ts';

/** Turns a `$filter` expression into a test of an entity, or throws what the service answers. */
export function parseFilter<Entity>(
  expression: string,
  type: EntityType<Entity>,
): (entity: Entity) => boolean {
  const whole = new FilterParser(expression, type).whole();
  return (entity) => whole.of(entity) === true;
}

/** Recursive descent, one method a level of precedence: or, and, not, comparison, operand. */
class FilterParser<Entity> {
  readonly #expression: string;
  readonly #type: EntityType<Entity>;
  readonly #tokens: readonly Token[];
  /** The variables of the lambdas around the current place. */
  readonly #variables = new Map<string, Operand<Entity>>();
  #next = 0;

  constructor(expression: string, type: EntityType<Entity>) {
    this.#expression = expression;
    this.#type = type;
    this.#tokens = tokenise(expression);
  }

  whole(): Operand<Entity> {
    const operand = this.#or();
    if (this.#peek().kind !== 'end') {
      throw this.#syntaxError();
    }
    return this.#boolean(operand);
  }

  #or(): Operand<Entity> {
    return this.#chain(
      'or',
      () => this.#and(),
      (left, right) => left || right,
    );
  }

  #and(): Operand<Entity> {
    return this.#chain(
      'and',
      () => this.#not(),
      (left, right) => left && right,
    );
  }

  #chain(
    word: string,
    part: () => Operand<Entity>,
    combine: (left: boolean, right: boolean) => boolean,
  ): Operand<Entity> {
    let left = part();
    while (this.#takeWord(word)) {
      const before = this.#boolean(left);
      const after = this.#boolean(part());
      left = bool((entity) => combine(before.of(entity) === true, after.of(entity) === true));
    }
    return left;
  }

  #not(): Operand<Entity> {
    if (!this.#takeWord('not')) {
      return this.#comparison();
    }
    const operand = this.#boolean(this.#not());
    return bool((entity) => operand.of(entity) !== true);
  }

  #comparison(): Operand<Entity> {
    const left = this.#operand();
    if (this.#takeWord('in')) {
      const choices = this.#list().map((choice) => this.#matched(left, choice, 'Equal'));
      return bool((entity) => choices.some((choice) => choice.of(entity) === left.of(entity)));
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
    return bool((entity) => compare(self.of(entity), right.of(entity)));
  }

  #operand(): Operand<Entity> {
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

  #word(word: string): Operand<Entity> {
    if (word === 'null') {
      return constant('null', null);
    }
    if (word === 'true' || word === 'false') {
      return constant('Edm.Boolean', word === 'true');
    }
    const variable = this.#variables.get(word);
    if (variable !== undefined) {
      return variable;
    }
    if (Object.hasOwn(this.#type.collections, word) && this.#peek().kind === '/') {
      return this.#any(word);
    }
    return this.#peek().kind === '(' ? this.#call(word) : property(word, '$filter', this.#type);
  }

  /** The rest of `collection/any(variable: condition)`. */
  #any(collection: string): Operand<Entity> {
    this.#expect('/');
    if (!this.#takeWord('any')) {
      throw this.#syntaxError();
    }
    this.#expect('(');
    const name = this.#expect('word').text;
    this.#expect(':');
    let item: Value = null;
    this.#variables.set(name, { type: 'Edm.String', of: () => item });
    const condition = this.#boolean(this.#or());
    this.#variables.delete(name);
    this.#expect(')');
    const items = this.#type.collections[collection];
    return bool((entity) =>
      (items?.(entity) ?? []).some((each) => {
        item = each;
        return condition.of(entity) === true;
      }),
    );
  }

  #call(name: string): Operand<Entity> {
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
    return bool((entity) => {
      const [whole, piece] = [text.of(entity), part.of(entity)];
      return whole !== null && piece !== null && test(String(whole), String(piece));
    });
  }

  #list(): Operand<Entity>[] {
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
  #matched(other: Operand<Entity>, operand: Operand<Entity>, kind: string): Operand<Entity> {
    if (other.type === operand.type || other.type === 'null' || operand.type === 'null') {
      return operand;
    }
    if (other.type === 'Edm.Guid' && operand.type === 'Edm.String' && operand.isLiteral) {
      return { type: 'Edm.Guid', of: (entity) => String(operand.of(entity)).toLowerCase() };
    }
    if (other.type === 'Edm.String' && other.isLiteral && operand.type === 'Edm.Guid') {
      return operand;
    }
    throw new MalformedQuery(
      'A binary operator with incompatible types was detected. ' +
        `Found operand types '${other.type}' and '${operand.type}' for operator kind '${kind}'.`,
    );
  }

  #boolean(operand: Operand<Entity>): Operand<Entity> {
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

  #expect(kind: TokenKind): Token {
    const token = this.#peek();
    if (token.kind !== kind) {
      throw this.#syntaxError();
    }
    this.#next++;
    return token;
  }

  #syntaxError(): MalformedQuery {
    const at = this.#tokens[this.#next]?.at ?? this.#expression.length;
    return new MalformedQuery(`Syntax error at position ${at} in '${this.#expression}'.`);
  }
}
