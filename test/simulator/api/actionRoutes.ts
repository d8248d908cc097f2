import type { Reply } from '../http/exchange.ts';
import type { PackageLinks } from '../packageHost/links.ts';
import { isFinal } from '../tenant/collections.ts';
import type { MachineAction } from '../tenant/machineAction.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { toCancel, toGetPackages, toGetResults, toRead } from './access.ts';
import { ActionList } from './actionList.ts';
import { ApiError, noSuchAction } from './errors.ts';
import { commentOf } from './requestBody.ts';
import type { Call, Route } from './routes.ts';
import { entityReply, routePath, textReply } from './routes.ts';

export interface ActionRouteOptions {
  readonly tenant: Tenant;
  readonly links: PackageLinks;
  readonly now: () => number;
  readonly pageSize: number;
}

const one = 'machineactions/([^/]+)';
const resultLinkCall =
  'GetLiveResponseResultDownloadLink(?:\\(|%28)index(?:=|%3D)((?:(?!%29)[^/)])*)(?:\\)|%29)';

/** Everything under `/api/machineactions`. */
export function actionRoutes({ tenant, links, now, pageSize }: ActionRouteOptions): Route[] {
  const list = new ActionList(tenant, pageSize);

  function find(id: string): MachineAction {
    const action = tenant.find(id);
    if (action === undefined) {
      throw noSuchAction(id);
    }
    return action;
  }

  function packageUri({ request, id }: Call): Reply {
    const action = find(id);
    if (!tenant.hasPackage(action, now())) {
      throw new ApiError(
        404,
        'ResourceNotFound',
        `No investigation package is available for machine action ${action.id}.`,
      );
    }
    return textReply(request, links.linkFor(action.id));
  }

  function resultLink({ request, id, argument }: Call): Reply {
    const action = find(id);
    const index = resultIndex(action, argument);
    return textReply(request, links.issueResult(action.id, index));
  }

  function cancel({ request, caller, id }: Call): Reply {
    const comment = commentOf(request);
    const action = find(id);
    if (isFinal(action.status)) {
      throw new ApiError(
        400,
        'BadRequest',
        `Machine action ${action.id} is in the final state ${action.status} and cannot be cancelled.`,
      );
    }
    tenant.cancel(action, caller.user ?? caller.appId, comment);
    return entityReply(200, request, 'MachineActions', action);
  }

  const common = { method: 'GET', limit: 'general', accepted: toRead } as const;
  return [
    { ...common, path: routePath('machineactions'), answer: ({ request }) => list.reply(request) },
    {
      ...common,
      path: routePath(one),
      answer: ({ request, id }) => entityReply(200, request, 'MachineActions', find(id)),
    },
    {
      ...common,
      path: routePath(`${one}/getPackageUri`),
      limit: 'packages',
      accepted: toGetPackages,
      answer: packageUri,
    },
    {
      ...common,
      path: routePath(`${one}/${resultLinkCall}`),
      accepted: toGetResults,
      answer: resultLink,
    },
    {
      ...common,
      method: 'POST',
      path: routePath(`${one}/cancel`),
      accepted: toCancel,
      answer: cancel,
    },
  ];
}

/** The command that a link is wanted for, if it brought a result. */
function resultIndex(action: MachineAction, argument: string): number {
  if (action.type !== 'LiveResponse') {
    throw new ApiError(400, 'InvalidInput', `Machine action ${action.id} is not a live response action.`);
  }
  if (!/^\d{1,9}$/.test(argument)) {
    throw new ApiError(400, 'InvalidInput', `The command index '${argument}' is not valid.`);
  }
  const command = action.commands?.[Number(argument)];
  if (command === undefined) {
    throw new ApiError(404, 'ResourceNotFound', `Machine action ${action.id} has no command ${argument}.`);
  }
  if (command.command.type === 'PutFile') {
    throw new ApiError(400, 'InvalidInput', `Command ${argument} is of type PutFile, which has no result.`);
  }
  if (command.commandStatus !== 'Completed') {
    throw new ApiError(404, 'ResourceNotFound', `Command ${argument} has no result.`);
  }
  return Number(argument);
}
