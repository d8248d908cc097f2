import { MalformedQuery } from '../errors.ts';

export type EdmType = 'Edm.String' | 'Edm.DateTimeOffset' | 'Edm.Guid' | 'Edm.Int32' | 'Edm.Boolean' | 'null';
export type Value = string | number | boolean | null;

/** A typed part of an expression, ready to be evaluated for an entity. */
export interface Operand<Entity> {
  readonly type: EdmType;
  readonly of: (entity: Entity) => Value;
  readonly isLiteral?: boolean;
}

/** What the service lets a query say of one kind of entity. */
export interface EntityType<Entity> {
  /** As its messages call it. */
  readonly name: string;
  readonly filterable: Readonly<Record<string, Operand<Entity>>>;
  /** Lists of texts, which a query reaches with `any`. */
  readonly collections: Readonly<Record<string, (entity: Entity) => readonly string[]>>;
  readonly sortable: ReadonlySet<string>;
  /** Properties that exist and that no query may use. */
  readonly others: ReadonlySet<string>;
}

export function property<Entity>(
  name: string,
  option: '$filter' | '$orderby',
  type: EntityType<Entity>,
): Operand<Entity> {
  const found = Object.hasOwn(type.filterable, name) ? type.filterable[name] : undefined;
  if (found !== undefined) {
    return found;
  }
  throw type.others.has(name) || Object.hasOwn(type.collections, name)
    ? new MalformedQuery(`The property '${name}' cannot be used in the ${option} query option.`)
    : new MalformedQuery(
        `Could not find a property named '${name}' on type 'Microsoft.WindowsDefenderATP.Api.${type.name}'.`,
      );
}

/** A time in a form whose text order is its time order, to the full seven digits that a number would not hold. */
export function comparableTime(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(text)) {
    return text;
  }
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(seconds)) {
    throw new MalformedQuery(`The date and time '${text}' is not valid.`);
  }
  return new Date(seconds).toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(7, '0').slice(0, 7)}Z`);
}

/** A literal. */
export function constant(type: EdmType, value: Value): Operand<unknown> {
  return { type, of: () => value, isLiteral: true };
}

/** A condition. */
export function bool<Entity>(of: (entity: Entity) => boolean): Operand<Entity> {
  return { type: 'Edm.Boolean', of };
}
