/**
 * A device as the service knows it, under the names of the wire. Only `id` is certain: the service leaves keys out and
 * sends null for them. A value of another type than documented is left out.
 */
export interface Machine {
  /** 40 hexadecimal digits. */
  readonly id: string;
  /** A short name or a fully qualified one; empty for some devices, and not always unique. */
  readonly computerDnsName: string;
  /** `Windows11`, `WindowsServer2022`, `macOS`, `Ubuntu` …; an open set. */
  readonly osPlatform?: string | undefined;
  /** `Active`, `Inactive`, `ImpairedCommunication`, `NoSensorData` …; an open set. */
  readonly healthStatus?: string | undefined;
  /** `None`, `Informational`, `Low`, `Medium`, `High`. */
  readonly riskScore?: string | undefined;
  /** ISO 8601, UTC: the last full report, which comes about once a day. */
  readonly lastSeen?: string | undefined;
  readonly lastIpAddress?: string | undefined;
  readonly machineTags: readonly string[];
}

/** @returns the machine, or undefined when the element is not an object with an `id` */
export function parseMachine(element: unknown): Machine | undefined {
  const fields = (element ?? {}) as Record<string, unknown>;
  const { id, machineTags } = fields;
  if (typeof id !== 'string' || id === '') {
    return undefined;
  }
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined);
  return {
    id,
    computerDnsName: text('computerDnsName') ?? '',
    osPlatform: text('osPlatform'),
    healthStatus: text('healthStatus'),
    riskScore: text('riskScore'),
    lastSeen: text('lastSeen'),
    lastIpAddress: text('lastIpAddress'),
    machineTags: Array.isArray(machineTags) ? machineTags.filter((tag) => typeof tag === 'string') : [],
  };
}

/** @returns undefined when the body is not a list response */
export function parseMachines(body: unknown): Machine[] | undefined {
  const { value } = (body ?? {}) as Record<string, unknown>;
  return Array.isArray(value)
    ? value.map(parseMachine).filter((machine) => machine !== undefined)
    : undefined;
}

/** The newest seen first; those that never were come last. */
export function byLastSeen(a: Machine, b: Machine): number {
  return (Date.parse(b.lastSeen ?? '') || 0) - (Date.parse(a.lastSeen ?? '') || 0);
}

/**
 * Who of several devices is meant by a name: those that are called just that, else those whose first label it is.
 * @param nameOf the name of one
 */
export function calledSo<T>(devices: readonly T[], text: string, nameOf: (device: T) => string): T[] {
  const wanted = text.toLowerCase();
  const exact = devices.filter((device) => nameOf(device).toLowerCase() === wanted);
  return exact.length > 0
    ? exact
    : devices.filter((device) => nameOf(device).toLowerCase().startsWith(`${wanted}.`));
}
