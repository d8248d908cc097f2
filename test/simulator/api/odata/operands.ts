import type { MachineAction } from '../../tenant/machineAction.ts';
import { MalformedQuery } from '../errors.ts';

export type EdmType = 'Edm.String' | 'Edm.DateTimeOffset' | 'Edm.Guid' | 'Edm.Int32' | 'Edm.Boolean' | 'null';
export type Value = string | number | boolean | null;
export type Action = Readonly<MachineAction>;

/** A typed part of an expression, ready to be evaluated for an action. */
export interface Operand {
  readonly type: EdmType;
  readonly of: (action: Action) => Value;
  readonly isLiteral?: boolean;
}

const filterable: Readonly<Record<string, Operand>> = {
  id: { type: 'Edm.Guid', of: (action) => action.id.toLowerCase() },
  status: { type: 'Edm.String', of: (action) => action.status },
  machineId: { type: 'Edm.String', of: (action) => action.machineId },
  type: { type: 'Edm.String', of: (action) => action.type },
  requestor: { type: 'Edm.String', of: (action) => action.requestor },
  creationDateTimeUtc: {
    type: 'Edm.DateTimeOffset',
    of: (action) => comparableTime(action.creationDateTimeUtc),
  },
  lastUpdateDateTimeUtc: { type: 'Edm.DateTimeOffset', of: (action) => comparableTime(lastUpdate(action)) },
};

const known = new Set([
  'title',
  'requestorComment',
  'computerDnsName',
  'cancellationRequestor',
  'cancellationComment',
  'cancellationDateTimeUtc',
  'errorHResult',
  'scope',
  'externalId',
  'requestSource',
  'relatedFileInfo',
  'commands',
  'troubleshootInfo',
]);

export function property(name: string, option: '$filter' | '$orderby'): Operand {
  const found = Object.hasOwn(filterable, name) ? filterable[name] : undefined;
  if (found !== undefined) {
    return found;
  }
  throw known.has(name)
    ? new MalformedQuery(`The property '${name}' cannot be used in the ${option} query option.`)
    : new MalformedQuery(
        `Could not find a property named '${name}' on type 'Microsoft.WindowsDefenderATP.Api.MachineAction'.`,
      );
}

/** A time in a form whose text order is its time order, to the full seven digits that a number would not hold. */
export function comparableTime(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(text)) {
    return text;
  }
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(seconds)) {
    throw new MalformedQuery(`The date and time '${text}' is not valid.`);
  }
  return new Date(seconds).toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(7, '0').slice(0, 7)}Z`);
}

function lastUpdate(action: Action): string {
  return action.lastUpdateDateTimeUtc ?? action.lastUpdateTimeUtc ?? action.creationDateTimeUtc;
}
