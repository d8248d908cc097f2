import { t } from './translate.ts';

/** Why a question has no answer. */
export const faultWords = {
  badQuestion: () => t('The question is not one that can be answered.'),
  noArtifact: (id: string) => t('There is no artifact {0} in the package.', id),
  noRow: () => t('There is no such row.'),
  noMember: (name: string) => t('There is no member {0} in the package.', name),
  oldView: () => t('The rows were filtered or sorted anew.'),
  noFile: (path: string) => t('There is no file at {0}.', path),
  unreadable: (reason: string) => t('The package could not be read: {0}', reason),
} as const;
