import { l10n } from 'vscode';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { packageName } from '../evidence/packageName.ts';
import { chosenAction } from './chosenAction.ts';
import { reveal } from './reveal.ts';
import type { Services } from './services.ts';

/** Shows where the package of a machine action lies in the workspace. */
export async function revealPackage(services: Services, argument: unknown): Promise<void> {
  const { packages } = services;
  await packages.look();
  const title = l10n.t('Reveal Investigation Package');
  const { action } = await chosenAction(
    services,
    argument,
    title,
    (one) => packages.pathOf(one) !== undefined,
  );
  const path = packages.pathOf(action);
  if (path === undefined) {
    throw new AcquisitionError('noPackage', { path: packageName(action) });
  }
  await reveal(path);
}
