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
  /** Makes the file from a picture of ffmpeg's, where that writes no such file: program and arguments but the files. */
  readonly from?: readonly [program: string, ...args: string[]];
}

const VIDEO = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=440:d=4:r=48000'];
/** Noise, so that the files are as large as real ones. */
const LOUD = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:r=44100:a=0.5'];
const NOISY = ['-f', 'lavfi', '-i', 'color=c=gray:s=640x360:r=30:d=4,noise=alls=100:allf=t'];
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

/** A film whose display matrix turns it. */
const turnedFilm = (name: string, degrees: string): MediaRecipe => ({
  ...film(name, ...X264, '-c:a', 'aac'),
  exiftool: [`-Rotation=${degrees}`],
});
/** A raw photo as far as ExifTool can make one: a TIFF with the tags of a camera. */
const raw = (name: string, ...exiftool: string[]): MediaRecipe => ({
  ...still(name, '-f', 'image2', '-c:v', 'tiff'),
  exiftool,
});
const heic = (name: string, ...exiftool: string[]): MediaRecipe => ({
  ...still(name),
  from: ['heif-enc', '-o'],
  ...(exiftool.length > 0 ? { exiftool } : {}),
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
  film('one-frame-fragments.mp4', ...X264, '-c:a', 'aac', '-movflags', 'frag_every_frame+empty_moov+default_base_moof'),
  film('cmaf.mp4', ...X264, '-g', '25', '-c:a', 'aac', '-movflags', 'cmaf+frag_keyframe+empty_moov'),
  turnedFilm('turned.mp4', '90'),
  turnedFilm('turned-back.mov', '270'),
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
  film('live.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-f', 'webm', '-live', '1'),
  film('h264.mkv', ...X264, '-c:a', 'flac'),
  film('mpeg2.mkv', '-c:v', 'mpeg2video', '-c:a', 'mp2'),
  film('ac3.mkv', ...X264, '-c:a', 'ac3'),
  film('clip.ts', ...X264, '-c:a', 'aac', '-f', 'mpegts'),
  noisy('large.ts', ...X264, '-c:a', 'aac', '-f', 'mpegts'),
  film('opus.ts', ...X264, '-c:a', 'libopus', '-f', 'mpegts'),
  film('hevc.ts', '-c:v', 'libx265', '-preset', 'ultrafast', '-c:a', 'ac3', '-f', 'mpegts'),
  film('lpcm.m2ts', ...X264, '-c:a', 'pcm_bluray', '-ac', '2'),
  film('avchd.mts', ...X264, '-c:a', 'ac3', '-f', 'mpegts', '-mpegts_m2ts_mode', '1'),
  film('interlaced.mts', ...X264, '-flags', '+ilme+ildct', '-x264opts', 'interlaced=1', '-c:a', 'ac3', '-f', 'mpegts'),
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
  sound('sound.eac3', '-c:a', 'eac3'),
  short('short.eac3', '-c:a', 'eac3'),
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
  heic('still.heic'),
  raw('raw.dng', '-DNGVersion=1.4.0.0', '-Make=Acme', '-Orientation#=6'),
  raw('raw.nef', '-Make=NIKON CORPORATION', '-Orientation#=8'),
  raw('raw.arw', '-Make=SONY'),
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
  const { from } = recipe;
  const first = from === undefined ? draft : join(folder, `draft-${recipe.name}.png`);
  const made = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-nostdin', ...recipe.args, first]);
  if (made.status !== 0) return null;
  if (from !== undefined && spawnSync(from[0], [...from.slice(1), draft, first]).status !== 0) return null;
  if (recipe.exiftool !== undefined) spawnSync('exiftool', ['-overwrite_original', ...recipe.exiftool, draft]);
  renameSync(draft, path);
  return path;
}

/** What ffprobe says of a file: the first picture that is no cover, the first sound. */
export interface Judged {
  readonly duration: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Clockwise degrees. */
  readonly rotation: number;
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
  const stated = sides?.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const turn = Math.abs(stated) % 180 === 90;
  return {
    duration: format['duration'] === undefined ? null : Number(format['duration']),
    width: (turn ? sides?.height : sides?.width) ?? null,
    height: (turn ? sides?.width : sides?.height) ?? null,
    // Its degrees run against the clock.
    rotation: (360 - stated) % 360,
    videoCodec: (video?.['codec_name'] as string | undefined) ?? null,
    audioCodec: (of('audio')?.['codec_name'] as string | undefined) ?? null,
  };
}

/** What ExifTool says of a picture as displayed; `null` sides where it says none. */
export function judgePicture(path: string): Pick<Judged, 'width' | 'height' | 'rotation'> {
  const run = spawnSync('exiftool', ['-j', '-n', '-ImageSize', '-Orientation', '-QuickTime:Rotation', path]);
  const [found = {}] = JSON.parse(run.stdout.toString() || '[]') as Record<string, string | number>[];
  const [width = null, height = null] = String(found['ImageSize'] ?? '')
    .split(/[ x]/)
    .map(Number)
    .filter((side) => side > 0);
  const turns: Readonly<Record<string, number>> = { 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 };
  const rotation = turns[String(found['Orientation'] ?? 1)] ?? 0;
  const isSideways = rotation % 180 === 90;
  return { width: isSideways ? height : width, height: isSideways ? width : height, rotation };
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
