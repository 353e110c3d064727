import { fourCharacters, viewOf } from './header-bytes.ts';

/**
 * Playing time of an animated GIF, WebP or PNG in seconds, once through: the sum of its frames' delays. `null` for a still,
 * and when the bytes, which have to be the whole file, break off. Own reading: image-size gives no length.
 *
 * @source GIF89a §23; WebP container specification, `ANMF`; PNG specification 3, `fcTL`
 */
export function animationSeconds(bytes: Uint8Array): number | null {
  const first = fourCharacters(bytes, 0);
  if (first === 'GIF8') return gifSeconds(bytes);
  if (first === 'RIFF' && fourCharacters(bytes, 8) === 'WEBP') return webpSeconds(bytes);
  return fourCharacters(bytes, 1) === 'PNG\r' ? pngSeconds(bytes) : null;
}

function gifSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let hundredths = 0;
  let frames = 0;
  let at = 13 + tableBytes(bytes[10] ?? 0);
  const skipBlocks = (): void => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at += 1;
  };
  while (at < bytes.length) {
    const sign = bytes[at];
    if (sign === 0x3b) return frames < 2 ? null : hundredths / 100;
    if (sign === 0x21) {
      if (bytes[at + 1] === 0xf9 && at + 6 < bytes.length) hundredths += view.getUint16(at + 4, true);
      at += 2;
    } else if (sign === 0x2c) {
      frames += 1;
      at += 11 + tableBytes(bytes[at + 9] ?? 0);
    } else return null;
    skipBlocks();
  }
  return null;
}

function webpSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  let milliseconds = 0;
  let frames = 0;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    if (fourCharacters(bytes, at) === 'ANMF' && at + 24 <= bytes.length) {
      frames += 1;
      milliseconds += view.getUint32(at + 20, true) & 0xff_ffff;
    }
    at += 8 + length + (length % 2);
  }
  return at > bytes.length || frames < 2 ? null : milliseconds / 1_000;
}

function pngSeconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  let seconds = 0;
  let frames = 0;
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = fourCharacters(bytes, at + 4);
    if (type === 'fcTL' && at + 34 <= bytes.length) {
      frames += 1;
      // A denominator of 0 means hundredths.
      seconds += view.getUint16(at + 28) / (view.getUint16(at + 30) || 100);
    }
    if (type === 'IEND') return frames < 2 ? null : seconds;
    at += 12 + length;
  }
  return null;
}
