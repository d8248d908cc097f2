import type { TemplateInstance, TemplateValues } from './binXml.ts';
import { noValues, type Template } from './binXml.ts';
import type { BatchBuilder } from './batchBuilder.ts';
import { deepestNesting, mostValuesPerRecord, UnreadableContent } from './bounds.ts';
import type { EventChunk, FoundValue } from './eventChunk.ts';
import type { ContentProblem } from './eventLogFault.ts';
import { extractionPlan, type Place, type Source, type Step } from './extractionPlan.ts';
import { FragmentParser } from './fragmentParser.ts';
import { arrayItems, isArray, valueOfItem } from './valueArrays.ts';
import { numberOf, wideNumberOf } from './valueNumbers.ts';
import { fileTimeOf, valueText } from './valueText.ts';
import { misfit, valueTypes } from './valueTypes.ts';

const root: Place = { kind: 'root' };

/** Takes fields and values out of the records of one chunk. */
export class RecordExtraction {
  readonly #chunk: EventChunk;
  readonly #onProblem: (problem: ContentProblem, at: number) => void;
  /** Changes with the batch. */
  #builder: BatchBuilder;
  /** By template, and then by place: what is to be done there. */
  readonly #plans = new Map<Template, Map<string, Step[]>>();

  /** @param onProblem told of values that cannot be read, and where: bytes from the beginning of the chunk */
  constructor(
    chunk: EventChunk,
    builder: BatchBuilder,
    onProblem: (problem: ContentProblem, at: number) => void,
  ) {
    this.#chunk = chunk;
    this.#builder = builder;
    this.#onProblem = onProblem;
  }

  /**
   * Fills the row that the builder has begun.
   * @param start where the content begins, and `end` where it has to end: bytes from the beginning of the chunk
   * @throws {UnreadableContent} after what comes before was filled in
   */
  read(builder: BatchBuilder, start: number, end: number): void {
    this.#builder = builder;
    this.#chunk.work.startRecord();
    this.#fragment(start, end, root, 0);
  }

  #fragment(start: number, end: number, place: Place, nesting: number): void {
    const content = new FragmentParser(this.#chunk, start, end, { isTemplate: false }).parse();
    for (const part of content) {
      if (part.kind === 'instance') {
        this.#instance(part, place, nesting);
      } else {
        this.#all(extractionPlan([part], place, this.#chunk.work), noValues, nesting);
      }
    }
  }

