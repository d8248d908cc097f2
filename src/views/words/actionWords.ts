import { l10n } from 'vscode';
import type { MachineAction } from '../../defender/machineAction.ts';
import { visibleText } from './visibleText.ts';

/** The action's type in the words of the portal; a type that is not known as the service names it. */
export function typeWords({ type, scope }: MachineAction): string {
  switch (type) {
    case 'CollectInvestigationPackage':
      return l10n.t('Investigation package');
    case 'RunAntiVirusScan':
      return withScope(l10n.t('Antivirus scan'), scope);
    case 'Isolate':
      return withScope(l10n.t('Isolation'), scope);
    case 'Unisolate':
      return l10n.t('Release from isolation');
    case 'Offboard':
      return l10n.t('Offboarding');
    case 'LiveResponse':
      return l10n.t('Live response');
    case 'StopAndQuarantineFile':
      return l10n.t('Stop and quarantine file');
    case 'RestrictCodeExecution':
      return l10n.t('App restriction');
    case 'UnrestrictCodeExecution':
      return l10n.t('Removal of app restriction');
    case '':
      return l10n.t('Unnamed action');
    default:
      return visibleText(type);
  }
}

/** `Quick`, `Full` and `Selective` are all there is; anything else is shown as it comes. */
function withScope(words: string, scope: string | undefined): string {
  switch (scope) {
    case undefined:
    case '':
      return words;
    case 'Quick':
      return l10n.t('{0} (quick)', words);
    case 'Full':
      return l10n.t('{0} (full)', words);
    case 'Selective':
      return l10n.t('{0} (selective)', words);
    default:
      return `${words} (${visibleText(scope)})`;
  }
}

export function statusWords(status: string): string {
  switch (status) {
    case 'Pending':
      return l10n.t('Pending');
    case 'InProgress':
      return l10n.t('In progress');
    case 'Succeeded':
      return l10n.t('Succeeded');
    case 'Failed':
      return l10n.t('Failed');
    case 'TimeOut':
      return l10n.t('Timed out');
    case 'Cancelled':
      return l10n.t('Cancelled');
    case '':
      return l10n.t('State unknown');
    default:
      return visibleText(status);
  }
}

/** The device's name, or what else is known of which device it is. */
export function deviceWords({ computerDnsName, machineId }: MachineAction): string {
  return visibleText(computerDnsName?.trim() || machineId || l10n.t('Unnamed device'));
}

/** A result such as `0x80190198`, which is how Microsoft's documentation lists them. */
export function resultWords(errorHResult: number): string {
  return `0x${(errorHResult >>> 0).toString(16).padStart(8, '0')}`;
}
