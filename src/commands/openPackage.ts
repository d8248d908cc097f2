import { commands, l10n, Uri } from 'vscode';
import { chosenPackages } from './chosenPackages.ts';
import type { Services } from './services.ts';

const packageEditorId = 'defenderMachineActions.package';

/** Opens packages in windows of their own: those of the Explorer, of rows, of the view, or one that is chosen. */
export async function openPackage(services: Services, argument: unknown, more: unknown): Promise<void> {
  const { artifact } = (argument ?? {}) as { artifact?: unknown };
  const paths = await chosenPackages(argument, more, l10n.t('Open Investigation Package'));
  for (const packagePath of paths.filter((name) => /\.zip$/i.test(name))) {
    if (typeof artifact === 'string') {
      await services.packageWindows.show(packagePath, artifact);
    }
    await commands.executeCommand('vscode.openWith', Uri.file(packagePath), packageEditorId);
  }
}
