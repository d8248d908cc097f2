import { l10n } from 'vscode';
import type { DefenderErrorData } from '../../defender/defenderError.ts';
import type { Operation } from '../../defender/permissions.ts';
import { withRequestId } from './requestIdWords.ts';
import { plainText } from './visibleText.ts';
import type { ErrorWords } from './wording.ts';

/**
 * What lets an account do it in Defender, under the names that the portal shows: the permission of Defender's own
 * roles, then those of unified RBAC, under *Security operations > Security data* there.
 */
const roles: Record<Operation, readonly [role: string, unified: string]> = {
  list: ['View data', 'Security data basics (read)'],
  package: ['Alerts investigation', 'Alerts (manage)'],
  collect: ['Alerts investigation', 'Alerts (manage)'],
  cancel: ['Alerts investigation / Active remediation actions', 'Alerts (manage) / Response (manage)'],
  liveResponse: ['Live response', 'Basic / Advanced live response (manage)'],
};

const readWriteAll = 'Machine.ReadWrite.All';

/** Why a 403 was answered, as far as the token's claims tell. */
export function forbiddenWords(data: DefenderErrorData): ErrorWords {
  const { needs = [], has, kind } = data;
  const permission = needs.join(l10n.t(' or '));
  const remedies = ['signIn'] as const;
  if (has === undefined) {
    return {
      what: l10n.t(
        'Defender refused this. It takes the permission {0}; what the token has cannot be read.',
        permission,
      ),
      cure: l10n.t('Check the permissions of the app registration, and the role of the account in Defender.'),
      remedies,
    };
  }
  if (!needs.some((one) => has.includes(one))) {
    return {
      what: l10n.t(
        'Defender refused this: the token has no permission {0}. It has: {1}.',
        permission,
        plainText(has.join(', ')) || l10n.t('none'),
      ),
      cure: grantCure(permission, kind),
      remedies,
    };
  }
  return {
    what:
      kind === 'app'
        ? l10n.t('Defender refused this, although the token has the permission {0}.', held(needs, has))
        : l10n.t(
            'Defender refused this, although the token has the permission {0}: the role of the account, or its access to the device group of the device, is missing.',
            held(needs, has),
          ),
    cure: withRequestId(kind === 'app' ? appCure(needs, has) : roleCure(data), data),
    remedies,
  };
}

function held(needs: readonly string[], has: readonly string[]): string {
  return needs.filter((one) => has.includes(one)).join(', ');
}

function grantCure(permission: string, kind: DefenderErrorData['kind']): string {
  return l10n.t(
    'In the Microsoft Entra admin center: App registrations > the app > API permissions > Add a permission > APIs my organization uses > WindowsDefenderATP > {0} > {1}; then Grant admin consent, and sign in again.',
    kind === 'app' ? l10n.t('Application permissions') : l10n.t('Delegated permissions'),
    permission,
  );
}

/** Neither roles nor device groups hold for an app. */
function appCure(needs: readonly string[], has: readonly string[]): string {
  return needs.includes(readWriteAll) && !has.includes(readWriteAll)
    ? `${l10n.t('For some tenants an app needs Machine.ReadWrite.All.')} ${grantCure(readWriteAll, 'app')}`
    : l10n.t('The log has what the service answered.');
}

function roleCure({ operation }: DefenderErrorData): string {
  const [role, unified] = roles[operation ?? 'list'];
  return l10n.t(
    'An administrator gives the account the role permission {0} (unified RBAC: Security operations > Security data > {1}) for the device group, in the Defender portal.',
    role,
    unified,
  );
}
