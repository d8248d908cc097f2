import { l10n } from 'vscode';
import { isPackageCollection, timeOf, type MachineAction } from '../defender/machineAction.ts';
import { actionCenter, devicePage, type PortalOf } from '../defender/portal.ts';
import { whyNoPackage } from '../evidence/collectionState.ts';
import { acquisitionWords } from './words/acquisitionWords.ts';
import { deviceWords, statusWords, typeWords } from './words/actionWords.ts';
import { resultWords } from './words/resultWords.ts';
import { utcAndLocalTime } from './words/timeWords.ts';
import { visibleText } from './words/visibleText.ts';

/** What is known besides the action itself. */
export interface ActionCircumstances {
  connection: PortalOf | undefined;
  /** Full path of its package, where that is in the workspace. */
  packagePath: string | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** Deeper than anything the service sends; from here on an object stands in one line. */
const deepest = 16;

/** All there is to say of an action, as YAML: in comments what it means, then every field as the service returned it. */
export function actionText(action: MachineAction, circumstances: ActionCircumstances): string {
  const fields = Object.entries(action.raw)
    // What OData says of an answer with one action is no field of the action.
    .filter(([key]) => !key.startsWith('@odata.'))
    .flatMap(([key, value]) => fieldLines(key, value, ''));
  return [...header(action, circumstances).map((line) => `# ${line}`), '', ...fields, ''].join('\n');
}

function header(action: MachineAction, { connection, packagePath, now }: ActionCircumstances): string[] {
  const refusal = isPackageCollection(action) ? whyNoPackage(action, now) : undefined;
  return [
    `${typeWords(action)} · ${deviceWords(action)} · ${statusWords(action.status)}`,
    refusal && acquisitionWords(refusal).what,
    packagePath && l10n.t('Its package is in the workspace: {0}', visibleText(packagePath)),
    ...(connection ? portalLines(action, connection) : []),
    l10n.t('Written {0}', utcAndLocalTime(now)),
  ].filter((line): line is string => Boolean(line));
}

function portalLines({ machineId }: MachineAction, connection: PortalOf): (string | undefined)[] {
  const history = actionCenter(connection);
  if (!history) {
    return [l10n.t('The portal of a custom cloud is not known to this extension.')];
  }
  const device = devicePage(connection, machineId);
  return [
    device && l10n.t('The device in the Defender portal: {0}', device),
    l10n.t('The Action center in the Defender portal: {0}', history),
  ];
}

function fieldLines(key: string, value: unknown, indent: string): string[] {
  // Any other key could read as something else in YAML.
  const name = `${indent}${/^[A-Za-z_]\w*$/.test(key) ? key : scalarText(key)}:`;
  if (!isTree(value) || indent.length > deepest) {
    return [`${name} ${scalarText(value)}${remark(key, value)}`];
  }
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.flatMap((element) => elementLines(element, inner))
    : Object.entries(value).flatMap(([innerKey, one]) => fieldLines(innerKey, one, inner));
  return [name, ...lines];
}

function elementLines(element: unknown, indent: string): string[] {
  if (!isTree(element) || Array.isArray(element)) {
    return [`${indent}- ${scalarText(element)}`];
  }
  const inner = `${indent}  `;
  const [first = '', ...others] = Object.entries(element).flatMap(([key, one]) =>
    fieldLines(key, one, inner),
  );
  const words = commandWords(element);
  return [...(words ? [`${indent}# ${words}`] : []), `${indent}- ${first.trimStart()}`, ...others];
}

/** A command of live response in one line: `RunScript · ScriptName: Get-Triage.ps1 · Completed`. */
function commandWords(element: object): string {
  const { command, commandStatus } = element as { command?: unknown; commandStatus?: unknown };
  if (!isTree(command)) {
    return '';
  }
  const { type, params } = command as { type?: unknown; params?: unknown };
  const given = (Array.isArray(params) ? params : [])
    .filter(isTree)
    .map((param) => texts(Object.values(param)).join(': '));
  return visibleText(texts([type, ...given, commandStatus]).join(' · '));
}

function texts(values: unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

/** Whether there is something in it that deserves lines of its own. */
function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/**
 * JSON is YAML, and shows what is text, what is a number and what is missing. It escapes control characters, but not
 * those that turn the direction of writing.
 */
function scalarText(value: unknown): string {
  return visibleText(JSON.stringify(value ?? null));
}

function remark(key: string, value: unknown): string {
  if (key === 'errorHResult' && typeof value === 'number' && value !== 0) {
    return `  # ${resultWords(value)}`;
  }
  const at = /Time(Utc)?$/.test(key) && typeof value === 'string' ? timeOf(value) : undefined;
  return at === undefined ? '' : `  # ${utcAndLocalTime(at)}`;
}
