import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that look random, do not compress, and are the same for the same seed; quick at any length. */
export function seededBytes(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return cipher.update(Buffer.alloc(length));
}
