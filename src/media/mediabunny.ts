import { setImmediate } from 'node:timers/promises';

import type * as Mediabunny from 'mediabunny';

import { MediaProbeError } from '../base/errors.ts';
import { codecName } from './format-names.ts';

/** How much is read to learn the frame rate: only what the header says, or frames too where it does not say. */
export type FrameRateEffort = 'header' | 'scan';

/** The part of a file that holds its header, as a parser sees it: a file of `size` bytes. */
export interface HeaderSource {
  readonly size: number;
  /** Reads exactly the bytes asked for. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ParsedVideo {
  readonly codec: string | null;
  /** As displayed. */
  readonly width: number | null;
  readonly height: number | null;
  readonly rotation: number | null;
  /** `null` unless frames were scanned. */
  readonly framesPerSecond: number | null;
}

export interface ParsedHeader {
  /** Short name of the file format: `mp4`, `mov`, `webm`, `mkv`, `mp3`, `wav`, `ogg`, `flac`, `aac`, `ts`. */
  readonly container: string;
  /** False when the format was recognised but its header could not be read. */
  readonly tracksRead: boolean;
  readonly durationSeconds: number | null;
  readonly video: ParsedVideo | null;
  readonly audio: { readonly codec: string | null } | null;
}

/** How a header is parsed. */
export interface ParseOptions {
  /** `null`: the frame rate is known or not to be looked for. */
  readonly effort: FrameRateEffort | null;
  /** The picture track to describe, by the container's number; `null`: the first. */
  readonly videoId: number | null;
}

/** Reads the headers of sound and video files. */
export interface HeaderParser {
  /** Parses a header; `null` when the file is of no format it knows. Never throws for what a file contains. */
  parse(source: HeaderSource, options: ParseOptions): Promise<ParsedHeader | null>;
}

/** Gives the parser when it is first needed; `null` when the library for it is not installed. */
export type LoadHeaderParser = () => Promise<HeaderParser | null>;

type Library = typeof Mediabunny;

/** Frames looked at when the rate is asked for and the header does not tell it. */
const SCANNED_FRAMES = 30;

/**
 * Loads the header parser of `mediabunny`, an optional peer dependency; `null` when it is not installed, or not so that
 * it loads. Loaded here and nowhere else, on first use.
 */
export async function loadMediabunny(): Promise<HeaderParser | null> {
  try {
    return createParser(await import('mediabunny'));
  } catch {
    return null;
  }
}

function createParser(library: Library): HeaderParser {
  const silenced = createSilencer(library);
  return { parse: (source, options) => silenced(() => parse(library, source, options)) };
}

async function parse(library: Library, source: HeaderSource, options: ParseOptions): Promise<ParsedHeader | null> {
  const window = { end: Infinity };
  const input = new library.Input({
    // Streaming playlists are left out: they name other files, which nobody asked to read.
    formats: [
      ...[library.MP4, library.QTFF, library.MATROSKA, library.WEBM, library.WAVE],
      ...[library.OGG, library.FLAC, library.MP3, library.ADTS, library.MPEG_TS],
    ],
    source: new library.CustomSource({
      getSize: () => source.size,
      read: pacedReads((start, end) => {
        if (end > window.end) throw new RangeError('Beyond what frames are looked for in.');
        return source.read(start, end);
      }),
      // What was read is kept on our side of the wall, where it is counted.
      maxCacheSize: 0,
      prefetchProfile: 'none',
      handleUnhandledError: () => undefined,
    }),
  });
  try {
    const format = await attempt(() => input.getFormat());
    return format === null ? null : await describe(input, containerOf(library, format), options, window);
  } finally {
    input.dispose();
  }
}

async function describe(
  input: Mediabunny.Input,
  container: string,
  { effort, videoId }: ParseOptions,
  window: { end: number },
): Promise<ParsedHeader> {
  const tracks = await attempt(() => input.getTracks());
  if (tracks === null || tracks.length === 0) {
    return { container, tracksRead: false, durationSeconds: null, video: null, audio: null };
  }
  const pictures = tracks.filter((track): track is Mediabunny.InputVideoTrack => track.isVideoTrack());
  const picture = pictures.find((track) => track.id === videoId) ?? pictures[0];
  const sound = tracks.find((track): track is Mediabunny.InputAudioTrack => track.isAudioTrack());
  // Where lengths are read from the boxes; asked here, the library would spell out their sample tables.
  const isMovie = container === 'mp4' || container === 'mov';
  const isRead = isMovie || container === 'ts';
  return {
    container,
    tracksRead: true,
    durationSeconds: isRead ? null : await attempt(() => input.getDurationFromMetadata()),
    video: picture === undefined ? null : await describePicture(picture, isMovie ? null : effort, window),
    audio: sound === undefined ? null : { codec: await codecOf(sound) },
  };
}

