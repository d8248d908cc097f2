import type { CollectionSummary } from '../artifacts/summary.ts';
import type { Stated, SystemFacts } from '../artifacts/systemInformation.ts';
import type { Clock, Conversion } from '../clock/clock.ts';
import type { UserName } from '../joins/userNames.ts';
import type { HostNameTestimony } from './hostName.ts';

export interface StatedTime extends Stated, Conversion {}

export interface HostUser {
  /** Empty when no SID is known for the name. */
  readonly sid: string;
  /** Empty when no name follows from the package. */
  readonly name: string;
  /** Whether the user's hive was loaded, and with it the user signed in. */
  readonly isLoaded: boolean;
}

/** Who and what the package is of. */
export interface HostFacts {
  /** Empty when nobody says it. */
  readonly name: string;
  /** Who says a name, the one first that is believed. */
  readonly nameWitnesses: readonly HostNameTestimony[];
  readonly osName: string;
  readonly osVersion: string;
  readonly build: string;
  readonly zone: string;
  readonly locale: string;
  readonly booted: StatedTime | undefined;
  readonly installed: StatedTime | undefined;
  readonly users: readonly HostUser[];
  /** Milliseconds since 1970. */
  readonly collectionStartMs: number | undefined;
  readonly collectionEndMs: number | undefined;
  /** Of the collection, in lower case. */
  readonly guid: string | undefined;
}

export interface FactSources {
  readonly system: SystemFacts;
  readonly hostNames: readonly HostNameTestimony[];
  readonly summary: CollectionSummary | undefined;
  /** Of the collection, in lower case. */
  readonly guid: string | undefined;
  readonly clock: Clock;
  readonly names: ReadonlyMap<string, UserName>;
  /** SIDs whose hives were loaded, and those that any member or command names. */
  readonly loaded: ReadonlySet<string>;
  readonly sids: ReadonlySet<string>;
  /** Of users whose temporary folder was listed. */
  readonly folders: readonly string[];
}

export function hostFacts(sources: FactSources): HostFacts {
  const { system, hostNames, summary, guid, clock, names, loaded, sids, folders } = sources;
  const time = (stated: Stated | undefined): StatedTime | undefined =>
    stated && { ...stated, ...clock.convert(stated.text) };
  const known = [...sids].map((sid) => ({
    sid,
    name: names.get(sid)?.name ?? '',
    isLoaded: loaded.has(sid),
  }));
  const named = new Set(known.map(({ name }) => name.toLowerCase()));
  const others = [...new Set(folders)]
    .filter((name) => !named.has(name.toLowerCase()))
    .map((name) => ({ sid: '', name, isLoaded: false }));
  return {
    name: hostNames[0]?.name ?? '',
    nameWitnesses: hostNames,
    osName: system.osName?.text ?? '',
    osVersion: system.osVersion?.text ?? '',
    build: system.build ?? '',
    zone: system.zone?.text ?? '',
    locale: system.locale?.text ?? '',
    booted: time(system.booted),
    installed: time(system.installed),
    users: [...known, ...others],
    collectionStartMs: summary?.startedMs,
    collectionEndMs: summary?.endedMs,
    guid,
  };
}
