import { BLOCK_BYTES, fourCharacters, type HeaderBytes, type OwnHeader, type OwnVideo } from './header-bytes.ts';
import { type Findings, type MissingReasons, NO_PICTURE } from './findings.ts';
import { afterTags, readFlac, readFramedSound } from './framed-sound.ts';
import { ASF_HEADER, readAsf, readFlv } from './asf.ts';
import { readMatroska } from './matroska.ts';
import type { FrameRateEffort, HeaderParser, ParsedHeader } from './mediabunny.ts';
import { movieContainer, readMovie } from './movie.ts';
import { readOgg } from './ogg.ts';
import { readProgramStream, readTransportStream } from './transport-stream.ts';
import { readAiff, readAvi, readCaf, readWav } from './riff-iff.ts';
import { unreadTimed } from './format-names.ts';

/** What the readers of this module gave, and how much of the file the parser may look at beside. */
interface Start {
  readonly own: OwnHeader | null;
  /** The part that has the header, which the parser takes for the whole file; 0: nothing is left to ask. */
  readonly extent: number;
  /** Of the picture that a player shows; `null` where the parser's first is meant. */
  readonly videoId?: number | null;
  /** A format that is known and not read. */
  readonly unsupported?: string | undefined;
}

/** The parser reads on for a transport stream's headers; what it needs is in the first part. */
const STREAM_EXTENT = 4 * BLOCK_BYTES;

/**
 * Reads a sound or video file. Lengths, rates and the list of tracks are read here, format by format; sides of pictures
 * and what else is missing are the kept parser's. It is shown only the part of the file that has the header: no claim in
 * it can make the parser ask for, or allocate, more.
 *
 * @throws as {@link HeaderBytes.read}
 */
export async function readTimed(bytes: HeaderBytes, parser: HeaderParser, effort: FrameRateEffort): Promise<Findings> {
  const head = await bytes.read(0, 64);
  const start = head.length === 0 ? { own: null, extent: 0 } : await startWithin(bytes, head);
  if (start.unsupported !== undefined)
    return { values: { container: start.unsupported }, otherwise: 'unsupported', damaged: false };
  const parsed = start.extent === 0 ? null : await parse(bytes, parser, start, effort);
  const found = combine(start.own, parsed, effort);
  return bytes.stopped ? { ...found, otherwise: 'over_budget', damaged: false } : found;
}

/** Gives what could be read before the budget ended: the container at least, where the first bytes say it. */
async function startWithin(bytes: HeaderBytes, head: Uint8Array): Promise<Start> {
  try {
    return await readStart(bytes, head);
  } catch (error) {
    if (bytes.readError !== null || !bytes.stopped) throw error;
    const container = movieContainer(head);
    if (container === null) return { own: null, extent: 0 };
    return { own: { container, durationSeconds: null, video: undefined, audio: undefined }, extent: 0 };
  }
}

async function parse(
  bytes: HeaderBytes,
  parser: HeaderParser,
  { own, extent, videoId }: Start,
  effort: FrameRateEffort,
): Promise<ParsedHeader | null> {
  // In one request: the parser would ask for block after block.
  if (own?.container === 'ts') await bytes.read(0, extent);
  const isRateKnown = (own?.video?.framesPerSecond ?? null) !== null;
  const source = { size: extent, read: (from: number, to: number) => exactly(bytes, from, to) };
  const parsed = await parser.parse(source, { effort: isRateKnown ? null : effort, videoId: videoId ?? null });
  if (bytes.readError !== null) throw bytes.readError.error;
  return parsed;
}

