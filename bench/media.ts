/**
 * Probes a file of every format, prints what differs from what ffprobe and ExifTool say of it, and the table of
 * docs/gcs.md, which `--write` puts there.
 *
 *   npx tsx bench/media.ts [--folder collected_data/media] [--write]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { formatted } from '../scripts/formatted.ts';

import { probeMedia } from '../src/media/probe-media.ts';
import { countingReader, HAS_FFMPEG, judgeMedia, makeMedia } from '../tests/support/ffmpeg-media.ts';
import { MEDIA_RECIPES, UNREAD_RECIPES } from '../tests/support/media-recipes.ts';
import { mediaTable, type Probed } from '../tests/support/media-table.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'collected_data/media' },
    write: { type: 'boolean', default: false },
  },
});
if (!HAS_FFMPEG) throw new Error('Install ffmpeg and exiftool.');

const recipes = [...MEDIA_RECIPES, ...UNREAD_RECIPES];
const paths = await makeMedia(recipes, values.folder);
const judged = await judgeMedia(recipes, paths);
const probed: Probed[] = [];
for (const { name, kind } of recipes) {
  const path = paths.get(name);
  if (path === undefined) {
    console.log(`${name}: no encoder`);
    continue;
  }
  const reader = countingReader(path);
  const metadata = await probeMedia(reader, { kind, name });
  probed.push({ kind, metadata, requests: reader.requests });
  const { duration, width, height, videoCodec, audioCodec } = judged.get(name) ?? {};
  const own = [metadata.duration_seconds, metadata.width, metadata.height, metadata.video_codec, metadata.audio_codec];
  const differing = [duration, width, height, videoCodec, audioCodec].flatMap((other = null, index) => {
    const mine = own[index] ?? null;
    const isNear = typeof mine === 'number' && typeof other === 'number' && Math.abs(mine - other) < 0.1;
    return isNear || mine === other ? [] : [`${String(mine)} beside ${String(other)}`];
  });
  if (differing.length > 0) console.log(`${name}: ${differing.join(', ')}`);
}
const table = mediaTable(probed).join('\n');
console.log(table);
if (values.write) {
  const page = new URL('../docs/gcs.md', import.meta.url);
  const text = readFileSync(page, 'utf8').replace(
    /(<!-- table: media -->\n)[\s\S]*?(<!-- \/table -->)/,
    (_, open, close) => `${String(open)}\n${table}\n\n${String(close)}`,
  );
  writeFileSync(page, await formatted('page.md', text));
}
