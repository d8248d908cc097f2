import { l10n, languages, window, workspace } from 'vscode';
import { chosenAction } from './chosenAction.ts';
import type { Services } from './services.ts';

export async function showAction(services: Services, argument: unknown): Promise<void> {
  const { action, connection } = await chosenAction(services, argument, l10n.t('Show Machine Action'));
  const uri = services.documents.put(action, connection);
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'yaml'), { preview: true });
}
