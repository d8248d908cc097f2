import type { MachineAction } from './machineAction.ts';

/** One command of a live response action; a value of another type than documented is left out. */
export interface LiveResponseCommand {
  /** What its result is asked for by. */
  readonly index: number;
  /** `PutFile`, `RunScript`, `GetFile`; an open set. Empty when missing. */
  readonly type: string;
  /** `Created`, `Completed`, `Failed`; an open set. Empty when missing. */
  readonly status: string;
  readonly params: readonly CommandParameter[];
  /** What went wrong, as the service says it. */
  readonly errors: readonly string[];
}

export interface CommandParameter {
  readonly key: string;
  readonly value: string;
}

/** The service takes ten commands at once. */
const highestIndex = 9999;

export function isLiveResponse(action: MachineAction): boolean {
  return action.type === 'LiveResponse';
}

/** The commands of an action, in the service's order; none where it has none that can be read. */
export function liveResponseCommands({ raw }: MachineAction): LiveResponseCommand[] {
  return list(raw['commands']).map((element, position) => {
    const { index, commandStatus, errors, command } = fields(element);
    const { type, params } = fields(command);
    const isIndex = Number.isInteger(index) && (index as number) >= 0 && (index as number) <= highestIndex;
    return {
      index: isIndex ? (index as number) : position,
      type: text(type),
      status: text(commandStatus),
      params: list(params)
        .map(fields)
        .map(({ key, value }) => ({ key: text(key), value: text(value) })),
      errors: list(errors).map(text).filter(Boolean),
    };
  });
}

/** Whether commands of this type leave something to download: a fetched file, or the report of a script. */
export function leavesResult({ type }: LiveResponseCommand): boolean {
  return type === 'GetFile' || type === 'RunScript';
}

/** The path of the fetched file on its device, or the name of the script; empty when it is not known. */
export function objectOf({ type, params }: LiveResponseCommand): string {
  const wanted = type === 'GetFile' ? 'path' : 'scriptname';
  return params.find(({ key }) => key.toLowerCase() === wanted)?.value ?? '';
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function fields(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
