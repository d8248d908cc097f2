import { missingParameter } from './errors.ts';

/** A parameter of a form or a query that the endpoint cannot do without. */
export function requiredParameter(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null || value === '') {
    throw missingParameter(name);
  }
  return value;
}
