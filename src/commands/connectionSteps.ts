import { l10n, ThemeIcon, window } from 'vscode';
import { isClientId, isTenant, type ConnectionSetting, type SignInWay } from '../auth/connection.ts';
import { cloudNames, clouds } from '../defender/clouds.ts';
import { parseOrigin } from '../defender/origin.ts';
import { cloudWords } from '../views/words/cloudWords.ts';
import { askChoice, askText, type Choice, type Step } from './steps.ts';

/**
 * The questions that make up a connection.
 * @param draft holds the answers; what is in it already is offered again
 * @param isTaken whether another connection has a name
 */
export function connectionSteps(
  draft: Partial<ConnectionSetting>,
  isTaken: (name: string) => boolean,
): Step[] {
  const required = l10n.t('Something has to be entered.');
  const steps: Step[] = [
    async (place) => {
      draft.name = await askText(place, {
        prompt: l10n.t('A name of your choice for the tenant'),
        placeholder: 'Contoso',
        value: draft.name,
        validate: (text) =>
          !text ? required : isTaken(text) ? l10n.t('Another connection has this name.') : undefined,
      });
    },
    async (place) => {
      const choices = cloudNames.map((value) => ({ value, ...cloudWords(value) }));
      const placeholder = l10n.t('The cloud that the tenant is in');
      draft.cloud = await askChoice(place, { placeholder, choices, value: draft.cloud });
    },
    async (place) => {
      draft.tenantId = await askText(place, {
        prompt: l10n.t('Directory (tenant) ID: Entra admin center > Overview'),
        placeholder: '00000000-0000-0000-0000-000000000000',
        value: draft.tenantId,
        validate: (text) =>
          isTenant(text) ? undefined : l10n.t('The ID of one tenant, or one of its domains.'),
      });
    },
    async (place) => {
      draft.clientId = await askText(place, {
        prompt: l10n.t(
          'Application (client) ID: Entra admin center > App registrations > the app > Overview',
        ),
        placeholder: '00000000-0000-0000-0000-000000000000',
        value: draft.clientId,
        validate: (text) =>
          isClientId(text) ? undefined : l10n.t('An ID such as 00000000-0000-0000-0000-000000000000.'),
      });
    },
    async (place) => {
      const placeholder = l10n.t('How to sign in');
      draft.signIn = await askChoice(place, { placeholder, choices: signInChoices(), value: draft.signIn });
    },
  ];
  if (draft.signIn === 'certificate') {
    steps.push(async (place) => {
      draft.certificatePath = await askText(place, {
        prompt: l10n.t(
          'PEM file with the certificate and its private key, on the machine that the extension runs on',
        ),
        placeholder: '/home/me/contoso.pem',
        value: draft.certificatePath,
        validate: (text) => (text ? undefined : required),
        button: {
          iconPath: new ThemeIcon('folder-opened'),
          tooltip: l10n.t('Choose File'),
          find: findCertificate,
        },
      });
    });
  }
  return draft.cloud === 'custom' ? [...steps, ...customSteps(draft, required)] : steps;
}

function customSteps(draft: Partial<ConnectionSetting>, required: string): Step[] {
  const origin = (field: 'apiHost' | 'authority', prompt: string): Step => {
    return async (place) => {
      draft[field] = await askText(place, {
        prompt,
        placeholder: clouds.commercial[field],
        value: draft[field],
        validate: originFault,
      });
    };
  };
  return [
    origin('apiHost', l10n.t('Origin of the Defender for Endpoint API')),
    origin('authority', l10n.t('Origin of Microsoft Entra ID')),
    async (place) => {
      draft.scope = await askText(place, {
        prompt: l10n.t('Scope to ask for'),
        placeholder: clouds.commercial.scope,
        value: draft.scope ?? (draft.apiHost && `${draft.apiHost}/.default`),
        validate: (text) => (text ? undefined : required),
      });
    },
  ];
}

function originFault(text: string): string | undefined {
  const parsed = parseOrigin(text);
  if ('origin' in parsed) {
    return undefined;
  }
  return parsed.fault === 'plainHttp'
    ? l10n.t('A token may only travel over https:.')
    : l10n.t('Scheme and host alone, such as https://api.security.microsoft.com.');
}

async function findCertificate(): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Certificate and Key'),
    filters: { [l10n.t('PEM Files')]: ['pem', 'crt', 'key'], [l10n.t('All Files')]: ['*'] },
  });
  return chosen?.[0]?.fsPath;
}

function signInChoices(): Choice<SignInWay>[] {
  return [
    {
      value: 'browser',
      label: l10n.t('As Yourself, in the Browser'),
      detail: l10n.t('The app registration has the redirect address http://localhost'),
    },
    {
      value: 'deviceCode',
      label: l10n.t('As Yourself, with a Device Code'),
      detail: l10n.t('On another device. Many tenants block this by policy'),
    },
    {
      value: 'clientSecret',
      label: l10n.t('As the App, with a Client Secret'),
      detail: l10n.t('The secret is asked for at sign-in and kept in the secret storage'),
    },
    {
      value: 'certificate',
      label: l10n.t('As the App, with a Certificate'),
      detail: l10n.t('A PEM file with the certificate and its key'),
    },
  ];
}
