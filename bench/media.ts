/**
 * Prints what a probe says of a file of every format beside what ffprobe says of it, with the requests and bytes it took.
 *
 *   npx tsx bench/media.ts [--folder collected_data/media]
 */
import { parseArgs } from 'node:util';

import { probeMedia } from '../src/media/probe-media.ts';
import { countingReader, HAS_FFMPEG, judge, makeMedia, MEDIA_RECIPES } from '../tests/support/ffmpeg-media.ts';

const { values } = parseArgs({
  options: { folder: { type: 'string', default: 'collected_data/media' }, only: { type: 'string' } },
});
if (!HAS_FFMPEG) throw new Error('Install ffmpeg and exiftool.');

const text = (value: string | number | boolean | null): string => (value === null ? '–' : String(value));
const line = (...cells: string[]): void => {
  const widths = [22, 12, 22, 24, 12, 9, 9, 8];
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '));
};
line(
  'file',
  'container',
  'seconds (ffprobe)',
  'sides (ffprobe)',
  'a second',
  'rotation',
  'requests',
  'bytes',
  'codecs (ffprobe)',
);
for (const recipe of MEDIA_RECIPES) {
  if (values.only !== undefined && !recipe.name.includes(values.only)) continue;
  const path = makeMedia(recipe, values.folder);
  if (path === null) {
    line(recipe.name, 'no encoder');
    continue;
  }
  const reader = countingReader(path);
  const found = await probeMedia(reader, { kind: recipe.kind, name: recipe.name });
  const judged = judge(path);
  line(
    recipe.name,
    text(found.container),
    `${text(found.duration_seconds)} (${text(judged.duration)})`,
    `${text(found.width)}x${text(found.height)} (${text(judged.width)}x${text(judged.height)})`,
    text(found.frames_per_second),
    text(found.rotation),
    text(reader.requests),
    text(found.bytes_read),
    `${text(found.video_codec)} ${text(found.audio_codec)} ${text(found.has_audio)} (${text(judged.videoCodec)} ${text(judged.audioCodec)}) ${Object.entries(
      found.unavailable,
    )
      .filter(([, r]) => r !== 'not_applicable')
      .map(([k, r]) => `${k}:${r}`)
      .join(' ')}`,
  );
}