function combine(own: OwnHeader | null, parsed: ParsedHeader | null, effort: FrameRateEffort): Findings {
  const container = own?.container ?? parsed?.container ?? null;
  const durationSeconds = own?.durationSeconds ?? parsed?.durationSeconds ?? null;
  const read = parsed?.tracksRead === true ? parsed : null;
  if (read === null && own?.video === undefined && own?.audio === undefined) {
    return { values: { container, durationSeconds }, otherwise: 'failed', damaged: true, truncated: own?.truncated };
  }
  const video = combineVideo(own?.video, read, own?.container === 'ts');
  const sound = own?.audio === undefined ? (read?.audio ?? undefined) : own.audio;
  const hasAudio = sound === undefined ? (own === null ? false : null) : sound !== null;
  const noRate = effort === 'header' && own === null ? 'not_requested' : 'not_enough_data';
  const reasons: MissingReasons = {
    ...(video === null ? NO_PICTURE : { frames_per_second: noRate }),
    ...(hasAudio === false ? { audio_codec: 'not_applicable' } : {}),
  };
  return {
    values: {
      ...{ container, durationSeconds, hasAudio },
      width: video?.width ?? null,
      height: video?.height ?? null,
      rotation: video?.rotation ?? null,
      framesPerSecond: video?.framesPerSecond ?? null,
      videoCodec: video?.codec ?? null,
      // The parser calls every layer of MPEG sound `mp3`, and names PCM with its bits.
      audioCodec: own?.container === 'ts' ? (sound?.codec ?? null) : (read?.audio?.codec ?? sound?.codec ?? null),
    },
    reasons,
    otherwise: 'not_enough_data',
    isEstimate: own?.durationSeconds !== null && own?.isEstimate === true,
    truncated: own?.truncated,
  };
}

/**
 * Combines sides and turn of the parser where it has them, for it knows of pixels that are no squares; of a transport
 * stream our own first. `null`: no picture.
 */
function combineVideo(
  own: OwnVideo | null | undefined,
  parsed: ParsedHeader | null,
  isOwnFirst: boolean,
): OwnVideo | null | undefined {
  if (own === null) return null;
  const other = parsed?.video ?? null;
  if (other === null) return own === undefined && parsed !== null ? null : own;
  const { width, height, rotation, codec, framesPerSecond } = other;
  const isSized = width !== null && height !== null && !(isOwnFirst && (own?.width ?? null) !== null);
  return {
    codec: codec ?? own?.codec ?? null,
    width: isSized ? width : (own?.width ?? null),
    height: isSized ? height : (own?.height ?? null),
    rotation: rotation ?? own?.rotation ?? null,
    framesPerSecond: own?.framesPerSecond ?? framesPerSecond,
  };
}

async function readStart(bytes: HeaderBytes, head: Uint8Array): Promise<Start> {
  const first = fourCharacters(head, 0);
  const third = fourCharacters(head, 8);
  const own = (header: OwnHeader): Start => ({ own: header, extent: 0 });
  if (movieContainer(head) !== null) {
    const movie = await readMovie(bytes);
    return { own: movie, extent: movie.end ?? 0, videoId: movie.videoId };
  }
  if (first === 'OggS') return { own: await readOgg(bytes), extent: 0 };
  if (['RIFF', 'RF64'].includes(first) && third === 'WAVE') return own(await readWav(bytes));
  if (first === 'RIFF' && third === 'AVI ') return own(await readAvi(bytes));
  if (first === 'FORM' && third.startsWith('AIF')) return own(await readAiff(bytes));
  if (first === 'caff') return own(await readCaf(bytes));
  if (first.startsWith('FLV')) return own(await readFlv(bytes));
  if (ASF_HEADER.every((byte, index) => head[index] === byte)) return own(await readAsf(bytes));
  // A file of unknown length is shown as long as it is known to be.
  const size = bytes.size ?? BLOCK_BYTES;
  const window = Math.min(size, bytes.maxBytes);
  if (first === '\u001AE\u00DF\u00A3') {
    const matroska = await readMatroska(bytes);
    return { own: matroska, extent: window, videoId: matroska.videoId };
  }
  const stream = (await readTransportStream(bytes)) ?? (await readProgramStream(bytes));
  if (stream !== null) {
    const { video } = stream;
    const isOpen = (video?.width ?? null) === null || (video?.framesPerSecond ?? null) === null;
    const needsParser = stream.container === 'ts' && video !== null && isOpen;
    return { own: stream, extent: needsParser ? Math.min(window, STREAM_EXTENT) : 0 };
  }
  const unsupported = unreadTimed(head);
  if (unsupported !== null) return { own: null, extent: 0, unsupported };
  const soundStart = (await afterTags(bytes)) ?? 0;
  const flac = await readFlac(bytes, soundStart);
  const sound = flac ?? (await readFramedSound(bytes));
  return sound === null ? { own: null, extent: window } : own(sound);
}

/** Reads exactly so many bytes. The parser does not take less than it asked for. */
async function exactly(bytes: HeaderBytes, start: number, end: number): Promise<Uint8Array> {
  const header = await bytes.read(start, end);
  if (header.length < end - start) throw new RangeError('The file ends before its header does.');
  return header;
}
