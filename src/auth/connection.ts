import { cloudNames, clouds, type CloudName, type Endpoints } from '../defender/clouds.ts';
import { parseOrigin } from '../defender/origin.ts';
import { SettingsError } from './settingsError.ts';

export const signInWays = ['browser', 'deviceCode', 'clientSecret', 'certificate'] as const;
export type SignInWay = (typeof signInWays)[number];

/** A connection as it stands in the settings. */
export interface ConnectionSetting {
  name: string;
  tenantId: string;
  clientId: string;
  cloud?: CloudName;
  signIn?: SignInWay;
  apiHost?: string;
  authority?: string;
  scope?: string;
  certificatePath?: string;
}

/** A tenant and the app to reach it with: a setting that was checked, with what its cloud gives filled in. */
export interface Connection extends Endpoints {
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloud: CloudName;
  readonly signIn: SignInWay;
  readonly certificatePath?: string;
}

export interface Connections {
  readonly usable: readonly Connection[];
  readonly problems: readonly SettingsError[];
}

/** Reads the `connections` setting, whatever is in it. One bad connection does not take the others down. */
export function parseConnections(setting: unknown): Connections {
  if (setting === undefined || setting === null) {
    return { usable: [], problems: [] };
  }
  if (!Array.isArray(setting)) {
    return { usable: [], problems: [new SettingsError('notAList')] };
  }
  const usable: Connection[] = [];
  const problems: SettingsError[] = [];
  for (const [index, element] of setting.entries()) {
    try {
      const connection = parseConnection(element, index);
      if (usable.some(({ name }) => name === connection.name)) {
        throw new SettingsError('duplicateName', { connection: connection.name });
      }
      usable.push(connection);
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      problems.push(error);
    }
  }
  return { usable, problems };
}

/** @throws SettingsError */
export function parseConnection(element: unknown, index: number): Connection {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new SettingsError('notAnObject', { connection: String(index + 1) });
  }
  const fields = element as Record<string, unknown>;
  const label = (typeof fields['name'] === 'string' && fields['name'].trim()) || String(index + 1);
  const read = new FieldReader(label, fields);
  const cloud = read.oneOf('cloud', cloudNames, 'commercial');
  const given = cloud === 'custom' ? undefined : clouds[cloud];
  const signIn = read.oneOf('signIn', signInWays, 'browser');
  return {
    name: read.required('name'),
    tenantId: read.tenant('tenantId'),
    clientId: read.clientId('clientId'),
    cloud,
    signIn,
    apiHost: read.origin('apiHost', given?.apiHost),
    authority: read.origin('authority', given?.authority),
    scope: read.optional('scope') ?? given?.scope ?? read.required('scope'),
    ...(given && { portal: given.portal }),
    ...(signIn === 'certificate' && { certificatePath: read.required('certificatePath') }),
  };
}

class FieldReader {
  readonly #label: string;
  readonly #fields: Record<string, unknown>;

  constructor(label: string, fields: Record<string, unknown>) {
    this.#label = label;
    this.#fields = fields;
  }

  optional(field: string): string | undefined {
    const value = this.#fields[field];
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    if (typeof value !== 'string') {
      throw new SettingsError('notText', { connection: this.#label, field });
    }
    return value.trim() || undefined;
  }

  required(field: string): string {
    const value = this.optional(field);
    if (value === undefined) {
      throw new SettingsError('missing', { connection: this.#label, field });
    }
    return value;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[], fallback: T): T {
    const value = this.optional(field) ?? fallback;
    const match = allowed.find((one) => one === value);
    if (match === undefined) {
      throw new SettingsError('unknownValue', { connection: this.#label, field, value, allowed });
    }
    return match;
  }

  tenant(field: string): string {
    const value = this.required(field);
    if (!isTenant(value)) {
      throw new SettingsError('badTenant', { connection: this.#label, field, value });
    }
    return value;
  }

  clientId(field: string): string {
    const value = this.required(field);
    if (!isClientId(value)) {
      throw new SettingsError('badClientId', { connection: this.#label, field, value });
    }
    return value;
  }

  origin(field: string, fallback: string | undefined): string {
    const value = this.optional(field) ?? fallback ?? this.required(field);
    const parsed = parseOrigin(value);
    if ('fault' in parsed) {
      // Not the value: somebody may have put a password into it.
      throw new SettingsError(parsed.fault, { connection: this.#label, field });
    }
    return parsed.origin;
  }
}

/** Names of Entra ID's that stand for many tenants. */
const manyTenants = ['common', 'organizations', 'consumers'];

/** A tenant's id or one of its domains; both become a part of an address. */
export function isTenant(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(text) && !manyTenants.includes(text.toLowerCase());
}

export function isClientId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(text);
}
