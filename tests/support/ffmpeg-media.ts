import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** A file that ffmpeg makes: its name, and the arguments behind the inputs. */
export interface MediaRecipe {
  readonly name: string;
  readonly kind: 'video' | 'audio' | 'image';
  readonly args: readonly string[];
  /** Runs on the made file. */
  readonly exiftool?: readonly string[];
}

const VIDEO = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=440:d=4:r=48000'];
/** Noise, so that the files are as large as real ones. */
const LOUD = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:r=44100:a=0.5'];
const NOISY = ['-f', 'lavfi', '-i', 'nullsrc=s=640x360:r=30:d=8,geq=random(1)*255:128:128'];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const both = (...args: string[]): string[] => [...VIDEO, ...SOUND, ...args];
const film = (name: string, ...args: string[]): MediaRecipe => ({ name, kind: 'video', args: both(...args) });
const noisy = (name: string, ...args: string[]): MediaRecipe => ({
  name,
  kind: 'video',
  args: [...NOISY, ...SOUND, ...args],
});
const sound = (name: string, ...args: string[]): MediaRecipe => ({ name, kind: 'audio', args: [...LOUD, ...args] });
const short = (name: string, ...args: string[]): MediaRecipe => ({ name, kind: 'audio', args: [...SOUND, ...args] });
const still = (name: string, ...args: string[]): MediaRecipe => ({
  name,
  kind: 'image',
  args: ['-f', 'lavfi', '-i', 'testsrc2=s=320x180', '-frames:v', '1', ...args],
});
const moving = (name: string, ...args: string[]): MediaRecipe => ({
  name,
  kind: 'image',
  args: ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=2', ...args],
});
const turned = (name: string, ...args: string[]): MediaRecipe => ({
  ...still(name, ...args),
  exiftool: ['-Orientation#=6'],
});

