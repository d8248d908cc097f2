import { l10n } from 'vscode';
import type { SettingsError, SettingsErrorData, SettingsReason } from '../../auth/settingsError.ts';
import type { ErrorWords } from './wording.ts';
import { plainText } from './visibleText.ts';

const why: Record<
  Exclude<SettingsReason, 'noConnection' | 'noPortal' | 'unknownConnection'>,
  (data: Required<SettingsErrorData>) => string
> = {
  notAList: () => l10n.t('The setting is not a list of connections.'),
  notAnObject: ({ connection }) => l10n.t('Element {0} is not a connection.', connection),
  missing: ({ connection, field }) => l10n.t('Connection "{0}": {1} is missing.', connection, field),
  notText: ({ connection, field }) => l10n.t('Connection "{0}": {1} is not a text.', connection, field),
  duplicateName: ({ connection }) => l10n.t('Two connections are named "{0}".', connection),
  badTenant: ({ connection, value }) =>
    l10n.t('Connection "{0}": tenantId "{1}" is not the ID or the domain of one tenant.', connection, value),
  badClientId: ({ connection, value }) =>
    l10n.t('Connection "{0}": clientId "{1}" is not an application ID.', connection, value),
  unknownValue: ({ connection, field, value, allowed }) =>
    l10n.t(
      'Connection "{0}": {1} is "{2}", but can only be {3}.',
      connection,
      field,
      value,
      allowed.join(', '),
    ),
  notAnOrigin: ({ connection, field }) =>
    l10n.t(
      'Connection "{0}": {1} is not a scheme and a host alone, such as https://api.security.microsoft.com.',
      connection,
      field,
    ),
  plainHttp: ({ connection, field }) =>
    l10n.t(
      'Connection "{0}": {1} is on plain http:. A token may only travel over https:.',
      connection,
      field,
    ),
};

export function settingsWords({ reason, data }: SettingsError): ErrorWords {
  if (reason === 'noConnection') {
    return {
      what: l10n.t('No connection to a tenant is set up.'),
      cure: l10n.t('Add one.'),
      remedies: ['editConnection'],
    };
  }
  if (reason === 'noPortal') {
    return {
      what: l10n.t('Connection "{0}" is to a custom cloud.', plainText(data.connection ?? '')),
      cure: l10n.t('The address of its portal is not known to this extension.'),
      remedies: [],
    };
  }
  if (reason === 'unknownConnection') {
    return {
      what: l10n.t('There is no connection named "{0}" any more.', plainText(data.connection ?? '')),
      cure: l10n.t('Add it again, under the same name.'),
      remedies: ['editConnection'],
    };
  }
  const { connection = '', field = '', value = '', allowed = [] } = data;
  return {
    what: why[reason]({ connection: plainText(connection), field, value: plainText(value), allowed }),
    cure: l10n.t('Correct the setting defenderMachineActions.connections.'),
    remedies: ['openConnections'],
  };
}
