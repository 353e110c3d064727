/*
 * Usual names of codecs by the identifiers containers give them: those of the kept parser (`avc`, `aac`, `pcm-s16`) where
 * it has one, else those of ffprobe. Sources: Matroska codec mappings, the MP4 registration authority, Microsoft's
 * mmreg.h and FourCC lists, FLV specification 10.1 (checked 2026-11-27).
 */
const NAMES: Readonly<Record<string, string>> = {
  avc: 'avc1 avc3 h264 x264 davc vssh',
  hevc: 'hvc1 hev1 hevc h265',
  av1: 'av01',
  vp8: 'vp80',
  vp9: 'vp09 vp90',
  vp6f: 'vp6f',
  mpeg1video: 'V_MPEG1 mp1v mpg1',
  mpeg2video: 'V_MPEG2 mp2v mpg2 m2v1 hdv1 hdv2 hdv3 hdv4 hdv5 hdv6 hdv7 hdv8 hdv9 xdv1 xdv2 xdv3 xdv4 xdv5 xdvc xdve',
  mpeg4: 'V_MPEG4/ISO/ASP V_MPEG4/ISO/SP V_MPEG4/ISO/AP mp4v xvid divx dx50 fmp4 3ivx',
  msmpeg4v3: 'V_MPEG4/MS/V3 div3 div4 mp43',
  msmpeg4v2: 'mp42 div2',
  h263: 's263 h263',
  flv1: 'flv1',
  theora: 'V_THEORA theo',
  mjpeg: 'V_MJPEG jpeg mjpa mjpb mjpg dmb1',
  prores: 'V_PRORES apch apcn apcs apco ap4h ap4x',
  dnxhd: 'avdn avdh',
  dvvideo: 'dvc dvcp dvpp dvh5 dvh6 dvhp dv5n dv5p dvsd dvhd dvsl dv25 dv50',
  cfhd: 'cfhd',
  ffv1: 'V_FFV1 ffv1',
  huffyuv: 'hfyu ffvh',
  qtrle: 'rle',
  cinepak: 'cvid',
  svq3: 'svq3',
  svq1: 'svq1',
  rawvideo: 'V_UNCOMPRESSED raw yuv2 2vuy v210 v308 v408 i420 yuy2 uyvy',
  png: 'png mpng',
  wmv1: 'wmv1',
  wmv2: 'wmv2',
  wmv3: 'wmv3',
  vc1: 'wvc1 vc-1',
  rv40: 'V_REAL/RV40 rv40',
  mp1: 'A_MPEG/L1',
  mp2: 'A_MPEG/L2',
  mp3: 'A_MPEG/L3 .mp3',
  aac: 'mp4a',
  ac3: 'A_AC3 ac-3 sac3',
  eac3: 'A_EAC3 ec-3',
  dts: 'A_DTS dtsc dtse dtsh dtsl dts+',
  truehd: 'A_TRUEHD mlpa',
  opus: 'opus',
  flac: 'flac',
  alac: 'A_ALAC alac',
  wavpack: 'A_WAVPACK4',
  tta: 'A_TTA1',
  amr_nb: 'samr',
  amr_wb: 'sawb',
  'pcm-s16': 'sowt',
  'pcm-s16be': 'twos',
  'pcm-s24be': 'in24',
  'pcm-s32be': 'in32',
  'pcm-f32be': 'fl32',
  'pcm-f64be': 'fl64',
  adpcm_ima_qt: 'ima4',
  adpcm_ms: 'ms\u0000\u0002',
  qdm2: 'qdm2',
  qcelp: 'sqcp',
};

const NAME_BY_ID: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(NAMES).flatMap(([name, ids]) =>
    ids.split(' ').map((id): [string, string] => [id.toLowerCase(), name]),
  ),
);

