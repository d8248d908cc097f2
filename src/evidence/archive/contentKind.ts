/** What a file's first bytes show it to be. */
export type ContentKind = 'zip' | 'empty' | 'html' | 'json' | 'xml' | 'gzip' | 'text' | 'binary';

/** What is acquired comes as one of these: packages, fetched files, reports of scripts. */
export type EvidenceKind = Extract<ContentKind, 'zip' | 'gzip' | 'json'>;

/** Bytes that are enough to tell. */
export const contentKindBytes = 512;

/** @param head the first bytes of a file, at least `contentKindBytes` of them where it has as many */
export function contentKind(head: Uint8Array): ContentKind {
  if (head.length === 0) {
    return 'empty';
  }
  // The second one is that of an archive without members.
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) {
    return 'zip';
  }
  if (startsWith(head, [0x1f, 0x8b])) {
    return 'gzip';
  }
  const text = Buffer.from(head.subarray(0, contentKindBytes))
    .toString('latin1')
    .replace('\u00ef\u00bb\u00bf', '');
  if (/^\s*(<!doctype html|<html|<head|<body)/i.test(text)) {
    return 'html';
  }
  if (/^\s*<[?!a-z]/i.test(text)) {
    return /<html[\s>]/i.test(text) ? 'html' : 'xml';
  }
  if (/^\s*[{[]/.test(text)) {
    return 'json';
  }
  // Control characters are what tells binary from text.
  return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? 'binary' : 'text';
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
