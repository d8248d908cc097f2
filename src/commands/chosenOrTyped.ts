import { window, type QuickPickItem } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';

export interface OpenQuestion<T extends QuickPickItem> {
  title: string;
  placeholder: string;
  items: readonly T[];
  /** The item that stands for a text that was typed, if the text is an answer. */
  typed: (text: string) => T | undefined;
}

/**
 * Asks for one of some items, or for what is typed in their place.
 * @throws a cancellation
 */
export function askChosenOrTyped<T extends QuickPickItem>(question: OpenQuestion<T>): Promise<T> {
  const { title, placeholder, items, typed } = question;
  const input = window.createQuickPick<T>();
  input.title = title;
  input.placeholder = placeholder;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = items;
  return new Promise((resolve, reject) => {
    input.onDidChangeValue((value) => {
      const item = typed(value.trim());
      input.items = item ? [...items, item] : items;
    });
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen) {
        resolve(chosen);
        input.hide();
      }
    });
    input.onDidHide(() => {
      reject(cancelled());
      input.dispose();
    });
    input.show();
  });
}
