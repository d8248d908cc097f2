import type { MemberText } from '../../text/memberText.ts';

const users = 'HKEY_USERS\\';

/** A key as a dump names it, with its rows: one for each value, or a single one where it has none. */
export class RegistryKey {
  readonly text: MemberText;
  /** In which it is named. */
  readonly line: number;
  readonly firstRow: number;
  /** Behind the last one. */
  endRow: number;
  /** In full, as in `HKEY_LOCAL_MACHINE\SOFTWARE\…`. */
  readonly path: string;
  /** The user whose part of the registry it is in: a SID, or `.DEFAULT`; empty for the machine. */
  readonly sid: string;
  readonly #locationAt: number;
  readonly #servicesEnd: number | undefined;

  constructor(text: MemberText, line: number, firstRow: number) {
    const path = text.line(line);
    const isOfUser = path.startsWith(users);
    const userEnd = path.indexOf('\\', isOfUser ? users.length : 0);
    this.text = text;
    this.line = line;
    this.firstRow = firstRow;
    this.endRow = firstRow;
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

/** Of the service that a key is about: behind `…\\Services\\`, up to the next level. */
export function serviceOf(path: string): string | undefined {
  const [service] = path.slice(servicesEnd(path) ?? path.length).split('\\', 1);
  return service === '' ? undefined : service;
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
