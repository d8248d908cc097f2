import { ThemeColor, ThemeIcon } from 'vscode';

const icons = new Map<string, [icon: string, color?: string]>([
  ['Pending', ['clock', 'charts.yellow']],
  ['InProgress', ['sync', 'charts.blue']],
  ['Succeeded', ['pass', 'charts.green']],
  ['Failed', ['error', 'charts.red']],
  ['TimeOut', ['watch', 'charts.orange']],
  ['Cancelled', ['circle-slash']],
]);

/** The icon of a machine action's state. */
export function stateIcon(status: string): ThemeIcon {
  const [icon, color] = icons.get(status) ?? ['question'];
  return new ThemeIcon(icon, color ? new ThemeColor(color) : undefined);
}
