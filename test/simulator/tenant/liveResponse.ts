import type { LiveResponseCommand, MachineAction } from './machineAction.ts';
import { wireTime } from './machineAction.ts';
import { Random } from './random.ts';

const scriptFailed = 'The script did not end within 10 minutes.';

/** The commands of a live response action, in the order that the service demands, as far as the action came. */
export function liveResponseCommands(action: MachineAction): LiveResponseCommand[] {
  const random = new Random(`live response ${action.id}`);
  const parameter = (key: string, value: string): { key: string; value: string } => ({ key, value });
  const commands: LiveResponseCommand['command'][] = [
    { type: 'PutFile', params: [parameter('FileName', 'Get-Triage.ps1')] },
    {
      type: 'RunScript',
      params: [parameter('ScriptName', 'Get-Triage.ps1'), parameter('Args', '-Days 7')],
    },
    { type: 'GetFile', params: [parameter('Path', 'C:\\ProgramData\\triage\\result.json')] },
    ...(random.chance(0.5)
      ? [{ type: 'GetFile' as const, params: [parameter('Path', 'C:\\Windows\\Temp\\upd.exe')] }]
      : []),
  ];
  const states = commands.map((_, index) => stateOf(action.status, index));
  const startedMs = Date.parse(action.creationDateTimeUtc);
  const endedMs = Date.parse(action.lastUpdateDateTimeUtc ?? action.creationDateTimeUtc);
  const timeAfter = (share: number): string =>
    wireTime(startedMs + Math.floor((endedMs - startedMs) * share), random.integer(0, 9999));
  return commands.map((command, index) => {
    const commandStatus = states[index] ?? 'Created';
    const ran = commandStatus !== 'Created';
    return {
      index,
      startTime: ran ? timeAfter((index + 0.2) / commands.length) : null,
      endTime: ran ? timeAfter((index + 0.9) / commands.length) : null,
      commandStatus,
      errors: commandStatus === 'Failed' ? [scriptFailed] : [],
      command,
    };
  });
}

/** A failed action broke at its script, and one that is under way has just put its file. */
function stateOf(actionStatus: string, index: number): LiveResponseCommand['commandStatus'] {
  switch (actionStatus) {
    case 'Succeeded':
      return 'Completed';
    case 'Failed':
      return (['Completed', 'Failed'] as const)[index] ?? 'Created';
    case 'InProgress':
      return index === 0 ? 'Completed' : 'Created';
    default:
      return 'Created';
  }
}