/** By the format tag of a WAVE header, as AVI and ASF files have it too. PCM is named by its samples. */
const NAME_BY_WAVE_TAG: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [0x02, 'adpcm_ms'],
  [0x06, 'alaw'],
  [0x07, 'ulaw'],
  [0x11, 'adpcm_ima_wav'],
  [0x31, 'gsm_ms'],
  [0x50, 'mp2'],
  [0x55, 'mp3'],
  [0xff, 'aac'],
  [0x160, 'wmav1'],
  [0x161, 'wmav2'],
  [0x162, 'wmapro'],
  [0x163, 'wmalossless'],
  [0x1610, 'aac'],
  [0x2000, 'ac3'],
  [0x2001, 'dts'],
]);

/**
 * Gives the usual name of a codec by a container's identifier of it; the identifier itself where none is known, `null`
 * where it is no readable text.
 *
 * @example
 * codecName('V_MPEG2'); //=> 'mpeg2video'
 */
export function codecName(id: string): string | null {
  const trimmed = id.replace(/[ \0]+$/, '');
  const known = NAME_BY_ID.get(trimmed.toLowerCase());
  if (known !== undefined) return known;
  return /^[\w./-]{1,32}$/.test(trimmed) ? trimmed : null;
}

/**
 * Gives the usual name of a codec by its WAVE format tag; PCM with its kind and bits, in the words of the parser
 * (`pcm-s16`, `pcm-f32`); `null` for a tag that is not known.
 */
export function waveCodecName(tag: number, bits: number): string | null {
  if (tag === 1) return bits === 8 ? 'pcm-u8' : `pcm-s${String(bits)}`;
  if (tag === 3) return `pcm-f${String(bits)}`;
  return NAME_BY_WAVE_TAG.get(tag) ?? null;
}

/** Text of single bytes that a file has at a place. */
type Signature = readonly [container: string, at: number, text: string];

const SOUND_AND_FILMS: readonly Signature[] = [
  ['mxf', 0, '\u0006\u000E+4'],
  ['r3d', 4, 'RED'],
  ['rm', 0, '.RMF'],
  ['midi', 0, 'MThd'],
  ['wavpack', 0, 'wvpk'],
  ['ape', 0, 'MAC '],
  ['dsf', 0, 'DSD '],
  ['dff', 0, 'FRM8'],
  ['amr', 0, '#!AM'],
  ['ivf', 0, 'DKIF'],
  ['tta', 0, 'TTA1'],
  ['au', 0, '.snd'],
  ['dv', 0, '\u001F\u0007\0'],
  ['w64', 0, 'riff.\u0091\u00CF\u0011'],
  ['dts', 0, '\u007F\u00FE\u0080\u0001'],
  ['truehd', 4, '\u00F8ro\u00BA'],
  ['mlp', 4, '\u00F8ro\u00BB'],
  ['voc', 0, 'Creative Voice File'],
];

const PICTURES: readonly Signature[] = [
  ['exr', 0, 'v/1\u0001'],
  ['dpx', 0, 'SDPX'],
  ['dpx', 0, 'XPDS'],
  ['cineon', 0, '\u0080*_\u00D7'],
  ['pcx', 0, '\u000A\u0005\u0001'],
  ['jpeg-ls', 0, '\u00FF\u00D8\u00FF\u00F7'],
  ['sgi', 0, '\u0001\u00DA'],
  ['jxr', 0, 'II\u00BC'],
  ['eps', 0, '%!PS'],
  ['pdf', 0, '%PDF'],
  ['xcf', 0, 'gimp xcf'],
  ['bpg', 0, 'BPG\u00FB'],
  ['flif', 0, 'FLIF'],
];

/**
 * Gives the container of sound or of a film whose format is known by its first bytes and read by nothing here; else
 * `null`.
 */
export function unreadTimed(head: Uint8Array): string | null {
  return named(SOUND_AND_FILMS, head);
}

/** Gives the container of a picture whose format is known by its first bytes and read by nothing here; else `null`. */
export function unreadPicture(head: Uint8Array): string | null {
  return named(PICTURES, head);
}

function named(signatures: readonly Signature[], head: Uint8Array): string | null {
  const found = signatures.find(([, at, text]) =>
    [...text].every((character, index) => head[at + index] === character.charCodeAt(0)),
  );
  return found?.[0] ?? null;
}
