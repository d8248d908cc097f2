import type { WrittenEvent } from '../../../fixtures/eventLog/chunkWriter.ts';
import { event } from '../../../fixtures/eventLog/events.ts';
import { instance } from '../../../fixtures/eventLog/nodes.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import type { WrittenValue } from '../../../fixtures/eventLog/values.ts';
import {
  auditForms,
  clearedForm,
  clearedId,
  traceForm,
  traceId,
  type AuditForm,
  type SystemTemplates,
} from './auditForms.ts';

/** A text, a number of whatever width the field has, or bytes. */
export type AuditValue = string | number | bigint | Buffer;

/** One event of the story, before it has its number. */
export interface AuditEvent {
  readonly eventId: number;
  /** 100 ns since 1601, UTC. */
  readonly time: bigint;
  /** What is left out is as Windows writes nothing: a hyphen, a zero, nobody. */
  readonly values: Readonly<Record<string, AuditValue>>;
  /** Of the process that reported it: of lsass for sign-ins, else of the kernel. */
  readonly reportedBy?: number;
}

/** Numbers of an event: its own and, as an export counts anew, the one in the record's header. */
export interface EventNumbers {
  readonly recordId: bigint;
  readonly storedId: bigint;
}

const success = 0x8020000000000000n;
const failure = 0x8010000000000000n;

export function writtenEvent(
  { eventId, time, values, reportedBy = 4 }: AuditEvent,
  { recordId, storedId }: EventNumbers,
  templates: SystemTemplates,
): WrittenEvent {
  const { task, version, names, template } = formOf(eventId);
  const content = names.map((name) => fieldValue(name, values[name]));
  const fields = {
    eventId,
    task,
    version,
    time,
    recordId,
    storedId,
    processId: reportedBy,
    threadId: reportedBy + 4 * Number(recordId % 40n),
    keywords: eventId === clearedId ? 0x4020000000000000n : eventId === 4625 ? failure : success,
    level: eventId === clearedId ? 4 : 0,
  };
  const outer =
    eventId === clearedId ? templates.cleared : eventId === traceId ? templates.trace : templates.audit;
  return event(fields, [instance(template, ...content)], outer);
}

function formOf(eventId: number): AuditForm {
  const form =
    eventId === clearedId ? clearedForm : eventId === traceId ? traceForm : auditForms.get(eventId);
  if (!form) {
    throw new RangeError(`No form is known for event ${eventId}.`);
  }
  return form;
}

const wide = new Set(['FilterRTID', 'LayerRTID', 'ProcessID']);
const handles = new Set(['HandleId', 'ProcessId', 'NewProcessId', 'CallerProcessId', 'TargetLinkedLogonId']);
const counts = new Set(['LogonType', 'KeyLength', 'ServiceStartType', 'SessionId', 'Protocol']);
const masks = new Set(['Status', 'SubStatus', 'AccessMask', 'ServiceType']);
const nobody = 'S-1-0-0';

/** The type follows from the name, as it does in the manifest of Windows. */
function fieldValue(name: string, value: AuditValue | undefined): WrittenValue {
  if (Buffer.isBuffer(value)) {
    return written.binary(value);
  }
  if (/Sid$|MandatoryLabel|^Remote(?:User|Machine)ID$/.test(name)) {
    return written.sid(String(value ?? nobody));
  }
  if (/LogonId$/.test(name) || handles.has(name)) {
    return written.hex64(BigInt(value ?? 0));
  }
  if (/Guid$/.test(name)) {
    return written.guid(String(value ?? '{00000000-0000-0000-0000-000000000000}'));
  }
  if (wide.has(name)) {
    return written.uint64(BigInt(value ?? 0));
  }
  if (counts.has(name)) {
    return written.uint32(Number(value ?? 0));
  }
  if (masks.has(name)) {
    return written.hex32(Number(value ?? 0));
  }
  return written.text(String(value ?? '-'));
}
