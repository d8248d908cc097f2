import type { FromWindow } from '../packages/reading/messages.ts';
import { Host } from './host.ts';
import { KeptState } from './keptState.ts';
import { PackageWindow } from './packageWindow.ts';
import { isObject } from './shapes.ts';
import { useWords } from './say.ts';

/** What VS Code gives to the page of a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromWindow): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
useWords(wordsOfPage(), document.documentElement.lang);

const host: Host = new Host((message) => vscode.postMessage(message), {
  changed: (what) => shown.changed(what),
  open: (wish) => shown.open(wish),
});
const shown = new PackageWindow(host, new KeptState(vscode));
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
window.addEventListener('keydown', (event) => shown.onKey(event));
shown.load();

function wordsOfPage(): Record<string, unknown> {
  const words: unknown = JSON.parse(document.body.dataset.words ?? '{}');
  return isObject(words) ? words : {};
}
