import { l10n } from 'vscode';
import type { MachineAction } from '../../defender/machineAction.ts';
import { visibleText } from './visibleText.ts';

const types = new Map<string, () => string>([
  ['CollectInvestigationPackage', () => l10n.t('Investigation package')],
  ['RunAntiVirusScan', () => l10n.t('Antivirus scan')],
  ['Isolate', () => l10n.t('Isolation')],
  ['Unisolate', () => l10n.t('Release from isolation')],
  ['Offboard', () => l10n.t('Offboarding')],
  ['LiveResponse', () => l10n.t('Live response')],
  ['StopAndQuarantineFile', () => l10n.t('Stop and quarantine file')],
  ['RestrictCodeExecution', () => l10n.t('App restriction')],
  ['UnrestrictCodeExecution', () => l10n.t('Removal of app restriction')],
]);

const statuses = new Map<string, () => string>([
  ['Pending', () => l10n.t('Pending')],
  ['InProgress', () => l10n.t('In progress')],
  ['Succeeded', () => l10n.t('Succeeded')],
  ['Failed', () => l10n.t('Failed')],
  ['TimeOut', () => l10n.t('Timed out')],
  ['Cancelled', () => l10n.t('Cancelled')],
]);

/** What has words here; the service knows more of both. */
export const knownTypes: readonly string[] = [...types.keys()];
export const knownStatuses: readonly string[] = [...statuses.keys()];

/** The action's type in the words of the portal; a type that is not known as the service names it. */
export function typeWords({ type, scope }: Pick<MachineAction, 'type' | 'scope'>): string {
  const words = types.get(type)?.() ?? (visibleText(type) || l10n.t('Unnamed action'));
  return type === 'RunAntiVirusScan' || type === 'Isolate' ? withScope(words, scope) : words;
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
  return statuses.get(status)?.() ?? (visibleText(status) || l10n.t('State unknown'));
}

/** The device's name, or what else is known of which device it is. */
export function deviceWords({ computerDnsName, machineId }: MachineAction): string {
  return visibleText(computerDnsName?.trim() || machineId || l10n.t('Unnamed device'));
}
