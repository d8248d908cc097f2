import type { Word } from './words.ts';

let table: Partial<Record<string, unknown>> = {};
let numbers = new Intl.NumberFormat();

/** @param words by what they are called, as the page brings them along */
export function useWords(words: Partial<Record<string, unknown>>, language: string): void {
  table = words;
  numbers = new Intl.NumberFormat(language);
}

export function say(word: Word, ...values: (string | number)[]): string {
  const text = table[word];
  return (typeof text === 'string' ? text : word).replaceAll(/\{(\d)\}/g, (_, at: string) => {
    const value = values[Number(at)] ?? '';
    return typeof value === 'number' ? sayNumber(value) : value;
  });
}

export function sayRows(count: number): string {
  return count === 1 ? say('oneRow') : say('rows', count);
}

export function sayNumber(value: number): string {
  return numbers.format(value);
}
