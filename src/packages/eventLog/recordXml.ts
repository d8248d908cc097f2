import type { Attribute, Content, Element, Substitution, TemplateValues } from './binXml.ts';
import { noValues } from './binXml.ts';
import { deepestNesting, mostOpenElements, UnreadableContent } from './bounds.ts';
import { EventChunk, type FoundValue } from './eventChunk.ts';
import type { ContentProblem } from './eventLogFault.ts';
import { FragmentParser } from './fragmentParser.ts';
import { recordAt, recordHeaderLength, recordTrailerLength } from './eventRecord.ts';
import { arrayItems, isArray, valueOfItem } from './valueArrays.ts';
import { valueText } from './valueText.ts';
import { misfit, valueTypes } from './valueTypes.ts';
import { XmlWriter } from './xmlWriter.ts';

export interface RecordXml {
  /** As far as the content can be read. Elements that are open where it breaks off are ended. */
  xml: string;
  /** What cannot be read, and where: bytes from the beginning of the chunk. */
  problems: { problem: ContentProblem; at: number }[];
}

/**
 * All that a record says, as Windows shows it.
 * @param chunk the 64 KiB of the chunk in which the record is
 * @param offset bytes from the beginning of the chunk to the record
 */
export function readRecordXml(chunk: Uint8Array, offset: number): RecordXml {
  return new XmlOfRecord(new EventChunk(chunk)).read(offset);
}

class XmlOfRecord {
  readonly #chunk: EventChunk;
  readonly #writer = new XmlWriter();
  readonly #problems: RecordXml['problems'] = [];

  constructor(chunk: EventChunk) {
    this.#chunk = chunk;
  }

  read(offset: number): RecordXml {
    const record = recordAt(this.#chunk.bytes, offset);
    if (!record) {
      return { xml: '', problems: [{ problem: 'end', at: offset }] };
    }
    const start = offset + recordHeaderLength;
    try {
      this.#fragment(start, offset + record.length - recordTrailerLength, 0);
    } catch (error) {
      if (!(error instanceof UnreadableContent)) {
        throw error;
      }
      this.#problems.push({ problem: error.problem, at: error.at });
    }
    return { xml: this.#writer.finish(), problems: this.#problems };
  }

  #fragment(start: number, end: number, nesting: number): void {
    const content = new FragmentParser(this.#chunk, start, end, { isTemplate: false }).parse();
    this.#all(content, noValues, nesting);
  }

  #all(content: readonly Content[], values: TemplateValues, nesting: number): void {
    for (const part of content) {
      this.#chunk.work.step(0);
      switch (part.kind) {
        case 'element':
          this.#element(part, values, nesting);
          break;
        case 'text':
          this.#writer.text(part.text);
          break;
        case 'instruction':
          this.#writer.instruction(part.target, part.data);
          break;
        case 'instance':
          if (nesting >= deepestNesting) {
            throw new UnreadableContent('nesting', part.values.descriptors);
          }
          this.#all(part.template.content, part.values, nesting + 1);
          break;
        case 'substitution':
          this.#substitution(part, values, nesting);
          break;
      }
    }
  }

  #element(element: Element, values: TemplateValues, nesting: number): void {
    const [only] = element.content;
    const value =
      element.content.length === 1 && only?.kind === 'substitution'
        ? this.#chunk.value(values, only.index)
        : undefined;
    if (!value && only?.kind === 'substitution' && only.isOptional && element.content.length === 1) {
      return;
    }
    if (!value || !isArray(value.type)) {
      this.#start(element, values);
      this.#all(element.content, values, nesting);
      this.#writer.end();
      return;
    }
    // An element for each of the array's items, and one for an array that has none.
    const items = arrayItems(this.#chunk, value);
    if (items.length === 0) {
      this.#start(element, values);
      this.#writer.end();
    }
    for (const item of items) {
      this.#start(element, values);
      this.#writer.text(this.#text(item));
      this.#writer.end();
    }
  }

  #start(element: Element, values: TemplateValues): void {
    if (this.#writer.openElements >= mostOpenElements) {
      throw new UnreadableContent('openElements', 0);
    }
    this.#writer.start(element.name);
    for (const attribute of element.attributes) {
      const text = this.#attributeText(attribute, values);
      if (text !== undefined) {
        this.#writer.attribute(attribute.name, text);
      }
    }
  }

  /** @returns undefined where a value is left out and nothing else is there */
  #attributeText({ content }: Attribute, values: TemplateValues): string | undefined {
    let text: string | undefined = content.length === 0 ? '' : undefined;
    for (const part of content) {
      this.#chunk.work.step(0);
      if (part.kind === 'text') {
        text = (text ?? '') + part.text;
      } else if (part.kind === 'substitution') {
        const value = this.#chunk.value(values, part.index);
        if (value ?? !part.isOptional) {
          text = (text ?? '') + (value ? this.#text(value) : '');
        }
      }
    }
    return text;
  }

  #substitution(part: Substitution, values: TemplateValues, nesting: number): void {
    const value = this.#chunk.value(values, part.index);
    if (value?.type === valueTypes.binaryXml) {
      this.#fragment(value.start, value.start + value.length, nesting);
    } else if (value) {
      this.#writer.text(this.#text(value));
    }
  }

  #text(value: FoundValue): string {
    const { bytes, work } = this.#chunk;
    work.step(value.start);
    if (isArray(value.type)) {
      return arrayItems(this.#chunk, value)
        .map((item) => this.#text(item))
        .join(', ');
    }
    work.text(value.length, value.start);
    const problem = misfit(value.type, bytes, value.start, value.length);
    if (problem) {
      this.#problems.push({ problem, at: value.start });
    }
    const { type, start, length } = valueOfItem(value, problem);
    return valueText(type, bytes, start, length);
  }
}