/** One file of every format that is read, small and large. */
export const MEDIA_RECIPES: readonly MediaRecipe[] = [
  film('fast.mp4', ...X264, '-c:a', 'aac', '-movflags', '+faststart'),
  film('late.mp4', ...X264, '-c:a', 'aac'),
  noisy('large.mp4', ...X264, '-c:a', 'aac'),
  film('hevc.mp4', '-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-c:a', 'aac'),
  film('av1.mp4', '-c:v', 'libsvtav1', '-preset', '12', '-c:a', 'libopus'),
  film('mpeg4.mp4', '-c:v', 'mpeg4', '-c:a', 'libmp3lame'),
  film('fragmented.mp4', ...X264, '-g', '25', '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'),
  noisy('fragmented-large.mp4', ...X264, '-g', '30', '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'),
  noisy('dash.mp4', ...X264, '-g', '30', '-c:a', 'aac', '-movflags', 'dash+frag_keyframe+empty_moov+global_sidx'),
  film('clip.mov', ...X264, '-c:a', 'pcm_s16le'),
  film('prores.mov', '-c:v', 'prores_ks', '-c:a', 'pcm_s24le'),
  film('mjpeg.mov', '-c:v', 'mjpeg', '-c:a', 'pcm_s16be'),
  {
    name: 'two.mp4',
    kind: 'video',
    args: [
      ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=2'],
      ...['-f', 'lavfi', '-i', 'testsrc2=s=180x320:r=30:d=2'],
      '-map',
      '0',
      '-map',
      '1',
      ...X264,
      '-disposition:v:0',
      '0',
      '-disposition:v:1',
      'default',
    ],
  },
  film('phone.3gp', '-c:v', 'h263', '-s', '352x288', '-c:a', 'aac'),
  film('vp9.webm', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'),
  film('vp8.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis'),
  noisy('large.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '4M', '-c:a', 'libopus'),
  film('h264.mkv', ...X264, '-c:a', 'flac'),
  film('mpeg2.mkv', '-c:v', 'mpeg2video', '-c:a', 'mp2'),
  film('ac3.mkv', ...X264, '-c:a', 'ac3'),
  film('clip.ts', ...X264, '-c:a', 'aac', '-f', 'mpegts'),
  noisy('large.ts', ...X264, '-c:a', 'aac', '-f', 'mpegts'),
  film('opus.ts', ...X264, '-c:a', 'libopus', '-f', 'mpegts'),
  film('hevc.ts', '-c:v', 'libx265', '-preset', 'ultrafast', '-c:a', 'ac3', '-f', 'mpegts'),
  film('lpcm.m2ts', ...X264, '-c:a', 'pcm_bluray', '-ac', '2'),
  film('avchd.mts', ...X264, '-c:a', 'ac3', '-f', 'mpegts', '-mpegts_m2ts_mode', '1'),
  film('hdv.m2t', '-c:v', 'mpeg2video', '-c:a', 'mp2', '-f', 'mpegts'),
  film('theora.ogv', '-c:v', 'libtheora', '-c:a', 'libvorbis'),
  film('divx.avi', '-c:v', 'mpeg4', '-vtag', 'xvid', '-c:a', 'libmp3lame'),
  film('mjpeg.avi', '-c:v', 'mjpeg', '-c:a', 'pcm_s16le'),
  noisy('large.avi', '-c:v', 'mjpeg', '-c:a', 'pcm_s16le'),
  film('clip.flv', '-c:v', 'flv1', '-c:a', 'libmp3lame', '-ar', '44100'),
  film('h264.flv', ...X264, '-c:a', 'aac'),
  film('clip.wmv', '-c:v', 'wmv2', '-c:a', 'wmav2'),
  film('clip.mpg', '-c:v', 'mpeg2video', '-c:a', 'mp2'),
  sound('cbr.mp3', '-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0'),
  sound('xing.mp3', '-c:a', 'libmp3lame', '-q:a', '4'),
  short('vbr-no-xing.mp3', '-c:a', 'libmp3lame', '-q:a', '4', '-write_xing', '0'),
  sound('sound.mp2', '-c:a', 'mp2', '-b:a', '192k'),
  sound('long.aac', '-c:a', 'aac', '-b:a', '128k'),
  short('short.aac', '-c:a', 'aac', '-b:a', '96k'),
  sound('aac.m4a', '-c:a', 'aac'),
  sound('alac.m4a', '-c:a', 'alac'),
  sound('sound.opus', '-c:a', 'libopus'),
  sound('vorbis.ogg', '-c:a', 'libvorbis'),
  short('short.ogg', '-c:a', 'libvorbis'),
  sound('flac.oga', '-c:a', 'flac'),
  sound('speex.ogg', '-c:a', 'libspeex', '-ar', '32000'),
  sound('sound.flac', '-c:a', 'flac'),
  sound('pcm.wav', '-c:a', 'pcm_s16le'),
  sound('adpcm.wav', '-c:a', 'adpcm_ms'),
  sound('mp3.wav', '-c:a', 'libmp3lame'),
  sound('float.wav', '-c:a', 'pcm_f32le'),
  sound('sound.aiff', '-c:a', 'pcm_s16be'),
  sound('sound.weba', '-c:a', 'libopus', '-f', 'webm'),
  sound('sound.mka', '-c:a', 'libvorbis'),
  sound('sound.ac3', '-c:a', 'ac3'),
  sound('sound.wma', '-c:a', 'wmav2'),
  sound('sound.caf', '-c:a', 'pcm_s16le'),
  still('still.jpg'),
  still('still.png'),
  still('still.webp'),
  still('still.tif'),
  still('still.bmp'),
  still('still.gif'),
  still('still.avif', '-c:v', 'libaom-av1', '-still-picture', '1'),
  turned('turned.jpg'),
  turned('turned.png'),
  turned('turned.webp'),
  turned('turned.tif'),
  moving('moving.gif'),
  moving('moving.webp', '-c:v', 'libwebp_anim', '-loop', '0'),
  moving('moving.png', '-f', 'apng'),
];

/** Whether the programs that make and judge the files are installed. */
export const HAS_FFMPEG: boolean = ['ffmpeg', 'ffprobe', 'exiftool'].every(
  (program) => spawnSync(program, [program === 'exiftool' ? '-ver' : '-version']).status === 0,
);

/** Makes the file of a recipe in a folder, unless it is there; `null` when this ffmpeg lacks the encoder. */
export function makeMedia(recipe: MediaRecipe, folder: string): string | null {
  const path = join(folder, recipe.name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `draft-${recipe.name}`);
  const made = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-nostdin', ...recipe.args, draft]);
  if (made.status !== 0) return null;
  if (recipe.exiftool !== undefined) spawnSync('exiftool', ['-overwrite_original', ...recipe.exiftool, draft]);
  renameSync(draft, path);
  return path;
}

/** What ffprobe says of a file: the first picture that is no cover, the first sound. */
export interface Judged {
  readonly duration: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
}

/** Reads a file with ffprobe; sides as displayed, for square pixels and after the turn of a display matrix. */
export function judge(path: string): Judged {
  const run = spawnSync('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
  const { streams = [], format = {} } = JSON.parse(run.stdout.toString()) as {
    streams?: Record<string, unknown>[];
    format?: Record<string, string>;
  };
  const of = (type: string): Record<string, unknown> | undefined => {
    const all = streams.filter((stream) => stream['codec_type'] === type);
    return all.find((one) => (one['disposition'] as Record<string, number> | undefined)?.['default'] === 1) ?? all[0];
  };
  const video = of('video');
  const sides = video as { width?: number; height?: number; side_data_list?: { rotation?: number }[] } | undefined;
  const turn =
    Math.abs(sides?.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0) % 180 === 90;
  return {
    duration: format['duration'] === undefined ? null : Number(format['duration']),
    width: (turn ? sides?.height : sides?.width) ?? null,
    height: (turn ? sides?.width : sides?.height) ?? null,
    videoCodec: (video?.['codec_name'] as string | undefined) ?? null,
    audioCodec: (of('audio')?.['codec_name'] as string | undefined) ?? null,
  };
}

/** A reader of a file in memory that counts its requests. */
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
