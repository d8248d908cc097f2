import type { Random } from '../../tenant/random.ts';
import type { CollectedHost, Collection } from '../collectedHost.ts';
import { processesOf, type CollectedProcess } from '../processes.ts';

/** Somebody in whose name something is done. */
export interface Account {
  readonly sid: string;
  readonly name: string;
  readonly domain: string;
}

/** Somebody who is signed in. */
export interface Session extends Account {
  readonly logonId: number;
}

/** Another computer. */
export interface Place {
  readonly address: string;
  readonly name: string;
}

/** Who and what the events of a collection are about. */
export interface Actors {
  readonly host: CollectedHost;
  /** Windows itself, as it does things in the name of the computer, and as services sign in. */
  readonly system: Session;
  readonly services: Session;
  /** The user at the desk, or on a server the one who looks after it. */
  readonly user: Account;
  readonly colleague: Account;
  readonly backup: Account;
  readonly administrator: Account;
  readonly workstation: Place;
  readonly backupServer: Place;
  readonly jumpHost: Place;
  readonly fileServer: Place;
  /** On the internet. */
  readonly intruder: Place;
  readonly process: (name: string) => CollectedProcess;
}

/** The domain as the events of sign-ins spell it. */
export const domainName = 'CONTOSO';
export const privileges = [
  'SeSecurityPrivilege',
  'SeBackupPrivilege',
  'SeRestorePrivilege',
  'SeTakeOwnershipPrivilege',
  'SeDebugPrivilege',
  'SeSystemEnvironmentPrivilege',
  'SeLoadDriverPrivilege',
  'SeImpersonatePrivilege',
].join('\r\n\t\t\t');

export function actorsOf(collection: Collection): Actors {
  const { host } = collection;
  const random = host.choices('other computers');
  const processes = processesOf(collection);
  const net = host.gateway.slice(0, host.gateway.lastIndexOf('.'));
  const place = (name: string): Place => ({ name, address: `${net}.${random.integer(2, 250)}` });
  const account = (at: number): Account => {
    const { name, sid } = host.users[at] ?? { name: 'Guest', sid: 'S-1-5-32-546' };
    return { name, sid, domain: name === 'localadmin' ? host.name : domainName };
  };
  return {
    host,
    system: { sid: 'S-1-5-18', name: `${host.name}$`, domain: domainName, logonId: 0x3e7 },
    services: { sid: 'S-1-5-18', name: 'SYSTEM', domain: 'NT AUTHORITY', logonId: 0x3e7 },
    user: account(0),
    colleague: account(1),
    backup: account(host.users.length - 2),
    administrator: account(host.users.length - 1),
    workstation: place(`WKS-0${random.integer(100, 999)}`),
    backupServer: place('SRV-BACKUP01'),
    jumpHost: place('JUMP-01'),
    fileServer: place('SRV-FILE01'),
    // Of a block that is kept for examples: it is nobody's.
    intruder: { name: 'WIN-8KQ2M5T1', address: `198.51.100.${random.integer(2, 250)}` },
    process: (name) => {
      const found = processes.find((each) => each.name.toLowerCase() === name);
      if (!found) {
        throw new RangeError(`The host does not run ${name}.`);
      }
      return found;
    },
  };
}

/** A new one, of somebody who has just signed in. */
export function session(account: Account, random: Random): Session {
  return { ...account, logonId: random.integer(0x20000, 0xfffffff) };
}

export function upperGuid(random: Random): string {
  return `{${random.guid().toUpperCase()}}`;
}
