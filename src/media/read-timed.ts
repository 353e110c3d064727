import { fourCharacters } from './bytes.ts';
import { NO_PICTURE, type Findings, type MissingReasons } from './findings.ts';
import { BLOCK_BYTES, type HeaderBytes } from './header-bytes.ts';
import type { FrameRateEffort, HeaderParser, ParsedHeader } from './mediabunny.ts';
import { type MovieHeader, locateMovie, readMovieHeader } from './isobmff.ts';
import { mp3Seconds } from './mp3-length.ts';
import { wavSeconds } from './wav-length.ts';

/** What our own reading of the first bytes gave, and how much of the file the parser may look at. */
interface Start {
  readonly container: string | null;
  readonly durationSeconds: number | null;
  readonly movie: MovieHeader | null;
  /** Length of the part that holds the header; the parser takes it for the whole file. */
  readonly extent: number;
}

/**
 * Reads a sound or video file. The parser is shown only the part of the file that holds the header: no claim in it can
 * make the parser ask for, or allocate, more. Length and frame rate of MP4 and MOV, and the length of MP3 and WAV, are
 * read here; everything else is the parser's.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function readTimed(bytes: HeaderBytes, parser: HeaderParser, effort: FrameRateEffort): Promise<Findings> {
  const start = await readStart(bytes);
  if (start.extent === 0) return { values: { container: start.container }, otherwise: 'failed', damaged: true };
  const source = { size: start.extent, read: (from: number, to: number) => exactly(bytes, from, to) };
  const parsed = await parser.parse(source, effort);
  if (bytes.readError !== null) throw bytes.readError.error;
  const found = parsed?.tracksRead === true ? tracksFound(parsed, start, effort) : notFound(parsed, start, bytes.size);
  // What lies beyond the budget is not the file's fault.
  return bytes.stopped ? { ...found, otherwise: 'not_enough_data', damaged: false } : found;
}

function notFound(parsed: ParsedHeader | null, start: Start, size: number | null): Findings {
  const values = { container: parsed?.container ?? start.container, durationSeconds: start.durationSeconds };
  // A known format whose header goes on beyond what the parser was shown: a picture of megabytes before the sound.
  const cut = parsed !== null && start.movie === null && (size === null || start.extent < size);
  return cut ? { values, otherwise: 'not_enough_data' } : { values, otherwise: 'failed', damaged: true };
}

function tracksFound(parsed: ParsedHeader, start: Start, effort: FrameRateEffort): Findings {
  const { video, audio } = parsed;
  const hasAudio = audio !== null || start.movie?.hasSound === true;
  const reasons: MissingReasons = {
    ...(video === null ? NO_PICTURE : {}),
    ...(hasAudio ? {} : { audio_codec: 'not_applicable' }),
    ...(video !== null && start.movie === null && effort === 'header' ? { frames_per_second: 'not_requested' } : {}),
  };
  return {
    values: {
      container: parsed.container,
      durationSeconds: ownLength(parsed.container) ? start.durationSeconds : parsed.durationSeconds,
      width: video?.width ?? null,
      height: video?.height ?? null,
      rotation: video?.rotation ?? null,
      framesPerSecond: start.movie === null ? (video?.framesPerSecond ?? null) : start.movie.framesPerSecond,
      videoCodec: video?.codec ?? null,
      audioCodec: audio?.codec ?? null,
      hasAudio,
    },
    reasons,
    otherwise: 'not_enough_data',
  };
}

/** Formats whose length is read here: the parser would guess it, or trust claims that cost memory. */
function ownLength(container: string): boolean {
  return ['mp4', 'mov', 'mp3', 'wav'].includes(container);
}

async function readStart(bytes: HeaderBytes): Promise<Start> {
  const head = await bytes.read(0, 16);
  const nothing: Start = { container: null, durationSeconds: null, movie: null, extent: 0 };
  if (head.length === 0) return nothing;
  if (['ftyp', 'styp'].includes(fourCharacters(head, 4))) return readMovieStart(bytes, fourCharacters(head, 8));
  // A file of unknown length is shown as long as it is known to be.
  const size = bytes.size ?? BLOCK_BYTES;
  const window = Math.min(size, bytes.maxBytes);
  if (['RIFF', 'RF64'].includes(fourCharacters(head, 0)) && fourCharacters(head, 8) === 'WAVE') {
    return { ...nothing, container: 'wav', durationSeconds: await wavSeconds(bytes), extent: window };
  }
  // An ID3 tag with its pictures may be longer than the window; behind it the parser asks for little at a time.
  if (head[0] === 0xff || fourCharacters(head, 0).startsWith('ID3')) {
    return { ...nothing, durationSeconds: await mp3Seconds(bytes), extent: size };
  }
  return { ...nothing, extent: window };
}

async function readMovieStart(bytes: HeaderBytes, brand: string): Promise<Start> {
  const container = brand === 'qt  ' ? 'mov' : 'mp4';
  const place = await locateMovie(bytes);
  if (place === null) return { container, durationSeconds: null, movie: null, extent: 0 };
  const movie = readMovieHeader(await bytes.read(place.start, place.end));
  return { container, durationSeconds: movie.durationSeconds, movie, extent: place.end };
}

/** The parser does not take less than it asked for. */
async function exactly(bytes: HeaderBytes, start: number, end: number): Promise<Uint8Array> {
  const held = await bytes.read(start, end);
  if (held.length < end - start) throw new RangeError('The file ends before its header does.');
  return held;
}
