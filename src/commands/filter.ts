import { l10n, window, type QuickPickItem } from 'vscode';
import { isCancellation } from '../defender/reasonedError.ts';
import { readFilter, type DeviceFilter, type ListFilter } from '../views/listFilter.ts';
import { knownStatuses, knownTypes, statusWords, typeWords } from '../views/words/actionWords.ts';
import { periodWords } from '../views/words/filterWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { askChosenOrTyped } from './chosenOrTyped.ts';
import { askDevice, findDevice } from './deviceFilter.ts';
import type { Services } from './services.ts';

/** Days; the service keeps machine actions for 180. */
const periods = [1, 3, 7, 30, 90, 180];

interface Criterion {
  label: string;
  /** What it is at present. */
  value: string;
  /** Asks for it. */
  ask: () => Promise<Partial<ListFilter> | undefined>;
}

/**
 * Narrows the list. The criteria are asked for one by one and in any order, and hold together once a person is done.
 * @param argument a filter for key bindings, with the name or the id of a device as `device`
 */
export async function filter(services: Services, argument: unknown): Promise<void> {
  const given = readFilter(argument);
  if (
    typeof argument === 'object' &&
    argument !== null &&
    Object.keys(argument).some((key) => key in given)
  ) {
    const { device } = argument as { device?: unknown };
    await services.filter.set({
      ...given,
      device: typeof device === 'string' && device ? await deviceFor(services, device) : given.device,
    });
    return;
  }
  let draft = services.filter.value;
  for (;;) {
    const criterion = await chooseCriterion(criteriaOf(services, draft));
    if (!criterion) {
      break;
    }
    draft = { ...draft, ...(await unlessCancelled(criterion.ask)) };
  }
  if (JSON.stringify(draft) !== JSON.stringify(services.filter.value)) {
    await services.filter.set(draft);
  }
}

/** A device that does not exist has no actions: the list is not shown without the filter that was wanted. */
async function deviceFor(services: Services, text: string): Promise<DeviceFilter> {
  const { name } = services.connections.requireActive();
  return (await findDevice(services, text)) ?? { name: text, connection: name, machineIds: [text] };
}

/** @returns undefined when the person is done, which Escape says too */
async function chooseCriterion(criteria: Criterion[]): Promise<Criterion | undefined> {
  const items: (QuickPickItem & { criterion?: Criterion })[] = criteria.map((criterion) => ({
    label: criterion.label,
    description: plainText(criterion.value),
    criterion,
  }));
  items.push({ label: `$(check) ${l10n.t('Done')}` });
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Filter Machine Actions'),
    placeHolder: l10n.t('Choose what to filter by'),
  });
  return chosen?.criterion;
}

function criteriaOf(services: Services, draft: ListFilter): Criterion[] {
  const actions = services.lists.rows.map(({ action }) => action);
  const any = l10n.t('any');
  const inUse = (words: string[]) => words.join(', ') || any;
  const typeName = (type: string) => typeWords({ type });
  return [
    {
      label: l10n.t('Type'),
      value: inUse(draft.types.map(typeName)),
      ask: async () => {
        const seen = actions.map(({ type }) => type);
        const types = await askSeveral(l10n.t('Types'), [...knownTypes, ...seen], draft.types, typeName);
        return types && { types };
      },
    },
    {
      label: l10n.t('State'),
      value: inUse(draft.statuses.map(statusWords)),
      ask: async () => {
        const seen = actions.map(({ status }) => status);
        const all = [...knownStatuses, ...seen];
        const statuses = await askSeveral(l10n.t('States'), all, draft.statuses, statusWords);
        return statuses && { statuses };
      },
    },
    {
      label: l10n.t('Device'),
      value: draft.device?.name ?? any,
      ask: async () => ({ device: await askDevice(services) }),
    },
    {
      label: l10n.t('Requestor'),
      value: draft.requestor ?? any,
      ask: async () => ({ requestor: await askRequestor(actions.map(({ requestor }) => requestor ?? '')) }),
    },
    {
      label: l10n.t('Period'),
      value: draft.days === undefined ? l10n.t('as in the settings') : periodWords(draft.days),
      ask: askPeriod,
    },
  ];
}

async function askSeveral(
  title: string,
  values: readonly string[],
  present: readonly string[],
  words: (value: string) => string,
): Promise<string[] | undefined> {
  const items = [...new Set([...values, ...present])].filter(Boolean).map((value) => ({
    label: plainText(words(value)),
    picked: present.includes(value),
    value,
  }));
  const placeHolder = l10n.t('None stands for any');
  const chosen = await window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return chosen?.map(({ value }) => value);
}

async function askRequestor(seen: readonly string[]): Promise<string | undefined> {
  const item = (value: string) => ({ label: plainText(value), value });
  const anyone = { label: l10n.t('Anyone'), value: '' };
  const names = [...new Set(seen)].filter(Boolean);
  const { value } = await askChosenOrTyped({
    title: l10n.t('Requestor'),
    placeholder: l10n.t('Choose or type the name of an account'),
    items: [anyone, ...names.map(item)],
    typed: (text) => (text && !names.includes(text) ? item(text) : undefined),
  });
  return value || undefined;
}

async function askPeriod(): Promise<Partial<ListFilter> | undefined> {
  const items: (QuickPickItem & { days?: number })[] = [
    { label: l10n.t('As in the settings') },
    ...periods.map((days) => ({ label: periodWords(days), days })),
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Period') });
  return chosen && { days: chosen.days };
}

/** Whoever leaves one question goes back to the others. */
async function unlessCancelled<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!isCancellation(error)) {
      throw error;
    }
    return undefined;
  }
}
