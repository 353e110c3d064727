import * as v from 'valibot';

import { count, numberOrNull, textOrNull } from './shapes.ts';
import { unavailableSchema, type Unavailable } from './unavailable.ts';

export type Orientation = 'portrait' | 'landscape' | 'square';

/** What a media file's header says. Width and height are as displayed, after rotation. */
export interface MediaMetadata {
  container: string | null;
  duration_seconds: number | null;
  width: number | null;
  height: number | null;
  orientation: Orientation | null;
  /** Clockwise degrees the stored picture is turned for display. */
  rotation: number | null;
  frames_per_second: number | null;
  video_codec: string | null;
  audio_codec: string | null;
  has_audio: boolean | null;
  bytes_read: number;
  unavailable: Unavailable;
}

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
});
