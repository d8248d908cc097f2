import type { Endpoints } from './clouds.ts';

/** A tenant, and the portal of its cloud where that is known. */
export type PortalOf = Pick<Endpoints, 'portal'> & { tenantId: string };

/** @returns the address of the device's page; undefined without a known portal, or for what is no id of a device */
export function devicePage(connection: PortalOf, machineId: string | undefined): string | undefined {
  return machineId && /^[\w-]+$/.test(machineId) ? address(connection, `/machines/${machineId}`) : undefined;
}

/** @returns the address of the history of all machine actions; undefined without a known portal */
export function actionCenter(connection: PortalOf): string | undefined {
  return address(connection, '/action-center/history');
}

function address({ portal, tenantId }: PortalOf, path: string): string | undefined {
  return portal && `${portal}${path}?tid=${encodeURIComponent(tenantId)}`;
}
