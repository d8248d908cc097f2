import { UnreadableContent } from './bounds.ts';

/** Characters of one record's text. */
const longestXml = 1 << 22;

interface OpenElement {
  name: string;
  /** What was written into it so far. */
  holds: 'nothing' | 'elements' | 'text';
}

/** Writes XML that is well-formed and indented by two spaces, whatever the names and texts are. */
export class XmlWriter {
  #xml = '';
  readonly #open: OpenElement[] = [];

  get openElements(): number {
    return this.#open.length;
  }

  /** Attributes may follow until anything else is written. */
  start(name: string): void {
    const parent = this.#open.at(-1);
    this.#beginContent();
    this.#breakLine(parent);
    if (parent?.holds === 'nothing') {
      parent.holds = 'elements';
    }
    const safe = xmlName(name);
    this.#write(`<${safe}`);
    this.#open.push({ name: safe, holds: 'nothing' });
  }

  attribute(name: string, value: string): void {
    this.#write(` ${xmlName(name)}="${escaped(value).replaceAll('"', '&quot;')}"`);
  }

  text(text: string): void {
    if (text === '') {
      return;
    }
    this.#beginContent();
    const parent = this.#open.at(-1);
    if (parent) {
      parent.holds = 'text';
    }
    this.#write(escaped(text));
  }

  instruction(target: string, data: string): void {
    const parent = this.#open.at(-1);
    this.#beginContent();
    this.#breakLine(parent);
    if (parent?.holds === 'nothing') {
      parent.holds = 'elements';
    }
    this.#write(`<?${xmlName(target)} ${escaped(data).replaceAll('?>', '?&gt;')}?>`);
  }

  end(): void {
    const element = this.#open.pop();
    if (!element) {
      return;
    }
    if (element.holds === 'nothing') {
      this.#write('/>');
      return;
    }
    this.#breakLine(element);
    this.#write(`</${element.name}>`);
  }

  /** Ends what is open. */
  finish(): string {
    while (this.#open.length > 0) {
      this.end();
    }
    return this.#xml;
  }

  /** Ends the start of the element that is open, if nothing is in it yet. */
  #beginContent(): void {
    if (this.#open.at(-1)?.holds === 'nothing') {
      this.#write('>');
    }
  }

  /** White space would change an element that has text. */
  #breakLine(parent: OpenElement | undefined): void {
    if (this.#xml !== '' && parent?.holds !== 'text') {
      this.#write(`\n${'  '.repeat(this.#open.length)}`);
    }
  }

  #write(text: string): void {
    // What is over it is what ends the elements that are open.
    if (this.#xml.length < longestXml && this.#xml.length + text.length >= longestXml) {
      throw new UnreadableContent('work', 0);
    }
    this.#xml += text;
  }
}

const marks = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/**
 * Control characters and halves of pairs, which XML does not have, come out as references: they can be seen, and told
 * apart.
 */
function escaped(text: string): string {
  return text.replace(
    /[&<>]|[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu,
    (character) => marks.get(character) ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

/** What may not stand in a name comes out as `_x` and four digits and `_`, as .NET writes it. */
function xmlName(name: string): string {
  if (/^[A-Za-z_][\w.:-]*$/.test(name)) {
    return name;
  }
  const safe = name.replace(
    /[^\p{L}\p{N}_.:-]/gu,
    (character) => `_x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
}