async function describePicture(
  track: Mediabunny.InputVideoTrack,
  effort: FrameRateEffort | null,
  window: { end: number },
): Promise<ParsedVideo> {
  const sides = {
    codec: await codecOf(track),
    width: await attempt(() => track.getDisplayWidth()),
    height: await attempt(() => track.getDisplayHeight()),
    rotation: await attempt(() => track.getRotation()),
  };
  return { ...sides, framesPerSecond: effort === null ? null : await frameRateOf(track, effort, window) };
}

/** Frames to look at, fewer when so many do not lie in the first part of the file. */
const FRAME_COUNTS = [SCANNED_FRAMES, 10, 3] as const;

/** How much of the start of a file is searched for frames when only the header was asked for. */
const FRAME_WINDOW_BYTES = 4 * 65_536;

async function frameRateOf(
  track: Mediabunny.InputVideoTrack,
  effort: FrameRateEffort,
  window: { end: number },
): Promise<number | null> {
  if (effort === 'header') window.end = FRAME_WINDOW_BYTES;
  for (const targetPacketCount of FRAME_COUNTS) {
    const metrics = await attempt(() => track.computeFrameRateMetrics({ targetPacketCount }));
    // From under two frames the library gives the clock's resolution for a rate.
    if (metrics !== null) return metrics.probedPacketCount > 1 ? metrics.bestGuessFrameRate : null;
    if (effort === 'scan') return null;
  }
  return null;
}

/**
 * Gives the family of the codec (`avc`, `aac`); for one the library does not know, the usual name of the container's.
 */
async function codecOf(track: Mediabunny.InputTrack): Promise<string | null> {
  const codec = await attempt(() => track.getCodec());
  if (codec !== null) return codec;
  const internal = await attempt(() => track.getInternalCodecId());
  return typeof internal === 'string' ? codecName(internal) : null;
}

/**
 * Reads one value, or `null`: on broken files the library throws errors of every kind, TypeErrors of its own among
 * them, and one value that fails takes no other with it. What the file's reader threw is kept by {@link HeaderSource}.
 */
async function attempt<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

function containerOf(library: Library, format: Mediabunny.InputFormat): string {
  const names: readonly (readonly [Mediabunny.InputFormat, string])[] = [
    [library.MP4, 'mp4'],
    [library.QTFF, 'mov'],
    [library.WEBM, 'webm'],
    [library.MATROSKA, 'mkv'],
    [library.WAVE, 'wav'],
    [library.OGG, 'ogg'],
    [library.FLAC, 'flac'],
    [library.MP3, 'mp3'],
    [library.ADTS, 'aac'],
    [library.MPEG_TS, 'ts'],
  ];
  return names.find(([known]) => known === format)?.[1] ?? format.name.toLowerCase();
}

/**
 * Makes the function that silences the parser. The library warns on the console of what it finds in files. While one of
 * ours is being read it does not; its level is global, and is put back when the last of them is done.
 */
function createSilencer(library: Library): <T>(run: () => Promise<T>) => Promise<T> {
  const { Logging, LogLevel } = library;
  let running = 0;
  let before = Logging.level;
  return async (run) => {
    if (running === 0) before = Logging.level;
    running += 1;
    Logging.level = LogLevel.Silent;
    try {
      return await run();
    } finally {
      running -= 1;
      if (running === 0) Logging.level = before;
    }
  };
}

/** A header takes tens of reads, the largest transport streams about a thousand. */
const MAX_READS = 20_000;

/** Reads between two turns of the event loop, so that deadlines and aborts are heard in between. */
const READS_A_TURN = 500;

type Read = (start: number, end: number) => Promise<Uint8Array>;

/**
 * Reads with an end: a file of a million two-byte elements, all of them at hand, would keep a parser busy without ever
 * waiting for anything.
 *
 * @throws {MediaProbeError} `media:budget` from the read after the last
 */
function pacedReads(read: Read): Read {
  let reads = 0;
  return async (start, end) => {
    reads += 1;
    if (reads > MAX_READS) {
      throw new MediaProbeError('The header is in too many pieces.', { kind: 'truncated', code: 'media:budget' });
    }
    if (reads % READS_A_TURN === 0) await setImmediate();
    return read(start, end);
  };
}
