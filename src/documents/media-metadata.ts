import * as v from 'valibot';

import { count, numberOrNull, textOrNull, unavailableSchema, type Unavailable } from './shapes.ts';

/** Which way up a picture is, as displayed. */
export type Orientation = 'portrait' | 'landscape' | 'square';

/** What a media file's header says. Width and height are as displayed, after rotation. */
export interface MediaMetadata {
  /**
   * `mp4`, `mov`, `webm`, … as the header says, not the name. Every value is `null` with its reason when it cannot be
   * told.
   */
  container: string | null;
  duration_seconds: number | null;
  /** Pixels, as displayed; so is the height. */
  width: number | null;
  height: number | null;
  orientation: Orientation | null;
  /** Clockwise degrees the stored picture is turned for display. */
  rotation: number | null;
  /** As the header says, else of the first frames. */
  frames_per_second: number | null;
  video_codec: string | null;
  audio_codec: string | null;
  has_audio: boolean | null;
  /** What the reading cost. */
  bytes_read: number;
  /** Why each value that is `null` is so. */
  unavailable: Unavailable;
  /** Values that follow from a part of the file, as the length of sound without one stated; absent when none does. */
  estimated?: 'duration_seconds'[];
}

const estimated: v.GenericSchema<unknown, 'duration_seconds'[]> = v.array(v.literal('duration_seconds'));

/** Validates a {@link MediaMetadata}. */
export const mediaMetadataSchema: v.GenericSchema<unknown, MediaMetadata> = v.object({
  container: textOrNull,
  duration_seconds: numberOrNull,
  width: numberOrNull,
  height: numberOrNull,
  orientation: v.nullable(v.picklist(['portrait', 'landscape', 'square'])),
  rotation: numberOrNull,
  frames_per_second: numberOrNull,
  video_codec: textOrNull,
  audio_codec: textOrNull,
  has_audio: v.nullable(v.boolean()),
  bytes_read: count,
  unavailable: unavailableSchema,
  estimated: v.exactOptional(estimated),
});

/** What a file record says of its media: the format by name and type always, the rest once the file was probed. */
export type FileMediaMetadata = {
  /** Upper-case extension: `MP4`. */
  format: string;
  /** Family of the content type: `video`. */
  content_type: string;
} & Partial<MediaMetadata>;

export const fileMediaMetadataSchema: v.GenericSchema<unknown, FileMediaMetadata> = v.object({
  format: v.string(),
  content_type: v.string(),
  container: v.exactOptional(textOrNull),
  duration_seconds: v.exactOptional(numberOrNull),
  width: v.exactOptional(numberOrNull),
  height: v.exactOptional(numberOrNull),
  orientation: v.exactOptional(v.nullable(v.picklist(['portrait', 'landscape', 'square']))),
  rotation: v.exactOptional(numberOrNull),
  frames_per_second: v.exactOptional(numberOrNull),
  video_codec: v.exactOptional(textOrNull),
  audio_codec: v.exactOptional(textOrNull),
  has_audio: v.exactOptional(v.nullable(v.boolean())),
  bytes_read: v.exactOptional(count),
  unavailable: v.exactOptional(unavailableSchema),
  estimated: v.exactOptional(estimated),
});
