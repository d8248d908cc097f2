import * as path from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { recordPathOf } from '../evidence/acquisitionRecord.ts';
import { verifyPackage as prove, type PackageVerification } from '../evidence/packageVerification.ts';
import { percent } from '../views/words/sizeWords.ts';
import { stateWords, verificationWords } from '../views/words/verificationWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { actorOf } from './actor.ts';
import { chosenConnection } from './chosenConnection.ts';
import { chosenPackages } from './chosenPackages.ts';
import { reportError } from './errorReport.ts';
import { withCancellableProgress } from '../views/progress.ts';
import { reveal, revealCommand } from './reveal.ts';
import type { Services } from './services.ts';

/** Proves packages anew, against the archive itself, their records and the custody log. */
export async function verifyPackage(services: Services, argument: unknown, more: unknown): Promise<void> {
  if (!workspace.isTrusted) {
    throw new AcquisitionError('untrusted');
  }
  const paths = await chosenPackages(argument, more, l10n.t('Verify Investigation Package'));
  const found: PackageVerification[] = [];
  for (const packagePath of paths) {
    found.push(await verifyOne(services, packagePath, argument));
  }
  void tell(services, found);
}

/** @param argument what the command was called on: a row's package is verified in the name of its connection's account */
function verifyOne(services: Services, packagePath: string, argument: unknown): Promise<PackageVerification> {
  const name = plainText(path.basename(packagePath));
  return withCancellableProgress(l10n.t('Verifying {0}', name), async (signal, notification) => {
    let shown = 0;
    const verification = await prove(
      packagePath,
      actorOf(services, await accountName(services, argument)),
      services,
      {
        signal,
        onProgress: (bytes, totalBytes) => {
          const done = Math.floor((bytes / totalBytes) * 100);
          if (done > shown) {
            notification.report({ message: percent(bytes, totalBytes), increment: done - shown });
            shown = done;
          }
        },
      },
    );
    const { state, sha256, atMs } = verification;
    services.logger.info(`${verification.packagePath}: ${state}, SHA-256 ${sha256}`);
    await services.states.note(packagePath, state, atMs);
    return verification;
  });
}

/** Whoever verifies need not be signed in. */
async function accountName(services: Services, argument: unknown): Promise<string> {
  try {
    return (await services.sessions.for(chosenConnection(services, argument)).account()).name;
  } catch {
    return '';
  }
}

async function tell(services: Services, found: PackageVerification[]): Promise<void> {
  const [first] = found;
  if (!first) {
    return;
  }
  const isGood = found.every(isUntouched);
  const words = found.length === 1 ? verificationWords(first) : summary(found);
  const { packagePath } = found.find((one) => !isUntouched(one)) ?? first;
  const name = plainText(path.basename(packagePath));
  const short =
    found.length === 1
      ? l10n.t('Package {0}: {1}', stateWords(first.state), name)
      : l10n.t('{0} packages verified', found.length);
  services.statusBar.announce(short, packagePath, revealCommand(packagePath), isGood ? 'pass' : 'warning');
  const revealIt = l10n.t('Reveal');
  const openRecord = l10n.t('Open Record');
  const hasRecord = first.state !== 'recordMissing' && found.length === 1;
  const show = isGood ? window.showInformationMessage : window.showWarningMessage;
  const chosen = await show(words, revealIt, ...(hasRecord ? [openRecord] : []));
  try {
    if (chosen === openRecord) {
      await window.showTextDocument(Uri.file(recordPathOf(packagePath)));
    } else if (chosen === revealIt) {
      await reveal(packagePath);
    }
  } catch (error) {
    await reportError(services.logger, 'verifyPackage', error);
  }
}

function isUntouched({ state, archive, custody }: PackageVerification): boolean {
  return state === 'intact' && archive.faultCount === 0 && !custody?.brokenAt;
}

function summary(found: PackageVerification[]): string {
  const others = found.filter((one) => !isUntouched(one));
  return others.length === 0
    ? l10n.t('{0} packages are intact.', found.length)
    : l10n.t(
        '{0} of {1} packages are intact. {2}',
        found.length - others.length,
        found.length,
        others.map(verificationWords).join(' '),
      );
}
