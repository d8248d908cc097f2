import { commands } from 'vscode';
import type { ListState } from './listState.ts';

interface ContextKeys {
  'defenderMachineActions.listState': ListState;
  'defenderMachineActions.signedIn': boolean;
  'defenderMachineActions.filtered': boolean;
  'defenderMachineActions.queueRuns': boolean;
}

/** The only place that sets what the manifest's `when` clauses read. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void commands.executeCommand('setContext', key, value);
}
