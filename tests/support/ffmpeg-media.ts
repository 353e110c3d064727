import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { mapBounded } from '../../src/runtime/concurrency.ts';
import { MADE_SECONDS, MEDIA_RECIPES, type MediaRecipe, UNREAD_RECIPES } from './media-recipes.ts';

const run = promisify(execFile);

/** Whether the programs that make and judge the files are installed. */
export const HAS_FFMPEG: boolean = ['ffmpeg', 'ffprobe', 'exiftool'].every(
  (program) => spawnSync(program, [program === 'exiftool' ? '-ver' : '-version']).status === 0,
);

/**
 * Names the folder in which the files stay from one run to the next: they are made again when a recipe or a program is
 * another.
 */
export function cacheFolder(): string {
  const versions = ['ffmpeg', 'exiftool'].map((program) =>
    spawnSync(program, [program === 'exiftool' ? '-ver' : '-version'], { encoding: 'utf8' }).stdout.split('\n', 1),
  );
  const made = createHash('sha256')
    .update(JSON.stringify([versions, MEDIA_RECIPES, UNREAD_RECIPES]))
    .digest('hex');
  return fileURLToPath(
    new URL(`../../node_modules/.cache/insight-inventory-media/${made.slice(0, 16)}`, import.meta.url),
  );
}

/** Programs that run at a time. */
const LANES = 2;

/** Outputs of one run of ffmpeg: half of its time is its start. */
const OUTPUTS_A_RUN = 8;

/**
 * Makes the files of recipes in a folder, those that are not there yet.
 *
 * @returns the paths by name, without those whose encoder is not installed
 */
export async function makeMedia(recipes: readonly MediaRecipe[], folder: string): Promise<Map<string, string>> {
  mkdirSync(folder, { recursive: true });
  // Beside the folder's files, and of this run alone: another may make the same ones.
  const drafts = mkdtempSync(join(folder, 'drafts-'));
  const draftOf = ({ name, from }: MediaRecipe): string => join(drafts, from === undefined ? name : `${name}.png`);
  const encode = async (batch: readonly MediaRecipe[]): Promise<readonly MediaRecipe[]> => {
    const inputs = batch[0]?.inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]) ?? [];
    const outputs = batch.flatMap((recipe) => [...recipe.args, draftOf(recipe)]);
    try {
      await run('ffmpeg', ['-loglevel', 'error', '-y', '-nostdin', ...inputs, ...outputs]);
      return batch;
    } catch {
      // One encoder that is missing fails them all.
      return batch.length === 1 ? [] : (await Promise.all(batch.map((recipe) => encode([recipe])))).flat();
    }
  };
  const missing = recipes.filter(({ name }) => !existsSync(join(folder, name)));
  const encoded = (await mapBounded(batchesOf(missing), LANES, encode)).flat();
  const made = (
    await mapBounded(encoded, LANES, async (recipe) => ((await convert(recipe, drafts)) ? [recipe] : []))
  ).flat();
  const edits = made.flatMap(({ name, exiftool }) =>
    exiftool === undefined ? [] : [[...exiftool, join(drafts, name)]],
  );
  if (edits.length > 0)
    await run('exiftool', [...edits.flatMap((edit) => [...edit, '-execute']), '-common_args', '-overwrite_original']);
  for (const { name } of made) renameSync(join(drafts, name), join(folder, name));
  rmSync(drafts, { recursive: true });
  return new Map(recipes.map(({ name }) => [name, join(folder, name)] as const).filter(([, path]) => existsSync(path)));
}

/** Groups recipes of the same inputs, some at a time. */
function batchesOf(recipes: readonly MediaRecipe[]): (readonly MediaRecipe[])[] {
  const byInputs = new Map<string, MediaRecipe[]>();
  for (const recipe of recipes) {
    const key = recipe.inputs.join(' ');
    byInputs.set(key, [...(byInputs.get(key) ?? []), recipe]);
  }
  return [...byInputs.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / OUTPUTS_A_RUN) }, (_, index) =>
      all.slice(index * OUTPUTS_A_RUN, (index + 1) * OUTPUTS_A_RUN),
    ),
  );
}

async function convert({ name, from }: MediaRecipe, drafts: string): Promise<boolean> {
  if (from === undefined) return true;
  const [program, ...args] = from;
  const path = join(drafts, name);
  return run(program, [...args, path, `${path}.png`]).then(
    () => true,
    () => false,
  );
}

