import { commands, type Disposable } from 'vscode';
import { addConnection } from './addConnection.ts';
import { copyActionId } from './copyActionId.ts';
import { downloadInvestigationPackage } from './downloadInvestigationPackage.ts';
import { reportError } from './errorReport.ts';
import { loadMore } from './loadMore.ts';
import { openInPortal } from './openInPortal.ts';
import { refresh } from './refresh.ts';
import type { Services } from './services.ts';
import { showAction } from './showAction.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { switchConnection } from './switchConnection.ts';
import { verifyPackage } from './verifyPackage.ts';

/** The Explorer's menu gives the file it was opened on, and the selection. */
type Handler = (services: Services, argument: unknown, more: unknown) => Promise<void>;

/** Every command of the manifest, under its id without the prefix. */
const handlers: Record<string, Handler> = {
  addConnection,
  switchConnection,
  signIn,
  signOut,
  refresh,
  loadMore,
  showAction,
  downloadInvestigationPackage,
  verifyPackage,
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
        void reportError(services.logger, name, error, { retry: () => run(argument, more) });
      }
    };
    return commands.registerCommand(`defenderMachineActions.${name}`, run);
  });
}
