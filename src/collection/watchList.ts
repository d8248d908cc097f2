import * as path from 'node:path';
import type { Clock } from '../defender/clock.ts';
import type { Files } from '../evidence/disk/files.ts';
import { SharedList } from '../evidence/disk/sharedList.ts';

/** A collection of an investigation package whose end somebody asked to be told of. Holds no link and no token. */
export interface Watch {
  /** Id of the machine action, and the name of its device. */
  actionId: string;
  device: string;
  /** Name of the connection, and what it leads to: what is watched belongs to that tenant and app alone. */
  connection: string;
  tenantId: string;
  clientId: string;
  /** Milliseconds since 1970: when it was begun to be watched. */
  sinceMs: number;
  /** Where its package shall go, where that is known: full path of the workspace folder, and the folder in it. */
  root?: string;
  folder?: string;
}

export interface WatchListOptions {
  files: Files;
  clock: Clock;
  /** Full path of a folder of the extension's own; made when it is needed. */
  folder: string;
}

/** What all windows of this machine watch, kept over reloads and restarts. */
export class WatchList {
  readonly #list: SharedList<Watch>;
  /** Full path of the folder that it is in. */
  readonly folder: string;

  constructor({ folder, ...services }: WatchListOptions) {
    this.folder = folder;
    this.#list = new SharedList({ ...services, path: path.join(folder, 'watches.json'), isElement: isWatch });
  }

  /** @throws what the file system throws */
  async read(): Promise<Watch[]> {
    return this.#list.read();
  }

  /** Whoever asks again is told once. @throws what the file system throws */
  async add(watch: Watch): Promise<void> {
    await this.#list.change((list) => [...list.filter((other) => other.actionId !== watch.actionId), watch]);
  }

  /**
   * @returns whether it was there: of several that remove it, one is told so
   * @throws what the file system throws
   */
  async remove(actionId: string): Promise<boolean> {
    let wasThere = false;
    await this.#list.change((list) => {
      const rest = list.filter((watch) => watch.actionId !== actionId);
      wasThere = rest.length < list.length;
      return rest;
    });
    return wasThere;
  }
}

/** What the service counts requests by, and one window watches for all: tenant and app. */
export function tenantAndApp({ tenantId, clientId }: Pick<Watch, 'tenantId' | 'clientId'>): string {
  return `${tenantId}|${clientId}`.toLowerCase();
}

function isWatch(value: unknown): value is Watch {
  const { actionId, device, connection, tenantId, clientId, sinceMs, root, folder } = (value ??
    {}) as Partial<Record<keyof Watch, unknown>>;
  const isPlace = [root, folder].every((text) => text === undefined || typeof text === 'string');
  const isNamed = [actionId, device, connection, tenantId, clientId].every(
    (text) => typeof text === 'string',
  );
  return isNamed && isPlace && typeof sinceMs === 'number';
}
