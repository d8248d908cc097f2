import { t } from './translate.ts';

/** The last result of a task, as a number and in words where they are known. */
export function taskResult(number: string): string {
  const words = resultWords(Number(number || NaN));
  return words === undefined ? number : `${number} (${words})`;
}

function resultWords(number: number): string | undefined {
  // Listed with a sign, or without one.
  switch (number >>> 0) {
    case 0x41300:
      return t('ready to run');
    case 0x41301:
      return t('running');
    case 0x41302:
      return t('disabled');
    case 0x41303:
      return t('never ran');
    case 0x41304:
      return t('no more runs');
    case 0x41306:
      return t('ended by a user');
    case 0x80070002:
      return t('file not found');
    default:
      return undefined;
  }
}
