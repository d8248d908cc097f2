import { plainKey } from '../artifacts/registry/keyAnswers.ts';
import type { Command } from '../artifacts/summary.ts';
import { queriedKey } from './commandKind.ts';

/** Where an intruder may be, and no command looked. */
export interface NeverAsked {
  readonly id: string;
  /** A key, a path or a name, for those who want to look there themselves. */
  readonly place: string;
  /** Whether a command asked for it at a place where Windows does not keep it. */
  readonly askedElsewhere: boolean;
}

const version = 'software\\microsoft\\windows\\currentversion';
const ntVersion = 'software\\microsoft\\windows nt\\currentversion';
const control = 'system\\currentcontrolset\\control';
const machine = 'hkey_local_machine\\';
const user = 'hkey_users\\*\\';

const keys: readonly (readonly [id: string, key: string])[] = [
  ['runOnce', `${machine}${version}\\runonce`],
  ['userRunOnce', `${user}${version}\\runonce`],
  ['wow6432Run', `${machine}software\\wow6432node\\microsoft\\windows\\currentversion\\run`],
  ['policiesRun', `${machine}${version}\\policies\\explorer\\run`],
  ['winlogon', `${machine}${ntVersion}\\winlogon`],
  ['userWinlogon', `${user}${ntVersion}\\winlogon`],
  ['imageFileExecution', `${machine}${ntVersion}\\image file execution options`],
  ['silentProcessExit', `${machine}${ntVersion}\\silentprocessexit`],
  ['appInit', `${machine}${ntVersion}\\windows`],
  ['lsa', `${machine}${control}\\lsa`],
  ['sessionManager', `${machine}${control}\\session manager`],
  ['printMonitors', `${machine}${control}\\print\\monitors`],
  ['activeSetup', `${machine}software\\microsoft\\active setup\\installed components`],
  ['userComClasses', 'hkey_users\\*_classes\\clsid'],
  ['userRunMru', `${user}${version}\\explorer\\runmru`],
];

const others: readonly (readonly [id: string, place: string, asked: RegExp])[] = [
  ['wmiSubscriptions', 'root\\subscription', /root[\\/]+subscription|__eventfilter|__eventconsumer/i],
  ['startupFolders', '…\\Start Menu\\Programs\\Startup', /start menu[\\/]+programs|[\\/]startup\b/i],
  ['systemLog', 'System.evtx', /\bwevtutil\b.{0,40}\bsystem\b|system\.evtx/i],
  ['applicationLog', 'Application.evtx', /\bwevtutil\b.{0,40}\bapplication\b|application\.evtx/i],
  ['powerShellLog', 'Microsoft-Windows-PowerShell/Operational', /windows[- ]powershell.{0,10}operational/i],
  ['taskSchedulerLog', 'Microsoft-Windows-TaskScheduler/Operational', /taskscheduler.{0,10}operational/i],
  ['hostsFile', '…\\drivers\\etc\\hosts', /etc[\\/]+hosts/i],
  ['shellHistory', 'ConsoleHost_history.txt', /consolehost_history/i],
];
const longest = 4000;

/** Places of which the commands ask for none; a key is asked for with those above it, as queries go all the way down. */
export function neverAsked(commands: readonly Command[]): NeverAsked[] {
  const asked = commands.flatMap((command) => queriedKey(command) ?? []).map(anyUser);
  const lines = commands.map(({ commandLine }) => commandLine.slice(0, longest));
  const missingKeys = keys
    .filter(([, key]) => !asked.some((each) => key === each || key.startsWith(`${each}\\`)))
    .map(([id, place]) => ({ id, place, askedElsewhere: asked.some((each) => sameName(each, place)) }));
  const missingOthers = others
    .filter(([, , pattern]) => !lines.some((line) => pattern.test(line)))
    .map(([id, place]) => ({ id, place, askedElsewhere: false }));
  return [...missingKeys, ...missingOthers];
}

/** `hkey_users\S-1-5-21-…\software` is one user's of many. */
function anyUser(key: string): string {
  return plainKey(key)
    .replace(/^hkey_users\\[^\\]*_classes(?=\\|$)/, 'hkey_users\\*_classes')
    .replace(/^hkey_users\\(?!\*)[^\\]+/, 'hkey_users\\*')
    .replace(/^hkey_current_user(?=\\|$)/, 'hkey_users\\*');
}

const names = ['runmru'];

/** Whether two keys have the same unmistakable name, in the same hive. */
function sameName(key: string, other: string): boolean {
  const name = key.slice(key.lastIndexOf('\\') + 1);
  const hive = key.slice(0, key.indexOf('\\') + 1);
  return names.includes(name) && other.startsWith(hive) && other.endsWith(`\\${name}`);
}
