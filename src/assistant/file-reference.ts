import { cleanText, unfence } from './untrusted.ts';

const ENCODED = 'encoded:';
/** Longer than any object name: Cloud Storage allows 1,024 bytes. */
const LONGEST_NAME = 1_024;

/**
 * An object's name as a model may read it and give it back. A name with characters that are hidden from a model is
 * percent-encoded, so that it can still be asked for.
 *
 * @example
 * toFileReference('video/a.mp4'); //=> 'video/a.mp4'
 * toFileReference('a\u202Eb'); //=> 'encoded:a%E2%80%AEb'
 */
export function toFileReference(name: string): string {
  if (cleanText(name, LONGEST_NAME) === name && !name.startsWith(ENCODED)) return name;
  return `${ENCODED}${encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\uFFFD'))}`;
}

/** The name behind a reference, with or without the fence around it; `null` when its encoding is broken. */
export function fromFileReference(reference: string): string | null {
  const bare = unfence(reference);
  if (!bare.startsWith(ENCODED)) return bare;
  try {
    return decodeURIComponent(bare.slice(ENCODED.length));
  } catch {
    return null;
  }
}
