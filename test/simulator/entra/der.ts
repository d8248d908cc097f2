/** The few forms of ASN.1's distinguished encoding that a certificate is written in. */

export function sequence(...parts: Uint8Array[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

export function set(...parts: Uint8Array[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

/** A positive number, given as its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const positive = (bytes[0] ?? 0) < 0x80 ? Buffer.from(bytes) : Buffer.from([0, ...bytes]);
  return element(0x02, positive);
}

export function nothing(): Buffer {
  return element(0x05, Buffer.alloc(0));
}

/** An object identifier in its encoded form. */
export function objectIdentifier(...bytes: number[]): Buffer {
  return element(0x06, Buffer.from(bytes));
}

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text, 'utf8'));
}

export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '').slice(2);
  return element(0x17, Buffer.from(digits, 'ascii'));
}

export function bitString(bytes: Uint8Array): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** A context-specific, constructed element, as `[0]` in the notation. */
export function tagged(tag: number, content: Uint8Array): Buffer {
  return element(0xa0 + tag, content);
}

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content]);
}

function length(bytes: number): number[] {
  if (bytes < 0x80) {
    return [bytes];
  }
  const digits = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) {
    digits.unshift(rest % 256);
  }
  return [0x80 + digits.length, ...digits];
}
