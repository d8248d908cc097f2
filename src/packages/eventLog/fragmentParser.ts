import type { Attribute, Content, Element, TemplateInstance, TemplateValues } from './binXml.ts';
import { mostOpenElements, mostTokensPerTemplate, mostValuesPerRecord, UnreadableContent } from './bounds.ts';
import { entities, moreFlag, tokens } from './binXmlTokens.ts';
import type { EventChunk } from './eventChunk.ts';

/** Reads one fragment of binary XML: that of a record, of a value, or of a template. */
export class FragmentParser {
  readonly #chunk: EventChunk;
  readonly #end: number;
  readonly #isTemplate: boolean;
  #at: number;
  #tokens = 0;
  #open = 0;

  /** @param at where it begins, and `end` where it has to end: bytes from the beginning of the chunk */
  constructor(chunk: EventChunk, at: number, end: number, { isTemplate }: { isTemplate: boolean }) {
    this.#chunk = chunk;
    this.#at = at;
    this.#end = end;
    this.#isTemplate = isTemplate;
  }

  /**
   * Stops at the end token, at the end of the bytes, and behind the content where no other fragment begins: what fills
   * a record up is no content.
   * @throws {UnreadableContent}
   */
  parse(): Content[] {
    const content: Content[] = [];
    while (this.#at < this.#end) {
      const token = this.#peek();
      if (token === tokens.fragment) {
        this.#skip(4);
        continue;
      }
      if (token === tokens.end) {
        break;
      }
      content.push(this.#part());
      const last = content.at(-1);
      if (last?.kind !== 'instruction' && !this.#continues()) {
        break;
      }
    }
    return content;
  }

  #continues(): boolean {
    const view = this.#chunk.view;
    if (this.#at + 4 > this.#end) {
      return false;
    }
    // The token of a fragment, version 1.1, no flags; the token of an instruction can be nothing else either.
    return view.getUint32(this.#at, true) === 0x0001010f || this.#peek() === tokens.instructionTarget;
  }

  #part(): Content {
    const at = this.#at;
    const byte = this.#byte();
    this.#tokens++;
    this.#chunk.work.step(at);
    if (this.#tokens > mostTokensPerTemplate) {
      throw new UnreadableContent('tokens', at);
    }
    switch (byte & ~moreFlag) {
      case tokens.openElement:
        return this.#element(at, (byte & moreFlag) !== 0);
      case tokens.text:
        this.#skip(1); // the type of the value: always text
        return { kind: 'text', text: this.#text() };
      case tokens.cdata:
        return { kind: 'text', text: this.#text() };
      case tokens.character:
        return { kind: 'text', text: String.fromCharCode(this.#uint16()) };
      case tokens.entity: {
        const name = this.#name();
        return { kind: 'text', text: entities.get(name) ?? `&${name};` };
      }
      case tokens.instructionTarget: {
        const target = this.#name();
        const hasData = this.#at < this.#end && this.#peek() === tokens.instructionData;
        this.#at += hasData ? 1 : 0;
        return { kind: 'instruction', target, data: hasData ? this.#text() : '' };
      }
      case tokens.templateInstance:
        return this.#instance();
      case tokens.substitution:
      case tokens.optionalSubstitution: {
        const index = this.#uint16();
        this.#skip(1); // the type of the value, which has its own
        return {
          kind: 'substitution',
          index,
          isOptional: (byte & ~moreFlag) === tokens.optionalSubstitution,
        };
      }
      default:
        throw new UnreadableContent('token', at);
    }
  }

  #element(at: number, hasAttributes: boolean): Element {
    if (++this.#open > mostOpenElements) {
      throw new UnreadableContent('openElements', at);
    }
    // Only in a template: what the element depends on. Then its length, which the tokens tell as well.
    this.#skip(this.#isTemplate ? 6 : 4);
    const element: Element = { kind: 'element', name: this.#name(), attributes: [], content: [] };
    if (hasAttributes) {
      this.#skip(4); // the length of the list
      while ((this.#peek() & ~moreFlag) === tokens.attribute) {
        element.attributes.push(this.#attribute());
      }
    }
    const close = this.#byte();
    if (close === tokens.closeStart) {
      while (this.#peek() !== tokens.endElement) {
        element.content.push(this.#part());
      }
      this.#at++;
    } else if (close !== tokens.closeEmpty) {
      throw new UnreadableContent('token', this.#at - 1);
    }
    this.#open--;
    return element;
  }

  #attribute(): Attribute {
    this.#chunk.work.step(this.#at);
    this.#at++;
    const attribute: Attribute = { name: this.#name(), content: [] };
    while (!isBehindAttribute(this.#peek())) {
      const part = this.#part();
      if (part.kind !== 'text' && part.kind !== 'substitution') {
        throw new UnreadableContent('token', this.#at);
      }
      attribute.content.push(part);
    }
    return attribute;
  }

  #instance(): TemplateInstance {
    this.#skip(5); // always 1, and the beginning of the GUID
    const offset = this.#uint32();
    // The first record that needs a template brings it along.
    if (offset === this.#at) {
      this.#at = this.#chunk.templateEnd(offset);
    }
    const template = this.#chunk.template(offset);
    return { kind: 'instance', template, values: this.#values() };
  }

  #values(): TemplateValues {
    const count = this.#uint32();
    if (count > mostValuesPerRecord) {
      throw new UnreadableContent('values', this.#at - 4);
    }
    const descriptors = this.#at;
    this.#skip(4 * count);
    const { view } = this.#chunk;
    const starts = new Array<number>(count + 1);
    for (let index = 0; index < count; index++) {
      starts[index] = this.#at;
      this.#at += view.getUint16(descriptors + 4 * index, true);
    }
    starts[count] = this.#at;
    if (this.#at > this.#end) {
      throw new UnreadableContent('value', descriptors);
    }
    return { count, descriptors, starts };
  }

  #name(): string {
    const offset = this.#uint32();
    // The first that needs a name brings it along.
    if (offset === this.#at) {
      this.#at = this.#chunk.nameEnd(offset);
    }
    return this.#chunk.name(offset);
  }

  #text(): string {
    const length = 2 * this.#uint16();
    const start = this.#at;
    this.#skip(length);
    this.#chunk.work.text(length, start);
    return this.#chunk.bytes.toString('utf16le', start, this.#at);
  }

  #peek(): number {
    this.#need(1);
    return this.#chunk.view.getUint8(this.#at);
  }

  #byte(): number {
    const value = this.#peek();
    this.#at++;
    return value;
  }

  #uint16(): number {
    this.#need(2);
    const value = this.#chunk.view.getUint16(this.#at, true);
    this.#at += 2;
    return value;
  }

  #uint32(): number {
    this.#need(4);
    const value = this.#chunk.view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  #skip(bytes: number): void {
    this.#need(bytes);
    this.#at += bytes;
  }

  #need(bytes: number): void {
    if (this.#at + bytes > this.#end) {
      throw new UnreadableContent('end', this.#at);
    }
  }
}

function isBehindAttribute(byte: number): boolean {
  const token = byte & ~moreFlag;
  return token === tokens.attribute || token === tokens.closeStart || token === tokens.closeEmpty;
}
