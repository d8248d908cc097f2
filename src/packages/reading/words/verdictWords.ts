import type { CommandState, CommandVerdict } from '../../verdict/commandVerdict.ts';
import type { PackageKind } from '../../layout/packageLayout.ts';
import { t } from './translate.ts';

export function layoutTitle(kind: PackageKind): string {
  switch (kind) {
    case 'windows':
      return t('Windows investigation package');
    case 'macOS':
      return t('Investigation package of a Mac: its layout is not known, everything is shown as it stands');
    case 'linux':
      return t(
        'Investigation package of a Linux host: its layout is not known, everything is shown as it stands',
      );
    case 'clientAnalyzer':
      return t(
        'Result of the support tool MDE Client Analyzer, which looks at the sensor: no investigation package',
      );
    case 'unknown':
      return t('Archive of a layout that is not known: everything is shown as it stands');
  }
}

export interface Completeness {
  readonly counts: Readonly<Record<CommandState, number>>;
  readonly commands: number;
  readonly hasSummary: boolean;
  /** Members that could not be read to their end. */
  readonly damagedMembers: number;
  /** Whether the archive has, or should have, more members than are listed. */
  readonly endsEarly: boolean;
}

/** One sentence for the head of the window. */
export function verdictSentence(completeness: Completeness): string {
  const { counts, commands, hasSummary } = completeness;
  const { failed, absent, sourceEmpty, sourceMissing } = counts;
  const problems = [
    ...(failed > 0 ? [t('{0} of {1} commands failed', failed, commands)] : []),
    ...(absent > 0 ? [t('{0} of {1} commands left no file', absent, commands)] : []),
    ...damage(completeness),
  ];
  if (!hasSummary) {
    return [
      t('Completeness unknown: there is no summary that says what was collected'),
      ...damage(completeness),
    ]
      .join('; ')
      .concat('.');
  }
  const nothing = sourceEmpty + sourceMissing;
  const without =
    nothing > 0
      ? ` ${t('Commands that found nothing to collect, or could not reach it: {0}.', nothing)}`
      : '';
  return problems.length === 0
    ? t('Complete: all {0} commands ran, and what they wrote is here.', commands) + without
    : t('Not complete: {0}.', problems.join('; ')) + without;
}

function damage({ damagedMembers, endsEarly }: Completeness): string[] {
  return [
    ...(damagedMembers > 0 ? [t('files that are damaged or cannot be read: {0}', damagedMembers)] : []),
    ...(endsEarly ? [t('the archive ends early, files are missing')] : []),
  ];
}

/** What is known of a command's outcome. */
export function commandWhy({ state, message, reason, command }: CommandVerdict, rowCount: number): string {
  const said = message ? ` ${t('It says: {0}', message)}` : '';
  switch (state) {
    case 'data':
      return rowCount > 0
        ? t('Data, in a table of {0} rows.', rowCount.toLocaleString('en-US'))
        : t('There are data.');
    case 'sourceEmpty':
      return t('The command ran, and its source had nothing.') + said;
    case 'sourceMissing':
      return (
        (reason === 'userNotSignedIn'
          ? t(
              'The user was not signed in, so that the registry had no such hive: this does not say that nothing is there.',
            )
          : t('The command ran, and its source was not there.')) + said
      );
    case 'failed':
      return t('The collector says that the command did not complete.') + said;
    case 'absent':
      return command.target === ''
        ? t('The collector says that the command completed, and there is no file of it.')
        : t('The collector says that the command completed, and {0} is not here.', command.target);
  }
}
