import { commands, type Disposable } from 'vscode';
import { addConnection } from './addConnection.ts';
import { cancelAction } from './cancelAction.ts';
import { collectFromList } from './collectFromList.ts';
import { collectInvestigationPackage } from './collectInvestigationPackage.ts';
import { clearFilter } from './clearFilter.ts';
import { copyActionId } from './copyActionId.ts';
import { downloadInvestigationPackage } from './downloadInvestigationPackage.ts';
import { downloadLiveResponseResult } from './downloadLiveResponseResult.ts';
import { reportError } from './errorReport.ts';
import { filter } from './filter.ts';
import { group } from './group.ts';
import { loadMore } from './loadMore.ts';
import { openInPortal } from './openInPortal.ts';
import { openPackage } from './openPackage.ts';
import { refresh } from './refresh.ts';
import { revealPackage } from './revealPackage.ts';
import type { Services } from './services.ts';
import { setCase } from './setCase.ts';
import { showAction } from './showAction.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { switchConnection } from './switchConnection.ts';
import { verifyPackage } from './verifyPackage.ts';

/** The menus of the Explorer and of the list give what they were opened on, and the selection where there is one. */
type Handler = (services: Services, argument: unknown, more: unknown) => Promise<void>;

/** Every command of the manifest, under its id without the prefix. */
const handlers: Record<string, Handler> = {
  addConnection,
  switchConnection,
  signIn,
  signOut,
  refresh,
  filter,
  clearFilter,
  group,
  setCase,
  loadMore,
  showAction,
  downloadInvestigationPackage,
  downloadLiveResponseResult,
  collectInvestigationPackage,
  collectFromList,
  showQueue: ({ queue }) => queue.show(),
  cancelAction,
  verifyPackage,
  openPackage,
  revealPackage,
  openInPortal,
  copyActionId,
  showLog: ({ channel }) => {
    channel.show();
    return Promise.resolve();
  },
};

/** Registers the commands. Each may throw: here an error becomes one message and one line in the log. */
export function registerCommands(services: Services): Disposable[] {
  return Object.entries(handlers).map(([name, handler]) => {
    const run = async (argument: unknown, more: unknown): Promise<void> => {
      try {
        await handler(services, argument, more);
      } catch (error) {
        // Not awaited: the command has ended, its message may stay.
        void reportError(services.logger, name, error, {
          retry: () => run(argument, more),
          // Into the connection that the command was called on.
          signIn: () => commands.executeCommand('defenderMachineActions.signIn', argument),
        });
      }
    };
    return commands.registerCommand(`defenderMachineActions.${name}`, run);
  });
}
