/** How much is read to learn the frame rate: only what the header says, or frames too where it does not say. */
export type FrameRateEffort = 'header' | 'scan';

/** The part of a file that holds its header, as a parser sees it: a file of `size` bytes. */
export interface HeaderSource {
  readonly size: number;
  /** Exactly the bytes asked for. */
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
  /** False when the format was told but its header could not be read. */
  readonly tracksRead: boolean;
  readonly durationSeconds: number | null;
  readonly video: ParsedVideo | null;
  readonly audio: { readonly codec: string | null } | null;
}

/** Reads the headers of sound and video files. */
export interface HeaderParser {
  /** `null` when the file is of no format it knows. Never throws for what a file contains. */
  parse(source: HeaderSource, effort: FrameRateEffort): Promise<ParsedHeader | null>;
}

/** Gives the parser when it is first needed; `null` when the library for it is not installed. */
export type LoadHeaderParser = () => Promise<HeaderParser | null>;
