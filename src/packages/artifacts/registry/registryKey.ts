const users = 'HKEY_USERS\\';

/** A key as a dump names it. */
export class RegistryKey {
  /** In full, as in `HKEY_LOCAL_MACHINE\SOFTWARE\…`. */
  readonly path: string;
  /** The user whose part of the registry it is in: a SID, or `.DEFAULT`; empty for the machine. */
  readonly sid: string;
  readonly #locationAt: number;
  readonly #servicesEnd: number | undefined;

  constructor(path: string) {
    const isOfUser = path.startsWith(users);
    const userEnd = path.indexOf('\\', isOfUser ? users.length : 0);
    this.path = path;
    this.sid = isOfUser ? path.slice(users.length, userEnd < 0 ? undefined : userEnd) : '';
    this.#locationAt = userEnd < 0 ? path.length : userEnd + 1;
    this.#servicesEnd = isOfUser ? undefined : servicesEnd(path);
  }

  /** Behind the hive, and the user. */
  get location(): string {
    return this.path.slice(this.#locationAt);
  }

  /** Behind `…\Services\`, for keys of services and drivers. */
  get belowServices(): string | undefined {
    return this.#servicesEnd === undefined ? undefined : this.path.slice(this.#servicesEnd);
  }
}

const servicesKey = /^[^\\]*\\SYSTEM\\(?:CurrentControlSet|ControlSet\d{3})\\Services\\/i;
/** Most keys of a dump begin as the one before. */
let lastServices = '\\';

function servicesEnd(path: string): number | undefined {
  if (!path.startsWith(lastServices)) {
    const [services] = servicesKey.exec(path) ?? [];
    if (services === undefined) {
      return undefined;
    }
    lastServices = services;
  }
  return lastServices.length;
}
