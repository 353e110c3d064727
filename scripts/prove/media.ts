import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type FuzzedFile, fuzzMedia } from '../../tests/matrix/media-fuzz.ts';
import { HAS_FFMPEG, makeMedia } from '../../tests/support/ffmpeg-media.ts';
import { MEDIA_RECIPES } from '../../tests/support/media-recipes.ts';
import { type Proof, table } from './section.ts';

const RUNS = 60;

/** Damages a file of every format that is read, made by ffmpeg, and probes it. */
export async function proveMedia(): Promise<Proof> {
  if (!HAS_FFMPEG) return { parts: {}, problems: ['ffmpeg and exiftool are needed to make the media files'] };
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  const paths = await makeMedia(MEDIA_RECIPES, folder);
  const files: FuzzedFile[] = [];
  for (const { name, kind } of MEDIA_RECIPES) {
    const path = paths.get(name);
    if (path !== undefined) files.push({ name, kind, bytes: new Uint8Array(await readFile(path)) });
  }
  const { probes, read, problems, longestMs, broken } = await fuzzMedia(files, RUNS, 1);
  await rm(folder, { recursive: true });
  const says = Object.entries(problems).map(([code, times]) => `${String(times)} \`${code}\``);
  return {
    parts: {
      media: table(
        ['files', 'probes of a damaged copy', 'still read', 'problems', 'longest probe', 'broken'],
        [[files.length, probes, read, says.join(', '), `${longestMs.toFixed(0)} ms of CPU`, broken.length]],
      ),
    },
    problems: broken,
  };
}
