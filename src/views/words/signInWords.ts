import { l10n } from 'vscode';
import type { SignInError, SignInErrorData, SignInReason } from '../../auth/signInError.ts';
import type { ErrorWords } from './wording.ts';

const words: Record<SignInReason, (data: SignInErrorData) => ErrorWords> = {
  signInRequired: () => ({
    what: l10n.t('Nobody is signed in to this connection.'),
    cure: l10n.t('Sign in.'),
    remedies: ['signIn'],
  }),
  signInExpired: () => ({
    what: l10n.t('Microsoft Entra ID wants you to sign in again.'),
    cure: l10n.t('Sign in.'),
    remedies: ['signIn'],
  }),
  timedOut: () => ({
    what: l10n.t('The sign-in was not finished within five minutes.'),
    cure: l10n.t('Sign in again. If the browser showed an error, its number tells what to correct.'),
    remedies: ['signIn'],
  }),
  declined: () => ({
    what: l10n.t('The sign-in was declined.'),
    cure: l10n.t('Sign in again and accept, or ask an administrator to grant consent.'),
    remedies: ['signIn'],
  }),
  browserNotOpened: () => ({
    what: l10n.t('No browser was opened for the sign-in.'),
    cure: l10n.t('Allow it, or let the connection sign in with a device code.'),
    remedies: ['signIn', 'editConnection'],
  }),
  mfaRequired: () => ({
    what: l10n.t('Microsoft Entra ID asks for multifactor authentication.'),
    cure: l10n.t('Sign in again and finish it in the browser.'),
    remedies: ['signIn'],
  }),
  conditionalAccess: () => ({
    what: l10n.t('A Conditional Access policy of the tenant blocks this sign-in.'),
    cure: l10n.t(
      'Sign in from a device that the policy allows, or in the browser instead of with a device code.',
    ),
    remedies: ['signIn', 'editConnection'],
  }),
  consentRequired: () => ({
    what: l10n.t('Nobody has granted the permissions of this app registration.'),
    cure: l10n.t(
      'An administrator grants consent in the Entra admin center, under the API permissions of the app.',
    ),
    remedies: ['signIn'],
  }),
  notAssigned: () => ({
    what: l10n.t('The account is not assigned to this app.'),
    cure: l10n.t('An administrator assigns it under Enterprise applications > Users and groups.'),
    remedies: ['signIn'],
  }),
  unknownTenant: () => ({
    what: l10n.t('The tenant was not found in this cloud.'),
    cure: l10n.t('Check the tenant ID and the cloud of the connection.'),
    remedies: ['editConnection'],
  }),
  wrongTenant: () => ({
    what: l10n.t('The account belongs to another tenant than the connection.'),
    cure: l10n.t('Sign in with an account of the tenant, or correct the tenant ID.'),
    remedies: ['signIn', 'editConnection'],
  }),
  unknownApp: () => ({
    what: l10n.t('The tenant has no app with this client ID.'),
    cure: l10n.t('Check the client ID and the tenant ID of the connection.'),
    remedies: ['editConnection'],
  }),
  appDisabled: () => ({
    what: l10n.t('The app is disabled in this tenant.'),
    cure: l10n.t('An administrator enables it under Enterprise applications.'),
    remedies: [],
  }),
  unknownResource: () => ({
    what: l10n.t('The tenant does not know the API that the scope names.'),
    cure: l10n.t(
      'Check the cloud and the scope, and that the tenant has Defender for Endpoint (WindowsDefenderATP).',
    ),
    remedies: ['editConnection'],
  }),
  badScope: () => ({
    what: l10n.t('Microsoft Entra ID does not accept the scope.'),
    cure: l10n.t('Check the scope of the connection: it ends in /.default.'),
    remedies: ['editConnection'],
  }),
  wrongCloud: () => ({
    what: l10n.t('The app or the account belongs to another cloud.'),
    cure: l10n.t('Choose the cloud that the tenant is in.'),
    remedies: ['editConnection'],
  }),
  redirectUri: () => ({
    what: l10n.t('The app registration lacks the redirect address http://localhost.'),
    cure: l10n.t('Add it under Authentication > Mobile and desktop applications.'),
    remedies: ['signIn'],
  }),
  notPublicClient: () => ({
    what: l10n.t('The app registration does not allow this way to sign in.'),
    cure: l10n.t(
      'Turn on "Allow public client flows" under Authentication, or sign in as the app with a secret or certificate.',
    ),
    remedies: ['editConnection'],
  }),
  badSecret: () => ({
    what: l10n.t('The client secret is wrong.'),
    cure: l10n.t('Paste the value of the secret, not its ID.'),
    remedies: ['signIn'],
  }),
  expiredSecret: () => ({
    what: l10n.t('The client secret has expired.'),
    cure: l10n.t('Make a new one in the app registration, under Certificates & secrets.'),
    remedies: ['signIn'],
  }),
  badCertificate: () => ({
    what: l10n.t('Microsoft Entra ID does not accept the certificate.'),
    cure: l10n.t(
      'Upload it to the app registration, under Certificates & secrets, and check the clock of this machine.',
    ),
    remedies: ['signIn', 'editConnection'],
  }),
  certificateUnreadable: ({ path = '' }) => ({
    what: l10n.t('{0} cannot be read, or holds no certificate with its private key.', path),
    cure: l10n.t('Give a PEM file with both, on the machine that the extension runs on.'),
    remedies: ['editConnection'],
  }),
  certificateExpired: ({ path = '' }) => ({
    what: l10n.t('The certificate in {0} has expired.', path),
    cure: l10n.t('Make a new one and upload it to the app registration.'),
    remedies: ['editConnection'],
  }),
  wrongPassphrase: ({ path = '' }) => ({
    what: l10n.t('The passphrase does not open the key in {0}.', path),
    cure: l10n.t('Sign in again and type it once more.'),
    remedies: ['signIn'],
  }),
  throttled: ({ host = '' }) => ({
    what: l10n.t('{0} asks for a pause.', host),
    cure: l10n.t('Try again in a minute.'),
    remedies: ['signIn'],
  }),
  badResponse: ({ host = '' }) => ({
    what: l10n.t('{0} answered something else than Microsoft Entra ID would.', host),
    cure: l10n.t('Look for a sign-in page of the network or a proxy in between, and check the authority.'),
    remedies: ['signIn', 'editConnection'],
  }),
  refused: ({ code = '' }) => ({
    what: l10n.t('Microsoft Entra ID refused the sign-in ({0}).', code),
    cure: l10n.t('The log has its answer.'),
    remedies: ['signIn'],
  }),
};

export function signInWords({ reason, data }: SignInError): ErrorWords {
  const said = words[reason](data);
  return data.aadsts ? { ...said, what: `${said.what} (AADSTS${data.aadsts})` } : said;
}
