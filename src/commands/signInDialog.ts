import { env, l10n, Uri, window } from 'vscode';
import type { DeviceCode, SignInInteraction } from '../auth/interaction.ts';
import { isSafeAddress } from '../defender/origin.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { signInPage } from '../views/signInPage.ts';
import type { NotificationProgress } from '../views/progress.ts';

/** Asks a person in VS Code for what a sign-in needs. */
export function signInDialog(connectionName: string, progress: NotificationProgress): SignInInteraction {
  return {
    openBrowser: async (url) => {
      progress.report({ message: l10n.t('finish in the browser') });
      return env.openExternal(Uri.parse(url, true));
    },
    showDeviceCode: (code) => void showDeviceCode(connectionName, code, progress),
    askClientSecret: () =>
      askPassword(connectionName, l10n.t('Client secret of the app registration (its value, not its ID)')),
    askPassphrase: (path) => askPassword(connectionName, l10n.t('Passphrase of the key in {0}', path)),
    pages: {
      success: signInPage(l10n.t('Signed in'), l10n.t('You can close this page and go back to VS Code.')),
      failure: signInPage(l10n.t('Not signed in'), l10n.t('Go back to VS Code: it says why and what to do.')),
    },
  };
}

async function showDeviceCode(
  connectionName: string,
  { userCode, verificationUri }: DeviceCode,
  progress: NotificationProgress,
): Promise<void> {
  progress.report({ message: l10n.t('enter the code {0} at {1}', userCode, verificationUri) });
  const copy = l10n.t('Copy Code and Open Page');
  const chosen = await window.showInformationMessage(
    l10n.t(
      'Sign in to "{0}": enter the code {1} at {2}, in a browser of this or any other device.',
      connectionName,
      userCode,
      verificationUri,
    ),
    copy,
  );
  if (chosen === copy) {
    await env.clipboard.writeText(userCode);
    if (URL.canParse(verificationUri) && isSafeAddress(new URL(verificationUri))) {
      await env.openExternal(Uri.parse(verificationUri, true));
    }
  }
}

async function askPassword(connectionName: string, prompt: string): Promise<string> {
  const value = await window.showInputBox({
    title: l10n.t('Sign in to "{0}"', connectionName),
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() ? undefined : l10n.t('Something has to be entered.')),
  });
  if (value === undefined) {
    throw cancelled();
  }
  return value.trim();
}
