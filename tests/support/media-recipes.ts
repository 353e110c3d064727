/** A file that ffmpeg makes of some inputs; of those with the same inputs several in one run. */
export interface MediaRecipe {
  readonly name: string;
  readonly kind: 'video' | 'audio' | 'image';
  readonly inputs: readonly string[];
  readonly args: readonly string[];
  /** Runs on the made file. */
  readonly exiftool?: readonly string[];
  /** Makes the file from a picture of ffmpeg's, where that writes no such file: program and arguments but the files. */
  readonly from?: readonly [program: string, ...args: string[]];
}

const VIDEO = 'testsrc2=s=320x180:r=25:d=4';
const SOUND = 'sine=440:d=4:r=48000';
/** Noise, so that the files are as large as real ones. */
const LOUD = 'anoisesrc=d=24:r=44100:a=0.5:seed=1';
const NOISY = 'color=c=gray:s=640x360:r=30:d=1.5,noise=alls=100:allf=t';
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const maker =
  (kind: MediaRecipe['kind'], inputs: readonly string[], ...usual: readonly string[]) =>
  (name: string, ...args: string[]): MediaRecipe => ({ name, kind, inputs, args: [...usual, ...args] });
const film = maker('video', [VIDEO, SOUND]);
const noisy = maker('video', [NOISY, 'sine=440:d=1.5:r=48000']);
const sound = maker('audio', [LOUD]);
const short = maker('audio', [SOUND]);
const still = maker('image', ['testsrc2=s=320x180:d=1'], '-frames:v', '1');
const moving = maker('image', ['testsrc2=s=160x90:r=10:d=2']);
const turned = (name: string, ...args: string[]): MediaRecipe => ({
  ...still(name, ...args),
  exiftool: ['-Orientation#=6'],
});

/** Makes a film whose display matrix turns it. */
const turnedFilm = (name: string, degrees: string): MediaRecipe => ({
  ...film(name, ...X264, '-c:a', 'aac'),
  exiftool: [`-Rotation=${degrees}`],
});
/** Makes a raw photo as far as ExifTool can make one: a TIFF with the tags of a camera. */
const raw = (name: string, ...exiftool: string[]): MediaRecipe => ({
  ...still(name, '-f', 'image2', '-c:v', 'tiff'),
  exiftool,
});
const heic = (name: string, ...exiftool: string[]): MediaRecipe => ({
  ...still(name),
  from: ['heif-enc', '-o'],
  ...(exiftool.length > 0 ? { exiftool } : {}),
});

/** Makes two pictures, of which the second is the one to show. */
const two = (name: string): MediaRecipe =>
  maker('video', ['testsrc2=s=160x90:r=10:d=2', 'testsrc2=s=180x320:r=30:d=2'])(
    name,
    ...['-map', '0', '-map', '1', ...X264, '-disposition:v:0', '0', '-disposition:v:1', 'default'],
  );

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
  two('two.mp4'),
  two('two.mkv'),
  film('phone.3gp', '-c:v', 'h263', '-s', '352x288', '-c:a', 'aac'),
  film('vp9.webm', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'),
  film('vp8.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libvorbis'),
  noisy('large.webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '4M', '-c:a', 'libopus'),
  film(
    'live.webm',
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-c:a',
    'libopus',
    '-f',
    'webm',
    '-live',
    '1',
  ),
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
  sound('cbr.mp3', '-c:a', 'libmp3lame', '-b:a', '320k', '-write_xing', '0'),
  sound('xing.mp3', '-c:a', 'libmp3lame', '-q:a', '0'),
  short('vbr-no-xing.mp3', '-c:a', 'libmp3lame', '-q:a', '4', '-write_xing', '0'),
  sound('sound.mp2', '-c:a', 'mp2', '-b:a', '192k'),
  sound('long.aac', '-c:a', 'aac', '-b:a', '256k'),
  short('short.aac', '-c:a', 'aac', '-b:a', '96k'),
  sound('aac.m4a', '-c:a', 'aac', '-b:a', '256k'),
  sound('alac.m4a', '-c:a', 'alac'),
  sound('sound.opus', '-c:a', 'libopus', '-b:a', '256k'),
  sound('vorbis.ogg', '-c:a', 'libvorbis', '-q:a', '10'),
  short('short.ogg', '-c:a', 'libvorbis'),
  sound('flac.oga', '-c:a', 'flac'),
  sound('speex.ogg', '-c:a', 'libspeex', '-ar', '32000'),
  sound('sound.flac', '-c:a', 'flac'),
  sound('pcm.wav', '-c:a', 'pcm_s16le'),
  sound('adpcm.wav', '-c:a', 'adpcm_ms'),
  sound('mp3.wav', '-c:a', 'libmp3lame', '-b:a', '320k'),
  sound('float.wav', '-c:a', 'pcm_f32le'),
  sound('sound.aiff', '-c:a', 'pcm_s16be'),
  sound('sound.weba', '-c:a', 'libopus', '-b:a', '256k', '-f', 'webm'),
  sound('sound.mka', '-c:a', 'libvorbis', '-q:a', '10'),
  sound('sound.ac3', '-c:a', 'ac3', '-b:a', '320k'),
  sound('sound.eac3', '-c:a', 'eac3', '-b:a', '320k'),
  short('short.eac3', '-c:a', 'eac3'),
  sound('sound.wma', '-c:a', 'wmav2', '-b:a', '256k'),
  sound('sound.caf', '-c:a', 'pcm_s16le'),
  still('still.jpg'),
  still('still.png'),
  still('still.webp'),
  still('still.tif'),
  still('still.bmp'),
  still('still.gif'),
  still('still.avif', '-c:v', 'libaom-av1', '-cpu-used', '8', '-still-picture', '1'),
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

/** Formats that are known and not read. */
export const UNREAD_RECIPES: readonly MediaRecipe[] = [
  short('sound.au'),
  maker('video', ['testsrc2=s=720x576:r=25:d=1'])('camera.dv', '-target', 'pal-dv', '-an'),
];

/** Seconds as made, where ffprobe guesses from the bit rate of the first frames or gives no length at all. */
export const MADE_SECONDS: Readonly<Record<string, number>> = {
  'long.aac': 24,
  'short.aac': 4,
  'vbr-no-xing.mp3': 4,
  'live.webm': 4.014,
};
