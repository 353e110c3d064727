/** A picture track as one of the readers of this module found it. */
export interface OwnVideo {
  readonly codec: string | null;
  /** As displayed. */
  readonly width: number | null;
  readonly height: number | null;
  readonly rotation: number | null;
  readonly framesPerSecond: number | null;
}

/** What one of the readers of this module found in a file of sound or video. */
export interface OwnHeader {
  readonly container: string;
  readonly durationSeconds: number | null;
  /** True when the length follows from a part of the frames, not from all of them or from a statement. */
  readonly isEstimate?: boolean;
  /** `null`: the file has no picture; `undefined`: not known here. */
  readonly video: OwnVideo | null | undefined;
  /** `null`: the file has no sound; `undefined`: not known here. */
  readonly audio: { readonly codec: string | null } | null | undefined;
  /** True when the file ends before its own header says. */
  readonly truncated?: boolean;
}

/** A picture of which nothing but the codec is known here. */
export function pictureOf(codec: string | null, found: Partial<OwnVideo> = {}): OwnVideo {
  return { codec, width: null, height: null, rotation: 0, framesPerSecond: null, ...found };
}
