import { ReasonedError } from '../defender/reasonedError.ts';

export type SettingsReason =
  | 'noConnection' // none is configured
  | 'unknownConnection' // none of that name is configured (any more)
  | 'noPortal' // a custom cloud, whose portal is not known
  | 'notAList' // the setting is not an array
  | 'notAnObject' // an element of it is not an object
  | 'missing' // a required field is not there
  | 'notText' // a field is not a string
  | 'duplicateName'
  | 'badTenant' // not one tenant's id or domain
  | 'badClientId'
  | 'unknownValue' // a field with a fixed set of values has another
  | 'notAnOrigin' // a host with a path, a query or a password, or no host at all
  | 'plainHttp'; // a host on plain http that is not this machine

export interface SettingsErrorData {
  /** The connection's name, or its place in the list where it has none, counted from 1. */
  connection?: string;
  field?: string;
  value?: string;
  /** What would be right. */
  allowed?: readonly string[];
}

/** What is written in the settings cannot be used. */
export class SettingsError extends ReasonedError<SettingsReason, SettingsErrorData> {
  constructor(reason: SettingsReason, data: SettingsErrorData = {}) {
    super('SettingsError', reason, data);
  }
}
