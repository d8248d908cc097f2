import { l10n } from 'vscode';
import type { NetworkError, NetworkErrorData, NetworkReason } from '../../defender/networkError.ts';
import type { ErrorWords } from './wording.ts';

const words: Record<NetworkReason, (data: NetworkErrorData) => Omit<ErrorWords, 'remedies'>> = {
  offline: ({ host }) => ({
    what: l10n.t('{0} could not be found on the network.', host),
    cure: l10n.t('Check the network connection and the name of the host.'),
  }),
  refused: ({ host }) => ({
    what: l10n.t('{0} does not accept connections.', host),
    cure: l10n.t('Check the host and the port in the connection, and the proxy setting.'),
  }),
  timeout: ({ host }) => ({
    what: l10n.t('{0} did not answer in time.', host),
    cure: l10n.t('Check the network connection and try again.'),
  }),
  interrupted: ({ host }) => ({
    what: l10n.t('The connection to {0} broke.', host),
    cure: l10n.t('Try again. If it happens again, look for a proxy or firewall that ends long connections.'),
  }),
  certificate: ({ host, code }) => ({
    what: l10n.t('The certificate of {0} is not trusted ({1}).', host, code ?? ''),
    cure: l10n.t(
      'If your organization inspects traffic, add its certificate authority to this machine and turn on the setting http.systemCertificates.',
    ),
  }),
  proxy: ({ host }) => ({
    what: l10n.t('The proxy did not let the request to {0} through.', host),
    cure: l10n.t(
      'Check the settings http.proxy and http.noProxy, and whether the proxy asks for a password.',
    ),
  }),
};

export function networkWords({ reason, data }: NetworkError): ErrorWords {
  return { ...words[reason](data), remedies: ['retry'] };
}
