import type { Connection } from '../auth/connection.ts';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import { SettingsError } from '../auth/settingsError.ts';

/** What was asked for over a connection, and is kept on disk by the connection's name. */
export interface Kept {
  connection: string;
  tenantId: string;
  clientId: string;
}

/** @throws SettingsError when the connection is gone, or leads to another tenant or app than it did */
export function keptConnection(connections: ConnectionStore, kept: Kept): Connection {
  const connection = connections.require(kept.connection);
  if (connection.tenantId !== kept.tenantId || connection.clientId !== kept.clientId) {
    throw new SettingsError('unknownConnection', { connection: kept.connection });
  }
  return connection;
}
