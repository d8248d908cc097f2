import type { Word } from '../packages/reading/words/windowWords.ts';

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

/** @param count undefined while nobody has counted them */
export function sayRows(count: number | undefined): string {
  return count === undefined ? say('uncounted') : count === 1 ? say('oneRow') : say('rows', count);
}

export function sayNumber(value: number): string {
  return numbers.format(value);
}
