import type { Attribute, Content, Element, TemplateInstance } from './binXml.ts';
import type { WorkBudget } from './bounds.ts';
import type { NumberField, TextField } from './rowLayout.ts';

/** Where in an event an element stands, which decides what it means. */
export type Place =
  | { kind: 'root' | 'event' | 'system' | 'userData' }
  /** `path`: the way to it, which the names of its values begin with. */
  | { kind: 'data'; path: string };

/** What makes the text of an attribute or an element: texts and substitutions, by turns. */
export type Source = readonly Content[];

/** One thing to take out of the content, wherever the template is used. */
export type Step =
  | { kind: 'number'; field: NumberField; source: Source }
  | { kind: 'text'; field: TextField; source: Source }
  | { kind: 'wide'; field: 'recordId' | 'time' | 'keywords'; source: Source }
  /** `name` is a source where it is filled by a value, too. */
  | { kind: 'pair'; name: string | Source; source: Source; place: Place }
  /** The same as a pair, yet nothing at all where there is no text. */
  | { kind: 'loose'; name: string; source: Source; place: Place }
  | { kind: 'instance'; instance: TemplateInstance; place: Place };

/** What stands where in the `System` element. Source: Microsoft's event schema. */
const systemElements = new Map<string, (element: Element) => Step[]>([
  ['Provider', provider],
  ['EventID', ({ content }) => [{ kind: 'number', field: 'eventId', source: content }]],
  ['Version', ({ content }) => [{ kind: 'number', field: 'version', source: content }]],
  ['Level', ({ content }) => [{ kind: 'number', field: 'level', source: content }]],
  ['Task', ({ content }) => [{ kind: 'number', field: 'task', source: content }]],
  ['Opcode', ({ content }) => [{ kind: 'number', field: 'opcode', source: content }]],
  ['Keywords', ({ content }) => [{ kind: 'wide', field: 'keywords', source: content }]],
  ['TimeCreated', (element) => attributeStep(element, 'SystemTime', { kind: 'wide', field: 'time' })],
  ['EventRecordID', ({ content }) => [{ kind: 'wide', field: 'recordId', source: content }]],
  [
    'Execution',
    (element) => [
      ...attributeStep(element, 'ProcessID', { kind: 'number', field: 'processId' }),
      ...attributeStep(element, 'ThreadID', { kind: 'number', field: 'threadId' }),
    ],
  ],
  ['Channel', ({ content }) => [{ kind: 'text', field: 'channel', source: content }]],
  ['Computer', ({ content }) => [{ kind: 'text', field: 'computer', source: content }]],
  ['Security', (element) => attributeStep(element, 'UserID', { kind: 'text', field: 'userSid' })],
]);

/** @throws {UnreadableContent} */
export function extractionPlan(content: readonly Content[], place: Place, work: WorkBudget): Step[] {
  const steps: Step[] = [];
  planAll(content, place, work, steps);
  return steps;
}

function planAll(content: readonly Content[], place: Place, work: WorkBudget, steps: Step[]): void {
  for (const part of content) {
    work.step(0);
    switch (part.kind) {
      case 'element':
        planElement(part, place, work, steps);
        break;
      case 'instance':
        steps.push({ kind: 'instance', instance: part, place });
        break;
      case 'text':
      case 'substitution':
        steps.push({ kind: 'loose', name: place.kind === 'data' ? place.path : '', source: [part], place });
        break;
      case 'instruction':
        break;
    }
  }
}

function planElement(element: Element, place: Place, work: WorkBudget, steps: Step[]): void {
  switch (place.kind) {
    case 'root':
      planAll(
        element.content,
        element.name === 'Event' ? { kind: 'event' } : within('', element, work),
        work,
        steps,
      );
      break;
    case 'event':
      if (element.name === 'System') {
        planAll(element.content, { kind: 'system' }, work, steps);
      } else if (element.name === 'EventData') {
        planAll(element.content, { kind: 'data', path: '' }, work, steps);
      } else if (element.name === 'UserData') {
        planAll(element.content, { kind: 'userData' }, work, steps);
      } else {
        planData(element, '', work, steps);
      }
      break;
    case 'system':
      steps.push(...(systemElements.get(element.name)?.(element) ?? []));
      break;
    case 'userData':
      if (isText(element.content)) {
        planData(element, '', work, steps);
      } else {
        // Its one element says what kind of data follows, which the event's number says as well.
        planAttributes(element, '', work, steps);
        planAll(element.content, { kind: 'data', path: '' }, work, steps);
      }
      break;
    case 'data':
      planData(element, place.path, work, steps);
      break;
  }
}

function planData(element: Element, path: string, work: WorkBudget, steps: Step[]): void {
  const { content } = element;
  const given = element.name === 'Data' ? element.attributes.find(({ name }) => name === 'Name') : undefined;
  const constant = given ? constantText(given.content) : undefined;
  const place =
    given === undefined && element.name === 'Data'
      ? { kind: 'data' as const, path }
      : within(path, { name: constant ?? element.name }, work);
  planAttributes(element, place.path, work, steps, given);
  if (isText(content)) {
    const name = given && constant === undefined ? given.content : place.path;
    steps.push({ kind: 'pair', name, source: content, place });
  } else {
    planAll(content, place, work, steps);
  }
}

function planAttributes(
  { attributes }: Element,
  path: string,
  work: WorkBudget,
  steps: Step[],
  named?: Attribute,
): void {
  for (const attribute of attributes) {
    const { name, content } = attribute;
    if (attribute !== named && name !== 'xmlns' && !name.startsWith('xmlns:')) {
      const { path: own } = joined(path, '@', name, work);
      steps.push({ kind: 'loose', name: own, source: content, place: { kind: 'data', path: own } });
    }
  }
}

function within(path: string, { name }: { name: string }, work: WorkBudget): { kind: 'data'; path: string } {
  return joined(path, path === '' ? '' : '/', name, work);
}

function joined(path: string, mark: string, name: string, work: WorkBudget): { kind: 'data'; path: string } {
  const longer = path + mark + name;
  work.text(2 * longer.length, 0);
  return { kind: 'data', path: longer };
}

/** Whether no elements stand in it, except in values. */
function isText(content: Source): boolean {
  return content.every(({ kind }) => kind === 'text' || kind === 'substitution');
}

/** @returns undefined when values are needed for it */
function constantText(content: Source): string | undefined {
  let text = '';
  for (const part of content) {
    if (part.kind !== 'text') {
      return undefined;
    }
    text += part.text;
  }
  return text;
}

/** Old providers have their name where others have it, and say which they are behind it. */
function provider(element: Element): Step[] {
  const name = attributeStep(element, 'Name', { kind: 'text', field: 'provider' });
  return name.length > 0 ? name : attributeStep(element, 'Guid', { kind: 'text', field: 'provider' });
}

type FieldStep = Extract<Step, { kind: 'number' | 'text' | 'wide' }>;
type WithoutSource<S> = S extends unknown ? Omit<S, 'source'> : never;

function attributeStep(element: Element, name: string, step: WithoutSource<FieldStep>): Step[] {
  const attribute = element.attributes.find((candidate) => candidate.name === name);
  return attribute ? [{ ...step, source: attribute.content }] : [];
}
