import { spawn } from 'node:child_process';

/** The program of libevtx that prints the events of a log as XML. */
const program = 'evtxexport';

export async function isReferenceThere(): Promise<boolean> {
  return (await output(['-V'])) !== undefined;
}

/** What the program prints for a log: each event's XML, as it prints it. */
export async function referenceEvents(path: string): Promise<string[]> {
  const printed = await output(['-f', 'xml', path]);
  return printed === undefined ? [] : eventsIn(printed);
}

/** Prints nothing that would have to be read. */
export async function runReference(path: string): Promise<void> {
  await output(['-f', 'xml', path]);
}

/** @returns undefined when the program is not there */
function output(parameters: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(Buffer.concat(pieces).toString()));
  });
}

function eventsIn(printed: string): string[] {
  return printed.match(/^<Event[ >][^]*?^<\/Event>$/gm) ?? [];
}

/**
 * An event in the one spelling that its XML has after white space between elements, references, the spelling of
 * hexadecimal numbers, GUIDs and fractions of seconds are out of the way: one line for each element that begins or
 * ends, attribute and text.
 */
export function spelledAlike(xml: string): string[] {
  const lines: string[] = [];
  const parts = xml.match(/<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<(?:"[^"]*"|[^">])*>|[^<]+/g) ?? [];
  for (const part of parts) {
    if (part.startsWith('<![CDATA[')) {
      addText(lines, part.slice(9, -3));
    } else if (part.startsWith('<?')) {
      lines.push(part);
    } else if (part.startsWith('</')) {
      lines.push('end');
    } else if (part.startsWith('<')) {
      const [, name = '', attributes = '', isEmpty = ''] = /^<([^\s/>]*)([^]*?)(\/?)>$/.exec(part) ?? [];
      lines.push(`element ${name}`);
      for (const [, attribute, value = ''] of attributes.matchAll(/([^\s=]+)="([^"]*)"/g)) {
        lines.push(`@${attribute} ${alike(unescaped(value))}`);
      }
      if (isEmpty) {
        lines.push('end');
      }
    } else {
      addText(lines, unescaped(part));
    }
  }
  return lines;
}

function addText(lines: string[], text: string): void {
  const trimmed = text.trim();
  if (trimmed !== '') {
    lines.push(`text ${alike(trimmed)}`);
  }
}

function alike(text: string): string {
  if (/^0x[\da-f]+$/i.test(text)) {
    return `0x${BigInt(text).toString(16)}`;
  }
  if (/^\{[\da-f-]{36}\}$/i.test(text)) {
    return text.toUpperCase();
  }
  const [, seconds, fraction] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(text) ?? [];
  // Spaces around a value are between elements for one program, and part of the text for the other.
  return seconds ? `${seconds}.${(fraction ?? '').padEnd(7, '0').slice(0, 7)}Z` : text.trim();
}

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescaped(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === 'string') {
      return named.get(name) ?? whole;
    }
    const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
    return String.fromCodePoint(code);
  });
}

/** Whether two lines say the same: libevtx writes sizes in decimal that Windows writes in hexadecimal. */
export function isAlike(ours: string | undefined, theirs: string | undefined): boolean {
  const [, shown = '', hexadecimal] = /^(text |@\S+ )(0x[\da-f]+)$/.exec(ours ?? '') ?? [];
  return ours === theirs || (hexadecimal !== undefined && theirs === `${shown}${BigInt(hexadecimal)}`);
}
