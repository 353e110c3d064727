import { fourCharacters, viewOf } from './bytes.ts';
import type { HeaderBytes } from './header-bytes.ts';
import type { OwnHeader } from './own-header.ts';

/**
 * Reads the first block of a FLAC file: samples ÷ sample rate. `null` when no FLAC starts there.
 *
 * Own reading, for the kept parser gives no length where a cover is larger than what may be read.
 *
 * @param start - behind ID3 tags, which some writers put before
 * @source RFC 9639 §8.2
 * @throws as {@link HeaderBytes.read}
 */
export async function readFlac(bytes: HeaderBytes, start: number): Promise<OwnHeader | null> {
  const head = await bytes.read(start, start + 26);
  if (head.length < 26 || fourCharacters(head, 0) !== 'fLaC') return null;
  const view = viewOf(head);
  const rate = view.getUint32(18) >>> 12;
  const samples = ((head[21] ?? 0) & 15) * 2 ** 32 + view.getUint32(22);
  // 0 samples are "unknown".
  const seconds = samples === 0 || rate === 0 ? null : samples / rate;
  return { container: 'flac', durationSeconds: seconds, video: null, audio: { codec: 'flac' } };
}
