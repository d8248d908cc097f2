/**
 * A machine action, under the names of the wire. Only `id` is certain: the service leaves keys out, sends null for
 * them, and knows more types and states than are documented. A value of another type than documented is left out.
 */
export interface MachineAction {
  readonly id: string;
  /** `CollectInvestigationPackage`, `RunAntiVirusScan`, `Isolate` …; an open set. Empty when missing. */
  readonly type: string;
  /** `Pending`, `InProgress`, `Succeeded`, `Failed`, `TimeOut`, `Cancelled`; an open set. Empty when missing. */
  readonly status: string;
  readonly requestor?: string | undefined;
  readonly requestorComment?: string | undefined;
  /** 40 hexadecimal digits. */
  readonly machineId?: string | undefined;
  /** A short name or a fully qualified one; empty for some devices. */
  readonly computerDnsName?: string | undefined;
  /** ISO 8601, UTC, up to seven fractional digits. */
  readonly creationDateTimeUtc?: string | undefined;
  /** Also read from `lastUpdateTimeUtc`, the spelling of older documents. */
  readonly lastUpdateDateTimeUtc?: string | undefined;
  readonly cancellationRequestor?: string | undefined;
  readonly cancellationComment?: string | undefined;
  readonly cancellationDateTimeUtc?: string | undefined;
  /** `Full` or `Selective` for isolation, `Quick` or `Full` for a scan. */
  readonly scope?: string | undefined;
  /** Signed 32-bit result; 0 for none. */
  readonly errorHResult?: number | undefined;
  /** The object as the service returned it, every key included. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The states after which nothing more happens. */
const finalStatuses = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled']);

export function isFinished(action: MachineAction): boolean {
  return finalStatuses.has(action.status);
}

export function isUnfinished(action: MachineAction): boolean {
  return action.status === 'Pending' || action.status === 'InProgress';
}

export function isPackageCollection(action: MachineAction): boolean {
  return action.type === 'CollectInvestigationPackage';
}

/** Whether the service should have a package to hand out. */
export function hasPackage(action: MachineAction): boolean {
  return isPackageCollection(action) && action.status === 'Succeeded';
}

/** @returns milliseconds since 1970, or undefined when the time is missing or not one */
export function createdAt(action: MachineAction): number | undefined {
  return timeOf(action.creationDateTimeUtc);
}

export function updatedAt(action: MachineAction): number | undefined {
  return timeOf(action.lastUpdateDateTimeUtc);
}

export function cancelledAt(action: MachineAction): number | undefined {
  return timeOf(action.cancellationDateTimeUtc);
}

/** @returns milliseconds since 1970 of a time that the service wrote, or undefined when it is none */
export function timeOf(text: string | undefined): number | undefined {
  // Without a zone it would be read as this machine's time; the name says UTC.
  const at = text ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** @returns the action, or undefined when the element is not an object with an `id` */
export function parseMachineAction(element: unknown): MachineAction | undefined {
  if (typeof element !== 'object' || element === null) {
    return undefined;
  }
  const raw = element as Record<string, unknown>;
  const id = raw['id'];
  if (typeof id !== 'string' || id === '') {
    return undefined;
  }
  return {
    id,
    type: text(raw['type']) ?? '',
    status: text(raw['status']) ?? '',
    requestor: text(raw['requestor']),
    requestorComment: text(raw['requestorComment']),
    machineId: text(raw['machineId']),
    computerDnsName: text(raw['computerDnsName']),
    creationDateTimeUtc: text(raw['creationDateTimeUtc']),
    lastUpdateDateTimeUtc: text(raw['lastUpdateDateTimeUtc']) ?? text(raw['lastUpdateTimeUtc']),
    cancellationRequestor: text(raw['cancellationRequestor']),
    cancellationComment: text(raw['cancellationComment']),
    cancellationDateTimeUtc: text(raw['cancellationDateTimeUtc']),
    scope: text(raw['scope']),
    errorHResult: typeof raw['errorHResult'] === 'number' ? raw['errorHResult'] : undefined,
    raw,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export interface MachineActionPage {
  /** In the service's order. */
  readonly actions: readonly MachineAction[];
  /** Elements on the page, unreadable ones included: what `skip` grows by. */
  readonly received: number;
  /** Elements that were no machine action and are left out. */
  readonly malformed: number;
  readonly hasMore: boolean;
}

/** @returns undefined when the body is not a list response */
export function parsePage(body: unknown, { top = 100 }: { top?: number }): MachineActionPage | undefined {
  const { value, '@odata.nextLink': nextLink } = (body ?? {}) as Record<string, unknown>;
  if (!Array.isArray(value)) {
    return undefined;
  }
  const actions = value.map(parseMachineAction).filter((action) => action !== undefined);
  return {
    actions,
    received: value.length,
    malformed: value.length - actions.length,
    // The service sends no next link when it was asked for a number of rows, and some of its links were broken:
    // the next page is asked for by number, and a link only says that there is one.
    hasMore: value.length > 0 && (value.length >= top || typeof nextLink === 'string'),
  };
}
