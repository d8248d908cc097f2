import { randomBytes } from 'node:crypto';
import { GuardedProcess } from '../host/guardedProcess.ts';
import { ensureAzurite } from './install.ts';
import { accountSas, blobSas, type Period, type StorageAccount } from './sas.ts';

/** A blob storage that checks signatures and times as Azure's does. */
export interface Azurite {
  /** Host and port. */
  readonly host: string;
  putBlob(name: string, bytes: Uint8Array): Promise<void>;
  /** A link to a blob, which need not be there. Its times are the machine's own: the storage looks at no other clock. */
  sasLink(name: string, period: Period): string;
  close(): Promise<void>;
}

const container = 'investigation-packages';
const options = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'];
const readyWithin = 60_000;
const hour = 3_600_000;

/** Starts Azurite on loopback, on a free port; it keeps everything in memory and ends with this process. */
export async function startAzurite(): Promise<Azurite> {
  const program = await ensureAzurite();
  const account: StorageAccount = { name: 'evidence', key: randomBytes(64).toString('base64') };
  const running = new GuardedProcess(
    'Azurite',
    [program, '--blobHost', '127.0.0.1', '--blobPort', '0', ...options],
    {
      AZURITE_ACCOUNTS: `${account.name}:${account.key}`,
      // Would lead it to a database.
      AZURITE_DB: undefined,
    },
  );
  try {
    const [, origin = ''] = await running.waitForOutput(/successfully listens on (\S+)/, readyWithin);
    const folder = `${origin}/${account.name}/${container}`;
    const addressOf = (name: string): string => `${folder}/${encodeURIComponent(name)}`;
    const put = async (address: string, body?: Uint8Array): Promise<void> => {
      const now = Date.now();
      const sas = accountSas(account, { startsMs: now - hour, expiresMs: now + hour });
      await send(`${address}?${body ? '' : 'restype=container&'}${sas}`, body);
    };
    await put(folder);
    return {
      host: new URL(origin).host,
      putBlob: (name, bytes) => put(addressOf(name), bytes),
      sasLink: (name, period) => `${addressOf(name)}?${blobSas(account, container, name, period)}`,
      close: () => running.close(),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function send(address: string, body?: Uint8Array): Promise<void> {
  const response = await fetch(address, {
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob' },
    ...(body && { body }),
  });
  if (response.status !== 201) {
    throw new Error(`Azurite answered ${response.status} to a PUT: ${await response.text()}`);
  }
}
