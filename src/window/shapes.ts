/** Whether a value that came from elsewhere has the shape of `T`. */
export type Check<T> = (value: unknown) => value is T;

export const isText: Check<string> = (value) => typeof value === 'string';
export const isFlag: Check<boolean> = (value) => typeof value === 'boolean';
export const isNumber: Check<number> = (value): value is number => Number.isFinite(value);
export const isCount: Check<number> = (value): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

export function oneOf<T extends string>(...values: readonly T[]): Check<T> {
  return (value): value is T => values.some((known) => known === value);
}

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every((item) => check(item));
}

export function recordOf<T>(check: Check<T>): Check<Record<string, T>> {
  return (value): value is Record<string, T> =>
    isObject(value) && Object.values(value).every((item) => check(item));
}

type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: Check<T[K]> };
type Optional<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]-?: Check<Exclude<T[K], undefined>>;
};

/** Fields that are not named are neither looked at nor in the way. */
export function shape<T>(required: Required<T>, optional?: Optional<T>): Check<T> {
  const checks = Object.entries<Check<unknown>>(required);
  const others = Object.entries<Check<unknown>>(optional ?? {});
  return (value): value is T =>
    isObject(value) &&
    checks.every(([name, check]) => check(value[name])) &&
    others.every(([name, check]) => value[name] === undefined || check(value[name]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