  #instance({ template, values }: TemplateInstance, place: Place, nesting: number): void {
    if (nesting >= deepestNesting) {
      throw new UnreadableContent('nesting', values.descriptors);
    }
    this.#all(this.#plan(template, place), values, nesting + 1);
  }

  #plan(template: Template, place: Place): Step[] {
    const key = place.kind === 'data' ? `data ${place.path}` : place.kind;
    let plans = this.#plans.get(template);
    if (!plans) {
      plans = new Map();
      this.#plans.set(template, plans);
    }
    let plan = plans.get(key);
    if (!plan) {
      plan = extractionPlan(template.content, place, this.#chunk.work);
      plans.set(key, plan);
    }
    return plan;
  }

  #all(steps: readonly Step[], values: TemplateValues, nesting: number): void {
    const { work } = this.#chunk;
    for (const step of steps) {
      work.step(0);
      switch (step.kind) {
        case 'number':
          this.#number(step, values);
          break;
        case 'wide':
          this.#wide(step, values);
          break;
        case 'text':
          this.#textField(step, values);
          break;
        case 'pair':
        case 'loose':
          this.#pair(step, values, nesting);
          break;
        case 'instance':
          this.#instance(step.instance, step.place, nesting);
          break;
      }
    }
  }

  #number({ field, source }: Extract<Step, { kind: 'number' }>, values: TemplateValues): void {
    const single = this.#single(source, values);
    const number =
      single === 'several'
        ? Number(this.#composed(source, values) || NaN)
        : single && numberOf(this.#chunk, single);
    if (number !== undefined && Number.isInteger(number) && number >= 0) {
      this.#builder.number(field, number);
    }
  }

  #wide({ field, source }: Extract<Step, { kind: 'wide' }>, values: TemplateValues): void {
    const single = this.#single(source, values);
    if (single && single !== 'several' && isWideAsItIs(single)) {
      this.#builder.wide(field, this.#chunk.view, single.start);
      this.#builder.mark(field);
      return;
    }
    const text = single === 'several' ? this.#composed(source, values) : single && this.#text(single);
    const number = text === undefined ? undefined : field === 'time' ? fileTimeOf(text) : wideNumberOf(text);
    if (number !== undefined) {
      this.#builder.wideNumber(field, number);
    }
  }

  #textField({ field, source }: Extract<Step, { kind: 'text' }>, values: TemplateValues): void {
    const single = this.#single(source, values);
    if (single === 'several') {
      this.#builder.text(field, this.#builder.values.addText(this.#composed(source, values)));
    } else if (single) {
      this.#builder.text(field, this.#keep(single));
    }
  }

  #pair(step: Extract<Step, { kind: 'pair' | 'loose' }>, values: TemplateValues, nesting: number): void {
    const name = typeof step.name === 'string' ? step.name : this.#composed(step.name, values);
    const single = this.#single(step.source, values);
    if (single === 'several') {
      const text = this.#composed(step.source, values);
      if (step.kind === 'pair' || text.trim() !== '') {
        this.#add(name, this.#builder.values.addText(text));
      }
    } else if (single?.type === valueTypes.binaryXml) {
      this.#fragment(single.start, single.start + single.length, step.place, nesting);
    } else if (single && isArray(single.type)) {
      const items = arrayItems(this.#chunk, single);
      for (const item of items) {
        this.#add(name, this.#keep(item));
      }
      if (items.length === 0 && step.kind === 'pair') {
        this.#add(name, this.#builder.values.addText(''));
      }
    } else if (single) {
      this.#add(name, this.#keep(single));
    } else if (step.kind === 'pair' && !isOptional(step.source)) {
      this.#add(name, this.#builder.values.addText(''));
    }
  }

  #add(name: string, value: number): void {
    if (this.#builder.pairsOfRow >= mostValuesPerRecord) {
      throw new UnreadableContent('values', 0);
    }
    this.#builder.pair(name, value);
  }

  /** @returns the value where the source is nothing but one; `several` for all other sources */
  #single(source: Source, values: TemplateValues): FoundValue | 'several' | undefined {
    const [only] = source;
    return source.length === 1 && only?.kind === 'substitution'
      ? this.#chunk.value(values, only.index)
      : 'several';
  }

  #composed(source: Source, values: TemplateValues): string {
    let text = '';
    for (const part of source) {
      this.#chunk.work.step(0);
      if (part.kind === 'text') {
        text += part.text;
      } else if (part.kind === 'substitution') {
        const value = this.#chunk.value(values, part.index);
        text += value ? this.#text(value) : '';
      }
    }
    this.#chunk.work.text(2 * text.length, 0);
    return text;
  }

  #text(value: FoundValue): string {
    this.#chunk.work.step(value.start);
    if (isArray(value.type)) {
      return arrayItems(this.#chunk, value)
        .map((item) => this.#text(item))
        .join(', ');
    }
    const { type, start, length } = this.#readable(value);
    return valueText(type, this.#chunk.bytes, start, length);
  }

  /** @returns the number of the value among those of the batch */
  #keep(value: FoundValue): number {
    this.#chunk.work.step(value.start);
    const { type, start, length } = this.#readable(value);
    return this.#builder.values.add(type, this.#chunk.view, start, length);
  }

  #readable(value: FoundValue): FoundValue {
    this.#chunk.work.text(value.length, value.start);
    const problem = misfit(value.type, this.#chunk.bytes, value.start, value.length);
    if (problem) {
      this.#onProblem(problem, value.start);
    }
    return valueOfItem(value, problem);
  }
}

/** Of a source that is one substitution. */
function isOptional([only]: Source): boolean {
  return only?.kind === 'substitution' && only.isOptional;
}

function isWideAsItIs({ type, length }: FoundValue): boolean {
  return (
    length === 8 && (type === valueTypes.fileTime || type === valueTypes.uint64 || type === valueTypes.hex64)
  );
}
