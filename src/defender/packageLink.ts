import { inspect } from 'node:util';
import { isSafeAddress } from './origin.ts';

/**
 * A link to an investigation package: whoever has it has the package, for some minutes. So it keeps its address to
 * itself: printed, logged, joined to a string or made JSON it shows its host alone.
 */
export class PackageLink {
  readonly #address: URL;

  constructor(address: URL) {
    this.#address = address;
  }

  /** Host and port, which are no secret. */
  get host(): string {
    return this.#address.host;
  }

  /** The whole address, for the one request that needs it. */
  reveal(): URL {
    return new URL(this.#address);
  }

  toString(): string {
    return `package link at ${this.host}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * Reads the `value` of a link response: an address, or as Microsoft's documents print it, a JSON string with the
 * quoted address in it.
 * @returns undefined when there is no address that evidence may travel over
 */
export function parsePackageLink(value: unknown): PackageLink | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const address = unquote(value.trim()).trim();
  if (!URL.canParse(address)) {
    return undefined;
  }
  const url = new URL(address);
  return isSafeAddress(url) && !url.username && !url.password ? new PackageLink(url) : undefined;
}

function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) {
    return text;
  }
  try {
    return JSON.parse(text) as string;
  } catch {
    return '';
  }
}
