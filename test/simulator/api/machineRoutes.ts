import type { Reply } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';
import type { Machine } from '../tenant/machine.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { toCollect, toRead } from './access.ts';
import { ApiError, noSuchMachine } from './errors.ts';
import { machineType } from './odata/entityTypes.ts';
import { parseListQuery, textOrder } from './odata/query.ts';
import { pageOf } from './page.ts';
import { commentOf } from './requestBody.ts';
import type { Call, Route } from './routes.ts';
import { entityReply, routePath } from './routes.ts';

export interface MachineRouteOptions {
  readonly tenant: Tenant;
  readonly pageSize: number;
}

const refusals = {
  OsPlatformNotSupported: "The action is not supported on this device's operating system.",
  ClientVersionNotSupported: "The version of the device's sensor does not support the action.",
};

/** Everything under `/api/machines`. */
export function machineRoutes({ tenant, pageSize }: MachineRouteOptions): Route[] {
  function list({ request }: Call): Reply {
    const listQuery = parseListQuery(request.query, machineType);
    const { value, nextLink } = pageOf(tenant.machines, listQuery, pageSize, request);
    if (value.length === 0) {
      throw new ApiError(404, 'ResourceNotFound', 'No machines were found.');
    }
    return jsonReply(200, {
      '@odata.context': `${request.origin}/api/$metadata#Machines`,
      value,
      ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
    });
  }

  /** By id, else by name; among several of that name the one that was seen last. */
  function byIdOrName(wanted: string): Machine {
    const found =
      tenant.machine(wanted) ??
      tenant.machines
        .filter(({ computerDnsName }) => computerDnsName === wanted)
        .toSorted((left, right) => textOrder(right.lastSeen, left.lastSeen))[0];
    if (found === undefined) {
      throw noSuchMachine(wanted);
    }
    return found;
  }

  function collect({ request, caller, id }: Call): Reply {
    const comment = commentOf(request);
    const machine = tenant.machine(id);
    if (machine === undefined) {
      throw noSuchMachine(id);
    }
    const { refusal } = tenant.collections.of(machine);
    if (refusal !== undefined) {
      throw new ApiError(400, refusal, refusals[refusal]);
    }
    if (tenant.collections.isUnderWay(machine.id)) {
      throw new ApiError(400, 'ActiveRequestAlreadyExists', 'Action is already in progress.');
    }
    const action = tenant.collections.start(machine, caller.user ?? caller.appName, comment);
    return entityReply(201, request, 'MachineActions', action);
  }

  const common = { method: 'GET', limit: 'general', accepted: toRead } as const;
  return [
    { ...common, path: routePath('machines'), answer: list },
    {
      ...common,
      path: routePath('machines/([^/]+)'),
      answer: ({ request, id }) => entityReply(200, request, 'Machines', byIdOrName(id)),
    },
    {
      ...common,
      method: 'POST',
      path: routePath('machines/([^/]+)/collectInvestigationPackage'),
      accepted: toCollect,
      answer: collect,
    },
  ];
}
