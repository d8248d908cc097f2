import { l10n, Uri, type TextDocumentContentProvider } from 'vscode';
import type { AnswerTo, ThreadQuestion } from '../../packages/reading/threadMessages.ts';

export const sourceScheme = 'defender-package';

/** Asks the reader of a package, whoever else has it open. */
export type AskPackage = <Q extends ThreadQuestion>(packagePath: string, question: Q) => Promise<AnswerTo<Q>>;

/** Members of packages as read-only text: decoded, or as a hex view where a member is no text. */
export class SourceDocuments implements TextDocumentContentProvider {
  readonly #ask: AskPackage;

  constructor(ask: AskPackage) {
    this.#ask = ask;
  }

  /** Always plain text. */
  static uriOf(packagePath: string, member: string): Uri {
    return sourceUri(sourceScheme, packagePath, member, '.txt');
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { packagePath, member } = readSourceUri(uri);
    try {
      return (await this.#ask(packagePath, { kind: 'member', member })).text;
    } catch (error) {
      return l10n.t('This cannot be shown: {0}', (error as Error).message);
    }
  }
}

/** Each member has a path of its own, so that its name stands on the tab. */
export function sourceUri(scheme: string, packagePath: string, member: string, ending = ''): Uri {
  const name = member.split(/[\\/]/).at(-1) ?? member;
  // Editors look for parameters of their own in a query; no name of a member is to be one.
  const query = JSON.stringify([packagePath, member]).replaceAll('&', '\\u0026');
  return Uri.from({ scheme, path: `/${name}${ending}`, query });
}

export function readSourceUri({ query }: Uri): { packagePath: string; member: string } {
  const [packagePath, member] = JSON.parse(query) as [string, string];
  return { packagePath, member };
}
