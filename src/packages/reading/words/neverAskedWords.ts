import type { NeverAsked } from '../../verdict/neverAsked.ts';
import { t } from './translate.ts';

/** A place where an intruder may be, by the id that the verdict gives it. */
export function placeTitle({ id, place }: NeverAsked): string {
  const titles: Record<string, string> = {
    runOnce: t('RunOnce of the machine'),
    userRunOnce: t('RunOnce of users'),
    wow6432Run: t('Run of 32-bit programs'),
    policiesRun: t('Run by policy'),
    winlogon: t('Winlogon'),
    userWinlogon: t('Winlogon of users'),
    imageFileExecution: t('Image File Execution Options'),
    silentProcessExit: t('Silent Process Exit'),
    appInit: t('AppInit DLLs'),
    lsa: t('LSA packages'),
    sessionManager: t('Session Manager'),
    printMonitors: t('Print monitors'),
    activeSetup: t('Active Setup'),
    userComClasses: t('COM classes of users'),
    userRunMru: t('What users typed into Run'),
    wmiSubscriptions: t('WMI subscriptions'),
    startupFolders: t('Startup folders'),
    systemLog: t('System log'),
    applicationLog: t('Application log'),
    powerShellLog: t('PowerShell log'),
    taskSchedulerLog: t('Task Scheduler log'),
    hostsFile: t('hosts file'),
    shellHistory: t('PowerShell history of users'),
  };
  return Object.hasOwn(titles, id) ? (titles[id] ?? place) : place;
}

export function neverAskedWhy({ place, askedElsewhere }: NeverAsked): string {
  return askedElsewhere
    ? t('A command asked for it where Windows does not keep it. Look on the host: {0}', place)
    : t('No command asked for it. Look on the host: {0}', place);
}