/** What ffprobe or ExifTool says of a file: of its default tracks, else of the first. */
export interface Judged {
  readonly duration: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Clockwise degrees. */
  readonly rotation: number;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
}

/** Reads sound and films with ffprobe and all pictures with one run of ExifTool; by name, codecs as the library names them. */
export async function judgeMedia(
  recipes: readonly MediaRecipe[],
  paths: ReadonlyMap<string, string>,
): Promise<Map<string, Judged>> {
  const made = recipes.flatMap(({ name, kind }) => {
    const path = paths.get(name);
    return path === undefined ? [] : [{ name, kind, path }];
  });
  const timed = await mapBounded(
    made.filter(({ kind }) => kind !== 'image'),
    LANES,
    async ({ name, path }) => {
      const judged = await judgeTimed(path);
      return [name, { ...judged, duration: MADE_SECONDS[name] ?? judged.duration }] as const;
    },
  );
  const pictures = made.filter(({ kind }) => kind === 'image');
  const judged = await judgePictures(pictures.map(({ path }) => path));
  return new Map([...timed, ...pictures.map(({ name, path }) => [name, judged.get(path) ?? NOTHING] as const)]);
}

interface FfprobeAnswer {
  readonly streams?: readonly {
    readonly codec_type?: string;
    readonly codec_name?: string;
    readonly width?: number;
    readonly height?: number;
    readonly disposition?: Readonly<Record<string, number>>;
    readonly side_data_list?: readonly { readonly rotation?: number }[];
  }[];
  readonly format?: { readonly duration?: string };
}

async function judgeTimed(path: string): Promise<Judged> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
  const { streams = [], format = {} } = JSON.parse(stdout) as FfprobeAnswer;
  const trackOf = (type: string): (typeof streams)[number] | undefined => {
    const all = streams.filter(({ codec_type }) => codec_type === type);
    return all.find(({ disposition }) => disposition?.['default'] === 1) ?? all[0];
  };
  const video = trackOf('video');
  const counterclockwise = video?.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  return {
    duration: format.duration === undefined ? null : Number(format.duration),
    ...displayed(video?.width, video?.height, (360 - counterclockwise) % 360),
    videoCodec: ownName(video?.codec_name),
    audioCodec: ownName(trackOf('audio')?.codec_name),
  };
}

/** Maps a name: `pcm_s16le` of ffprobe is `pcm-s16`. */
function ownName(codec: string | undefined): string | null {
  if (codec === 'h264') return 'avc';
  return codec?.replace(/^pcm_([suf]\d+)(?:le)?(be)?$/, 'pcm-$1$2') ?? null;
}

function displayed(width = 0, height = 0, rotation = 0): Pick<Judged, 'width' | 'height' | 'rotation'> {
  const sides = [width, height].map((side) => (side > 0 ? side : null)) as [number | null, number | null];
  const [wide, high] = rotation % 180 === 0 ? sides : sides.toReversed();
  return { width: wide ?? null, height: high ?? null, rotation };
}

const NOTHING: Judged = { duration: null, ...displayed(), videoCodec: null, audioCodec: null };

/** Clockwise degrees by the value of the tag Orientation. */
const TURNS: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 };

async function judgePictures(paths: readonly string[]): Promise<Map<string, Judged>> {
  if (paths.length === 0) return new Map();
  // A file it does not know fails the run, and it answers for the others all the same.
  const { stdout } = await run('exiftool', ['-j', '-n', '-ImageSize', '-Orientation', ...paths]).catch(
    (error: unknown) => error as { stdout: string },
  );
  const found = JSON.parse(stdout) as readonly {
    readonly SourceFile: string;
    readonly ImageSize?: string;
    readonly Orientation?: number;
  }[];
  return new Map(
    found.map(({ SourceFile, ImageSize = '', Orientation = 1 }) => {
      const [width, height] = ImageSize.split(/[ x]/).map(Number);
      return [SourceFile, { ...NOTHING, ...displayed(width, height, TURNS[Orientation] ?? 0) }];
    }),
  );
}

/** Makes a reader of a file in memory that counts its requests. */
export function countingReader(path: string): {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
  requests: number;
} {
  const bytes = new Uint8Array(readFileSync(path));
  return {
    size: bytes.length,
    requests: 0,
    read(start, end) {
      this.requests += 1;
      return Promise.resolve(bytes.subarray(start, Math.min(end, bytes.length)));
    },
  };
}
