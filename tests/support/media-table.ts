import type { MediaMetadata } from '../../src/documents/file.ts';
import type { MediaRecipe } from './media-recipes.ts';

/** One probe of a file, and the requests it took. */
export interface Probed {
  readonly kind: MediaRecipe['kind'];
  readonly metadata: MediaMetadata;
  readonly requests: number;
}

type Key = 'duration_seconds' | 'width' | 'rotation' | 'frames_per_second' | 'video_codec' | 'audio_codec';

const COLUMNS: readonly (readonly [head: string, key: Key])[] = [
  ['length', 'duration_seconds'],
  ['sides', 'width'],
  ['rotation', 'rotation'],
  ['frame rate', 'frames_per_second'],
  ['picture codec', 'video_codec'],
  ['sound codec', 'audio_codec'],
];

/**
 * Writes what was read of the files of each format, as lines of a table: `yes`, `some`, `no`; `–` where it has none.
 */
export function mediaTable(probed: readonly Probed[]): string[] {
  const groups = new Map<string, Probed[]>();
  for (const one of probed) {
    const format = `${one.kind} | ${one.metadata.container ?? '?'}`;
    groups.set(format, [...(groups.get(format) ?? []), one]);
  }
  const heads = ['kind', 'container', 'files', ...COLUMNS.map(([head]) => head), 'requests', 'KiB read'];
  const rows = [...groups].map(([format, files]) => [
    ...[format, String(files.length)],
    ...COLUMNS.map(([, key]) => cell(key, files)),
    String(Math.max(...files.map(({ requests }) => requests))),
    String(Math.ceil(Math.max(...files.map(({ metadata }) => metadata.bytes_read)) / 1_024)),
  ]);
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function cell(key: Key, files: readonly Probed[]): string {
  const meant = files.filter(({ metadata }) => metadata.unavailable[key] !== 'not_applicable');
  const known = meant.filter(({ metadata }) => metadata[key] !== null);
  if (meant.length === 0) return '–';
  if (known.length < meant.length) return known.length === 0 ? 'no' : 'some';
  const isEstimated = known.some(({ metadata }) => metadata.estimated?.some((one) => one === key) === true);
  return isEstimated ? 'estimated where long' : 'yes';
}
