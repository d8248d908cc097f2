import * as path from 'node:path';
import { l10n } from 'vscode';
import type { CustodyFault } from '../../evidence/custody/custodyChain.ts';
import type { PackageState, PackageVerification } from '../../evidence/packageVerification.ts';
import { kindOf } from '../../evidence/packageName.ts';
import { faultWords } from './archiveWords.ts';
import { size } from './sizeWords.ts';
import { localTime } from './timeWords.ts';
import { plainText } from './visibleText.ts';

/** The others are live response results, which have no members. */
const isPackage = (name: string) => kindOf(name) === 'zip';

export function stateWords(state: PackageState): string {
  switch (state) {
    case 'intact':
      return l10n.t('intact');
    case 'altered':
      return l10n.t('altered');
    case 'recordAltered':
      return l10n.t('record altered');
    case 'recordMissing':
      return l10n.t('record missing');
    case 'incomplete':
      return l10n.t('incomplete');
  }
}

/** @param atMs when it was found, milliseconds since 1970 */
export function stateTooltip(name: string, state: PackageState, atMs: number): string {
  return isPackage(name)
    ? l10n.t('Investigation package: {0} (verified {1})', stateWords(state), localTime(atMs))
    : l10n.t('Live response result: {0} (verified {1})', stateWords(state), localTime(atMs));
}

export function changedSinceWords(name: string, atMs: number): string {
  return isPackage(name)
    ? l10n.t('Investigation package: changed since it was verified {0}. Verify it again.', localTime(atMs))
    : l10n.t('Live response result: changed since it was verified {0}. Verify it again.', localTime(atMs));
}

/** What was found, in full sentences. */
export function verificationWords(verification: PackageVerification): string {
  const { archive, custody } = verification;
  const [fault] = archive.faults;
  return [
    finding(verification),
    fault &&
      (isPackage(verification.packagePath)
        ? l10n.t('The archive: {0}.', faultWords(fault))
        : l10n.t('The content: {0}.', faultWords(fault))),
    custody?.brokenAt &&
      l10n.t(
        'The custody log is broken at line {0}: {1}.',
        custody.brokenAt.line,
        chainWords(custody.brokenAt.why),
      ),
  ]
    .filter(Boolean)
    .join(' ');
}

function finding({
  state,
  packagePath,
  bytes,
  sha256,
  acquiredSha256 = '?',
  archive,
}: PackageVerification): string {
  const name = plainText(path.basename(packagePath));
  switch (state) {
    case 'intact':
      if (!isPackage(name)) {
        return l10n.t('{0} is intact: {1}, SHA-256 {2} as recorded.', name, size(bytes), sha256);
      }
      return l10n.t(
        '{0} is intact: {1}, {2} members, SHA-256 {3} as recorded.',
        name,
        size(bytes),
        archive.members,
        sha256,
      );
    case 'altered':
      return l10n.t(
        '{0} was altered: its SHA-256 is {1}, and that of what was acquired {2}.',
        name,
        sha256,
        acquiredSha256,
      );
    case 'recordAltered':
      return l10n.t(
        'The record of {0} was altered: it is not the one that was written when it was acquired.',
        name,
      );
    case 'recordMissing':
      return l10n.t('{0} has no acquisition record. Its SHA-256 is {1}.', name, sha256);
    case 'incomplete':
      return l10n.t('{0} is incomplete: it has {1}, and its end is missing.', name, size(bytes));
  }
}

function chainWords(why: CustodyFault): string {
  switch (why) {
    case 'unreadable':
      return l10n.t('it is no line of a log');
    case 'rewritten':
      return l10n.t('it was written anew');
    case 'seq':
      return l10n.t('lines before it were removed, added or moved');
    case 'previous':
      return l10n.t('the line before it was changed');
    case 'torn':
      return l10n.t('it was not finished');
  }
}
