import {
  isLiveResponse,
  leavesResult,
  liveResponseCommands,
  objectOf,
  type LiveResponseCommand,
} from '../defender/liveResponse.ts';
import type { MachineAction } from '../defender/machineAction.ts';
import { AcquisitionError } from './acquisitionError.ts';
import type { Exhibit } from './exhibit.ts';
import { resultName } from './packageName.ts';

/** The commands of a live response that leave a result, whatever has become of them; none of another action. */
export function resultCommands(action: MachineAction): LiveResponseCommand[] {
  return isLiveResponse(action) ? liveResponseCommands(action).filter(leavesResult) : [];
}

/**
 * Why the state of a command alone says that its result cannot be had. It is the command's own state that counts: one
 * that failed after it leaves its result as it is.
 * @returns undefined when there may be one: also for a state that is not known, of which only the service can tell
 */
export function whyNoResult(command: LiveResponseCommand): AcquisitionError | undefined {
  const data = { command: objectOf(command) };
  switch (command.status) {
    case 'Created':
      return new AcquisitionError('commandNotReady', data);
    case 'Failed':
      return new AcquisitionError('commandFailed', { ...data, commandErrors: command.errors.join(' ') });
    default:
      return undefined;
  }
}

/** The result of a live response command. @throws AcquisitionError */
export function resultExhibit(action: MachineAction, commandIndex: number): Exhibit {
  const command = resultCommands(action).find(({ index }) => index === commandIndex);
  if (!command) {
    throw new AcquisitionError('noResult', { actionType: action.type });
  }
  const refusal = whyNoResult(command);
  if (refusal) {
    throw refusal;
  }
  const { index, type, params } = command;
  return {
    name: resultName(action, command),
    command: { index, type, params },
    requestLink: (client, options) => client.getLiveResponseResultLink(action.id, index, options),
    whyMissing: (_now, cause) => new AcquisitionError('resultGone', { command: objectOf(command) }, cause),
  };
}
