import type { EventBatchView } from './eventBatchView.ts';
import { failureNames, logonTypes, nameOfCode } from './auditCodes.ts';
import { eventNames } from './securityWords.ts';

/** A number of the log, with the name that it has here, in English. */
export interface NamedCode {
  /** As the event spells it. */
  code: string;
  name: string | undefined;
}

/** What to see first of an event of the Security log. What it does not say is undefined. */
export interface SecurityColumns {
  recordId: bigint;
  /** 100 ns since 1601, UTC. */
  time: bigint;
  event: NamedCode | undefined;
  /** `DOMAIN\name`: whom the event is about, else who did it. */
  account: string | undefined;
  logonType: NamedCode | undefined;
  /** `address:port` with the workstation's name behind it, or one of them. */
  from: string | undefined;
  /** Path of the program. */
  process: string | undefined;
  status: NamedCode | undefined;
}

/** Their domains have the same names with `DomainName` at the end. */
const accounts = ['TargetUserName', 'TargetOutboundUserName', 'SubjectUserName', 'AccountName'] as const;
const addresses = [
  ['IpAddress', 'IpPort'],
  ['SourceAddress', 'SourcePort'],
  ['ClientAddress', 'ClientPort'],
] as const;
const workstations = ['WorkstationName', 'Workstation', 'ClientName'] as const;
const processes = [
  'NewProcessName',
  'ProcessName',
  'CallerProcessName',
  'Application',
  'ServiceFileName',
] as const;
/** Who gives the events of `eventNames` their numbers; those of others mean something else. */
const auditProvider = /^Microsoft-Windows-(?:Security-Auditing|Eventlog)$|^VSSAudit$/;

/** @param row counted from 0 */
export function securityColumns(batch: EventBatchView, row: number): SecurityColumns {
  const said = (name: string) => meaningful(batch.value(row, name));
  const eventId = batch.number(row, 'eventId');
  return {
    recordId: batch.wide(row, 'recordId'),
    time: batch.wide(row, 'time'),
    event: eventId === undefined ? undefined : eventCode(eventId, batch.text(row, 'provider') ?? ''),
    account: account(said),
    logonType: named(said('LogonType'), logonTypes),
    from: from(said),
    process: first(processes, said),
    status: status(said, eventId),
  };
}

/** An event of a program that has no names here is called by the program that wrote it. */
function eventCode(eventId: number, provider: string): NamedCode {
  const name = auditProvider.test(provider) ? eventNames.get(eventId) : provider || undefined;
  return { code: String(eventId), name };
}

type Said = (name: string) => string | undefined;

/** Windows writes a hyphen where there is nothing to say. */
function meaningful(text: string | undefined): string | undefined {
  return text === undefined || text === '-' || text === '' ? undefined : text;
}

function first(names: readonly string[], said: Said): string | undefined {
  for (const name of names) {
    const text = said(name);
    if (text !== undefined) {
      return text;
    }
  }
  return undefined;
}

function account(said: Said): string | undefined {
  for (const name of accounts) {
    const user = said(name);
    if (user !== undefined) {
      const domain = said(name.replace('UserName', 'DomainName'));
      return domain === undefined ? user : `${domain}\\${user}`;
    }
  }
  return undefined;
}

function from(said: Said): string | undefined {
  const workstation = first(workstations, said);
  for (const [addressName, portName] of addresses) {
    const address = said(addressName);
    if (address !== undefined) {
      const port = said(portName);
      const host = address.includes(':') && port !== undefined ? `[${address}]` : address;
      const place = port === undefined || port === '0' ? address : `${host}:${port}`;
      return workstation === undefined ? place : `${place} (${workstation})`;
    }
  }
  return workstation;
}

/** The more exact of two codes, where both say something. */
function status(said: Said, eventId: number | undefined): NamedCode | undefined {
  const [exact, general] = [said('SubStatus'), said('Status') ?? said('FailureCode') ?? said('ErrorCode')];
  const code = exact !== undefined && Number(exact) !== 0 ? exact : (general ?? exact);
  return named(code, failureNames(eventId));
}

function named(code: string | undefined, names: ReadonlyMap<number, string>): NamedCode | undefined {
  return code === undefined ? undefined : { code, name: nameOfCode(names, code) };
}
