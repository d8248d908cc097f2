import type { Template, TemplateValues } from './binXml.ts';
import { deepestNesting, UnreadableContent, WorkBudget } from './bounds.ts';
import { FragmentParser } from './fragmentParser.ts';
import { valueTypes } from './valueTypes.ts';

/** Bytes of a chunk, and of its header. */
export const chunkLength = 65_536;
export const chunkHeaderLength = 512;

/** Before the tokens of a template: what template follows, its GUID, how long it is. */
const templateHeaderLength = 24;

/** One value of a record, where it lies in the chunk. */
export interface FoundValue {
  type: number;
  start: number;
  length: number;
}

/** 64 KiB of an event log, which hold everything that their records refer to: names and templates. */
export class EventChunk {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly work = new WorkBudget();
  readonly #names = new Map<number, string>();
  readonly #templates = new Map<number, Template | UnreadableContent | 'compiling'>();
  #nesting = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /**
   * @param offset bytes from the beginning of the chunk
   * @throws {UnreadableContent}
   */
  name(offset: number): string {
    const cached = this.#names.get(offset);
    if (cached !== undefined) {
      return cached;
    }
    const end = this.nameEnd(offset);
    this.work.text(end - offset, offset);
    const name = this.bytes.toString('utf16le', offset + 8, end - 2);
    this.#names.set(offset, name);
    return name;
  }

  /**
   * @returns where the name that begins at `offset` ends
   * @throws {UnreadableContent}
   */
  nameEnd(offset: number): number {
    if (offset + 8 > this.length) {
      throw new UnreadableContent('name', offset);
    }
    const end = offset + 8 + 2 * this.view.getUint16(offset + 6, true) + 2;
    if (end > this.length) {
      throw new UnreadableContent('name', offset);
    }
    return end;
  }

  /**
   * @param offset bytes from the beginning of the chunk
   * @throws {UnreadableContent}
   */
  template(offset: number): Template {
    let template = this.#templates.get(offset);
    if (!template) {
      this.#templates.set(offset, 'compiling');
      try {
        template = this.#compile(offset);
      } catch (error) {
        if (!(error instanceof UnreadableContent)) {
          throw error;
        }
        template = error;
      }
      this.#templates.set(offset, template);
    }
    if (template === 'compiling') {
      throw new UnreadableContent('template', offset);
    }
    if (template instanceof UnreadableContent) {
      throw template;
    }
    return template;
  }

  /**
   * @returns where the template that begins at `offset` ends
   * @throws {UnreadableContent}
   */
  templateEnd(offset: number): number {
    const start = offset + templateHeaderLength;
    const end = start <= this.length ? start + this.view.getUint32(start - 4, true) : Infinity;
    if (end > this.length) {
      throw new UnreadableContent('template', offset);
    }
    return end;
  }

  /** @returns undefined where there is no value, or a value of no type */
  value(values: TemplateValues, index: number): FoundValue | undefined {
    if (index >= values.count) {
      return undefined;
    }
    const type = this.view.getUint8(values.descriptors + 4 * index + 2);
    const start = values.starts[index] ?? 0;
    return type === valueTypes.nothing
      ? undefined
      : { type, start, length: (values.starts[index + 1] ?? 0) - start };
  }

  #compile(offset: number): Template {
    const end = this.templateEnd(offset);
    if (this.#nesting === deepestNesting) {
      throw new UnreadableContent('nesting', offset);
    }
    this.#nesting++;
    try {
      const parser = new FragmentParser(this, offset + templateHeaderLength, end, { isTemplate: true });
      return { content: parser.parse() };
    } finally {
      this.#nesting--;
    }
  }
}
