import type { Connection } from '../auth/connection.ts';
import { keptConnection, type Kept } from './keptConnection.ts';
import type { Services } from './services.ts';

/**
 * The connection that a command works with: that of the row it was called on, or without a row the active one. Of what
 * a command is called with only the name is used, so that nobody can make it lead elsewhere.
 * @throws SettingsError
 */
export function chosenConnection(
  { connections }: Pick<Services, 'connections'>,
  argument: unknown,
): Connection {
  const { connection } = (argument ?? {}) as { connection?: Partial<Connection> | null };
  return typeof connection?.name === 'string'
    ? keptConnection(connections, { ...connection, connection: connection.name } as Kept)
    : connections.requireActive();
}
