import { faultOf } from '../archive/readFault.ts';
import { NotAFile } from '../archive/watchedFile.ts';
import { readFaultWords } from './words/archiveWords.ts';
import { faultWords } from './words/faultWords.ts';

/** A question that has no answer, with the reason in words. */
export class QuestionFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'QuestionFault';
  }
}

/** Any error, in words. */
export function asQuestionFault(error: unknown): QuestionFault {
  if (error instanceof QuestionFault) {
    return error;
  }
  if (error instanceof NotAFile) {
    return new QuestionFault(faultWords.noFile(error.path), error);
  }
  const fault = faultOf(error);
  const said = fault ? readFaultWords(fault) : String((error as Partial<Error>).message ?? error);
  return new QuestionFault(fault ? said : faultWords.unreadable(said), error);
}
